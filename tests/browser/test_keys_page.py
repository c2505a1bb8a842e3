"""The page of keys: a key that cannot be tested waits until the person says so, and can be seen while it is typed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def test_an_untested_key_waits_until_the_person_uses_it_anyway(page: Page) -> None:
    page.goto("/account/keys/apis/")
    section = page.locator("#bfl")
    field = section.get_by_role("textbox", name="Key for Black Forest Labs")
    password = section.locator("input[name=bfl-key]")
    password.fill("not-a-real-key")
    section.get_by_role("button", name="Show key").click()
    expect(password).to_have_attribute("type", "text")
    expect(field).to_have_value("not-a-real-key")
    section.get_by_role("button", name="Hide key").press("Enter")
    expect(password).to_have_attribute("type", "password")
    password.press("Enter")
    expect(section.locator("[data-verdict]")).to_have_text("Saved, not tested yet")
    expect(page.get_by_role("status")).to_contain_text("Your key is saved, not tested yet.")
    assert_accessible(page)
    page.goto("/bfl/flux-2-flex/generate/")
    expect(page.locator("#engine [aria-current=true]")).to_have_text("Sketch")

    page.goto("/account/keys/apis/")
    section.get_by_role("button", name="Use it anyway").click()
    expect(section.locator("[data-key-state]")).to_contain_text("It makes your next picture.")
    page.goto("/bfl/flux-2-flex/generate/")
    expect(page.locator("#engine [aria-current=true]")).to_have_text("Your key")
