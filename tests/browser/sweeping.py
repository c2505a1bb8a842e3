"""What the walks of sweeps have in common."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.hand import Hand
from tests.browser.studio import Studio


def lead_to_set_up(hand: Hand, spec_id: str, prompt: str) -> None:
    """Go from the form of a model to the set-up of a sweep."""
    studio = Studio(hand.page).open(spec_id)
    # A draft that arrives after the form would be refused, which the browser notes in its console.
    with hand.page.expect_response("**/draft/"):
        studio.prompt.fill(prompt)
    choose_sweep(hand)


def choose_sweep(hand: Hand) -> None:
    page = hand.page
    hand.press(page.get_by_label("More ways to generate").locator("visible=true").first)
    hand.press(page.get_by_role("button", name="Sweep…"))
    expect(page.get_by_role("heading", name="New sweep")).to_be_visible()
    # The list of what differs takes clicks only then.
    expect(page.locator("html[data-ready]")).to_be_attached()


def what_differs(hand: Hand, side: str) -> Locator:
    """Return the list of what differs from column to column, or from row to row."""
    legend = {"columns": "Across: columns", "rows": "Down: rows"}[side]
    return hand.page.get_by_role("group", name=legend).get_by_label("What differs")


def vary(hand: Hand, side: str, label: str, field: str, text: str) -> None:
    """Choose what differs, and type its values."""
    hand.choose(what_differs(hand, side), label)
    hand.enter(hand.page.get_by_role("group", name=re.compile(side)).get_by_label(field), text)


def make_grid(hand: Hand) -> None:
    hand.press(hand.page.get_by_role("button", name="Make the grid"))
    expect(hand.page.locator("sweep-grid:defined")).to_be_visible()


def pictures(hand: Hand) -> Locator:
    """The cells that have their picture."""
    return hand.page.locator("td .sweep-picture img")


def columns(hand: Hand) -> Locator:
    return hand.page.locator("thead .sweep-words")


def buy(hand: Hand, name: str, made: int) -> None:
    """Press a button, and wait until as many pictures are there; nothing is loaded again."""
    hand.press(hand.page.get_by_role("button", name=name))
    expect(pictures(hand)).to_have_count(made)


def open_menu(hand: Hand, name: str) -> Locator:
    """Open one of the menus above the grid."""
    menu = hand.page.locator("details.menu").filter(has=hand.page.locator("summary", has_text=name))
    if menu.get_attribute("open") is None:
        hand.press(menu.locator("summary"))
    return menu


def said(hand: Hand) -> Locator:
    return hand.page.locator("#notice")
