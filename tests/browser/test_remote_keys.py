"""From a key to a real picture in a browser: entered, chosen, used, left again; with script, without, by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from playground.standins.onemin import OneMinStandin
from playground.standins.server import KEY
from tests.browser.studio import FLEX, Studio
from tests.browser.test_accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

KEYS = "/account/keys/apis/"


def enter(page: Page, key: str) -> None:
    page.get_by_label("key for 1min.ai").fill(key)
    page.locator("#onemin").get_by_role("button", name="Save and test").click()


def choice(name: str) -> str:
    """Return the selector of an engine beside Generate."""
    return f'#engine button[name="source"][value="{name}"]'


def test_a_key_turns_sketches_into_real_pictures_and_back(page: Page, onemin: OneMinStandin) -> None:
    studio = Studio(page).open()
    expect(page.locator("#welcome-note")).to_contain_text("sketches")
    page.get_by_role("link", name="Use a key").click()
    enter(page, "not-the-key")
    expect(page.locator("#onemin .errorlist")).to_contain_text("1min.ai refused the key (401)")
    expect(page.get_by_label("key for 1min.ai")).to_have_value("")
    enter(page, f"API-KEY: {KEY}")
    expect(page.locator("#onemin [data-verdict]")).to_have_text("Accepted")
    studio.open()
    expect(page.locator("#welcome-note")).to_contain_text("real FLUX.2 pictures, made through 1min.ai with your key")
    page.locator(choice("sketch")).click()
    expect(page.locator("#welcome-note")).to_contain_text("sketches")
    page.locator(choice("own")).click()
    expect(page.locator("#welcome-note")).to_contain_text("with your key")
    expect(page.locator(choice("own"))).to_have_attribute("aria-current", "true")
    studio.generate("a real fox")
    expect(studio.cards).to_have_attribute("data-status", "running")
    expect(studio.cards.locator("progress")).not_to_have_attribute("value", re.compile(""))
    expect(studio.cards.locator("elapsed-time")).to_have_text(re.compile(r"\d"))
    studio.finished(studio.cards)
    expect(studio.cards).to_contain_text("FLUX.2 [flex] via 1min.ai")
    expect(studio.cards.get_by_text("sketch", exact=True)).to_have_count(0)
    assert onemin.violations == []
    page.locator(choice("sketch")).click()
    expect(page.locator(choice("sketch"))).to_have_attribute("aria-current", "true")
    card = studio.make("a drawn fox")
    expect(card.get_by_text("sketch", exact=True)).to_be_visible()


def test_without_script_a_key_is_entered_chosen_and_removed(plain: Page) -> None:
    plain.goto(KEYS)
    enter(plain, KEY)
    expect(plain.locator("#onemin [data-verdict]")).to_have_text("Accepted")
    plain.goto(f"/{FLEX}/")
    plain.locator("#id_prompt").fill("kept while choosing")
    plain.locator(choice("sketch")).click()
    expect(plain.locator(choice("sketch"))).to_have_attribute("aria-current", "true")
    expect(plain.locator("#id_prompt")).to_have_value("kept while choosing")
    plain.locator(choice("own")).click()
    plain.locator("#generate").click()
    expect(plain.locator("#stage [data-generation]")).to_have_attribute("data-status", "done")
    expect(plain.locator("#stage [data-generation]")).to_contain_text("via 1min.ai")
    plain.goto(KEYS)
    plain.get_by_role("button", name="Remove").click()
    expect(plain.locator("#onemin [data-verdict]")).to_have_count(0)
    plain.goto(f"/{FLEX}/")
    expect(plain.get_by_role("link", name="Use a key")).to_be_visible()


def test_by_keyboard_alone_a_key_is_entered_and_an_engine_chosen(page: Page) -> None:
    page.goto(KEYS)
    page.get_by_label("key for 1min.ai").focus()
    page.keyboard.type(KEY)
    page.keyboard.press("Enter")
    expect(page.locator("#onemin [data-verdict]")).to_have_text("Accepted")
    Studio(page).open(FLEX)
    page.locator(choice("own")).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(choice("sketch"))).to_have_attribute("aria-current", "true")
    expect(page.locator(choice("sketch"))).to_be_focused()


def test_axe_finds_nothing_about_keys(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    page.goto(KEYS)
    assert_accessible(page)
    enter(page, "not-the-key")
    expect(page.locator("#onemin .errorlist")).to_be_visible()
    assert_accessible(page)
    enter(page, KEY)
    expect(page.locator("#onemin [data-verdict]")).to_be_visible()
    assert_accessible(page)
    Studio(page).open(FLEX)
    assert_accessible(page)


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_the_page_of_keys_and_the_choice_fit_the_window(
    open_context: Callable[..., BrowserContext], width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(KEYS)
    enter(page, KEY)
    expect(page.locator("#onemin [data-verdict]")).to_be_visible()
    for address in (KEYS, f"/{FLEX}/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # On a phone the choice is in the sheet with all settings.
    if width < 760:
        page.get_by_role("button", name="All settings").click()
    expect(page.locator(choice("own"))).to_be_in_viewport()
