"""The command palette and the keys of the page, by mouse and by keyboard, on a desk and on a telephone."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.hand import Hand, assert_silent
from tests.browser.studio import FLEX, Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def open_palette(hand: Hand) -> Locator:
    """Open it by the magnifier in the header, or by its key."""
    expect(hand.page.locator(":root[data-ready]")).to_be_attached()
    if hand.is_mouse:
        hand.page.get_by_role("link", name="Find", exact=True).click()
    else:
        hand.page.keyboard.press("Control+k")
    dialog = hand.page.locator("dialog.find")
    expect(dialog).to_be_visible()
    expect(hand.page.get_by_role("combobox", name="Find pages")).to_be_focused()
    return dialog


def take(hand: Hand, words: str, option: str) -> None:
    """Find something by words, and go there by the mouse or by the arrow keys."""
    page = hand.page
    dialog = open_palette(hand)
    page.keyboard.type(words)
    wanted = dialog.get_by_role("option", name=re.compile(option)).first
    expect(wanted).to_be_in_viewport(ratio=1)
    if hand.is_mouse:
        wanted.click()
        return
    for _ in range(12):
        if wanted.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_pages_models_actions_and_pictures_are_found(hand: Hand) -> None:
    page = hand.page
    studio = Studio(page).open(FLEX)
    studio.prompt.fill("a red fox in snow")
    studio.generate_button.locator("visible=true").click()
    studio.finished(studio.cards.first)
    dialog = open_palette(hand)
    assert_silent(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    take(hand, "spending", "^Spending")
    expect(page).to_have_url(re.compile(r"/spending/$"))
    take(hand, "fox snow", "a red fox in snow")
    expect(page).to_have_url(re.compile(r"/generations/[0-9a-f-]+/$"))
    take(hand, "max", r"FLUX\.2 max")
    expect(page).to_have_url(re.compile("flux-2-max"))
    take(hand, "theme", "Theme")
    expect(page.locator("dialog.find")).to_be_hidden()


def test_the_keys_of_the_page_are_shown(hand: Hand) -> None:
    page = hand.page
    page.goto("/history/")
    if hand.is_mouse:
        page.goto("/shortcuts/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    else:
        page.keyboard.press("?")
        keys = page.get_by_role("dialog", name="Keys of this page")
        expect(keys).to_be_visible()
        page.keyboard.press("Tab")
        expect(keys.locator(":focus")).to_have_count(1)
    assert_silent(page)
