"""Notices of a hidden page: chosen by mouse and by keyboard, heard and shown once, for failures too."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.hand import Hand, assert_silent
from tests.browser.studio import FLEX, Studio
from tests.browser.test_keys_and_notices import TURN_AWAY

pytestmark = pytest.mark.browser

# What the browser would play and show. Each page notes what it was asked for.
EARS = """
window.heard = [];
window.told = [];
window.AudioContext = class { currentTime = 0; destination = {}; close() {} };
window.OscillatorNode = class {
  constructor(context, { frequency }) { this.frequency = frequency; }
  connect(next) { return next; }
  start() { heard.push(this.frequency); }
  stop() {}
};
window.GainNode = class {
  gain = { exponentialRampToValueAtTime() {} };
  connect(next) { return next; }
};
window.Notification = class {
  static permission = "default";
  static async requestPermission() { return (Notification.permission = sessionStorage.permission ?? "granted"); }
  constructor(title, { body }) { told.push(body); }
};
// The empty page before the first one has no storage.
const kept = location.protocol === "http:" ? localStorage.notices : "";
if (kept?.includes('"desktop":true')) Notification.permission = "granted";
"""
HIGH, LOW = 660, 220


def noted(pages: Sequence[Page], name: str) -> list[Any]:
    """Return what all pages have played or shown, once none of them is about to."""
    for page in pages:
        page.evaluate("navigator.locks.request('playground-notices', () => {})")
    return [one for page in pages for one in page.evaluate(name)]


def choose_both(hand: Hand) -> None:
    page = hand.page
    page.goto("/notices/")
    said = page.locator("[data-notice-said]")
    hand.press(page.get_by_role("button", name="Try it"))
    expect(said).to_have_text("Choose a notice first.")
    hand.check(page.get_by_role("switch", name="Sound"))
    expect(said).to_have_text("Saved in this browser.")
    hand.check(page.get_by_role("switch", name="Desktop notification"))
    hand.press(page.get_by_role("button", name="Try it"))
    assert noted([page], "heard") == [HIGH]
    assert noted([page], "told") == ["This is how a notice looks."]


def turn_away(pages: Sequence[Page], prompt: str) -> None:
    """Make a picture in the first page, and hide all of them while it is made."""
    Studio(pages[0]).open(FLEX).generate(prompt)
    for page in pages:
        if page is not pages[0]:
            page.goto(f"/{FLEX}/")
        expect(page.locator("[data-generation][data-active]").first).to_be_attached()
    for page in pages:
        page.evaluate(TURN_AWAY, True)


def come_back(pages: Sequence[Page]) -> None:
    for page in pages:
        page.evaluate(TURN_AWAY, False)
        expect(page).not_to_have_title(re.compile(r"^\("))
        expect(page.locator("[data-generation][data-active]")).to_have_count(0)


@pytest.mark.thorough
def test_notices_are_chosen_and_tried(hand: Hand) -> None:
    hand.page.context.add_init_script(EARS)
    choose_both(hand)
    assert_silent(hand.page)
    hand.page.reload()
    for name in ("Sound", "Desktop notification"):
        expect(hand.page.get_by_role("switch", name=name)).to_be_checked()


@pytest.mark.thorough
def test_a_browser_that_forbids_notifications_is_believed(hand: Hand) -> None:
    page = hand.page
    page.context.add_init_script(EARS)
    page.goto("/notices/")
    page.evaluate("sessionStorage.permission = 'denied'")
    switch = page.get_by_role("switch", name="Desktop notification")
    if hand.is_mouse:
        switch.click()
    else:
        hand.reach(switch)
        page.keyboard.press("Space")
    expect(page.locator("[data-notice-said]")).to_contain_text("The browser does not allow notifications")
    expect(switch).not_to_be_checked()


@pytest.mark.thorough
def test_of_two_hidden_tabs_one_tells_of_pictures_and_of_failures(
    open_context: Callable[..., BrowserContext],
) -> None:
    context = open_context()
    context.add_init_script(EARS)
    pages = [context.new_page(), context.new_page()]
    choose_both(Hand(pages[0], "mouse", 1440))

    turn_away(pages, "a calm sea [sketch:wait 8]")
    for page in pages:
        expect(page).to_have_title(re.compile(r"^\(1\) "))
    assert noted(pages, "told") == ["1 picture finished."]
    assert noted(pages, "heard") == [HIGH]
    come_back(pages)

    turn_away(pages, "a storm [sketch:wait 8] [sketch:fail]")
    for page in pages:
        expect(page).to_have_title(re.compile(r"^\(1 failed\) "))
    assert noted(pages, "told") == ["1 request failed."]
    assert noted(pages, "heard") == [LOW]
    come_back(pages)
