"""A person with a key of their own looks at what it costs, sets a cap, and meets it in the studio."""

import re

import pytest
from playwright.sync_api import Page, expect

from playground.standins.onemin import OneMinStandin
from playground.standins.server import KEY
from tests.browser.studio import FLEX, Studio
from tests.browser.test_accessibility import assert_accessible
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

KEYS = "/account/keys/apis/"


def enter_key(page: Page) -> None:
    page.goto(KEYS)
    page.get_by_label("key for 1min.ai").fill(KEY)
    page.locator("#onemin").get_by_role("button", name="Save and test").click()
    expect(page.locator("#onemin [data-verdict]")).to_have_text("Accepted")


def set_cap(page: Page, amount: str, *, refuses_unknown: bool) -> None:
    """Set the cap without a mouse."""
    fold = page.locator("#own summary")
    fold.focus()
    fold.press("Enter")
    field = page.get_by_label("Cap in US dollars a month")
    field.fill(amount)
    switch = page.get_by_role("switch", name="Refuse requests without a known price")
    if switch.is_checked() != refuses_unknown:
        switch.press("Space")
    field.press("Enter")


@pytest.mark.thorough
def test_a_cap_that_a_person_sets_stops_the_next_picture(page: Page, watch: Watch, onemin: OneMinStandin) -> None:
    enter_key(page)
    page.get_by_role("main").get_by_role("link", name="Spending").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spending")
    expect(page.locator("#own [data-spent]")).to_have_text(re.compile(r"^\s*\$0\.00"))
    watch.expect_status(422)
    set_cap(page, "-3", refuses_unknown=False)
    expect(page.locator("#own .errorlist")).to_have_text("The cap is negative; the minimum is 0.")
    page.get_by_label("Cap in US dollars a month").fill("2.50")
    page.get_by_role("switch", name="Refuse requests without a known price").press("Space")
    page.locator("#own").get_by_role("button", name="Save").click()
    expect(page.locator("#notice")).to_contain_text("Your own keys may cost $2.50 in a calendar month.")
    expect(page.get_by_role("progressbar", name="Your own keys: $0.00 of $2.50 spent")).to_be_visible()

    studio = Studio(page).open(FLEX).generate("a fox at dawn")
    expect(page.get_by_text("so your cap does not allow it")).to_be_visible()
    expect(studio.prompt).to_have_value("a fox at dawn")
    expect(studio.frames).to_have_count(0)
    paid = onemin.paid
    page.goto("/spending/")
    set_cap(page, "2.50", refuses_unknown=False)
    expect(page.locator("#notice")).to_contain_text("$2.50")
    studio.open(FLEX).make("a fox at dawn")
    assert onemin.paid == paid + 1
    page.goto("/spending/")
    expect(page.locator("#keys tbody tr")).to_have_text(re.compile("1min.ai, your key"))
    expect(page.locator("#summary")).to_contain_text("The price of 1 request is unknown and counts as $0.00.")


@pytest.mark.thorough
def test_axe_finds_nothing_on_a_month_with_and_without_costs(page: Page) -> None:
    page.goto("/spending/")
    page.locator("#own summary").click()
    assert_accessible(page)
    enter_key(page)
    Studio(page).open(FLEX).make("a fox at noon")
    page.goto("/spending/")
    expect(page.locator("#summary")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
