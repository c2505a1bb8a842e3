"""What was spent and the caps, by mouse and by keyboard, on a desk and on a telephone."""

import re

import pytest
from playwright.sync_api import expect

from playground.standins.server import KEY
from tests.browser.hand import Hand, assert_silent
from tests.browser.studio import Studio
from tests.browser.test_quotes import MAX

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def enter_key(hand: Hand) -> None:
    page = hand.page
    page.goto("/account/keys/apis/")
    hand.enter(page.get_by_label("key for 1min.ai"), KEY)
    hand.press(page.locator("#onemin").get_by_role("button", name="Save and test"))
    expect(page.locator("#onemin [data-verdict]")).to_have_text("Accepted")


def save_cap(hand: Hand, amount: str) -> None:
    """Open the fold, enter an amount, and send it."""
    fold = hand.page.locator("#own details")
    if fold.get_attribute("open") is None:
        hand.press(fold.locator("summary"))
    hand.enter(hand.page.get_by_label("Cap in US dollars a month"), amount)
    hand.press(hand.page.locator("#own").get_by_role("button", name="Save"))


def test_a_cap_is_set_met_raised_and_removed(hand: Hand) -> None:
    page = hand.page
    enter_key(hand)
    hand.press(page.get_by_role("main").get_by_role("link", name="Spending"))
    hand.press(page.locator("#own summary"))
    hand.check(page.get_by_role("switch", name="Refuse requests without a known price"))
    save_cap(hand, "a lot")
    expect(page.locator("#own .errorlist")).to_contain_text("The cap is not a number.")
    assert_silent(page)
    save_cap(hand, "0.05")
    expect(page.locator("#notice")).to_contain_text("Your own keys may cost $0.05 in a calendar month.")

    studio = Studio(page).open(MAX)
    studio.prompt.fill("a fox at dawn")
    hand.press(studio.generate_button.locator("visible=true"))
    studio.finished(studio.cards.first)
    hand.press(studio.generate_button.locator("visible=true"))
    refusal = page.get_by_text("This costs $0.04, and you have spent $0.04 of the $0.05")
    expect(refusal).to_be_visible()
    assert_silent(page)

    page.goto("/spending/")
    expect(page.locator("#own progress")).to_have_js_property("value", 40_000)
    expect(page.locator("#models tbody tr")).to_have_text(re.compile(r"\$0\.04"))
    assert_silent(page)
    with page.expect_download() as download:
        hand.press(page.get_by_role("link", name="CSV"))
    assert "0.04" in download.value.path().read_text(encoding="utf-8")
    save_cap(hand, "")
    expect(page.locator("#notice")).to_contain_text("Your own keys have no cap now.")
    expect(page.locator("#own progress")).to_have_count(0)
