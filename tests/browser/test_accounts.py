"""Accounts: signing up keeps a guest's history, signing out hides it, signing in brings it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.accounts import sign_in, sign_out, sign_up
from tests.browser.studio import FLEX, Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def test_the_history_comes_with_the_account(studio: Studio) -> None:
    studio.make("made as a guest")
    page = studio.page
    sign_up(page, "keeper@example.com")
    studio.open(FLEX)
    expect(studio.frames).to_have_count(1)
    sign_out(page, "keeper@example.com")
    studio.open(FLEX)
    expect(studio.frames).to_have_count(0)
    sign_in(page, "keeper@example.com")
    studio.open(FLEX)
    expect(studio.frames).to_have_count(1)


def test_what_a_guest_made_elsewhere_is_added_on_signing_in(open_context: Callable[..., BrowserContext]) -> None:
    first = Studio(open_context().new_page()).open()
    first.make("on the desk")
    sign_up(first.page, "traveller@example.com")
    second = Studio(open_context().new_page()).open()
    second.make("on the road")
    sign_in(second.page, "traveller@example.com")
    second.open(FLEX)
    expect(second.frames).to_have_count(2)


def test_a_wrong_password_is_said(studio: Studio) -> None:
    page = studio.page
    page.goto("/account/login/")
    page.get_by_role("textbox", name="Email").fill("nobody@example.com")
    page.locator("input[type=password]").fill("not-the-one")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("not correct")
    expect(page.get_by_role("textbox", name="Email")).to_have_value("nobody@example.com")
