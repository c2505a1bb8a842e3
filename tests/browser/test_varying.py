"""More of what is there: four variations, and alternatives in the prompt, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import WAYS, WIDTHS, Hands
from tests.browser.studio import FLEX, Studio, seed_of
from tests.browser.test_quotes import MAX, enter_key
from tests.markup import parse

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def code_of(page: Page, card: Locator) -> str:
    """Return the request of a card as code, without its seed."""
    address = f"/generations/{card.get_attribute('data-generation')}/code/?language=python&seed=none"
    return parse(page.request.get(address).text()).by_id("snippet-text").text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("way", WAYS)
def test_a_picture_is_varied_by_its_button_and_by_shift_v(page: Page, way: str, width: int) -> None:
    hands = Hands(page, way, width)
    studio = Studio(page).open(FLEX)
    original = studio.make("a red fox in fog")
    asked, seed = code_of(page, original), seed_of(original)
    hands.press(original.get_by_role("button", name="Vary"))
    seeds = check_four(studio, asked)
    assert seed not in seeds
    hands.check()

    # One of the four, by the key; the next four stand together, too.
    chosen = studio.cards.nth(2)
    if hands.is_mouse:
        chosen.locator(".card-picture").click()
        page.keyboard.press("Escape")
    else:
        hands.reach(chosen.locator(".card-picture"))
    before = studio.newest_frame_id()
    page.keyboard.press("Shift+V")
    expect(studio.newest_frame_after(before)).to_be_attached()
    assert not check_four(studio, asked) & seeds
    expect(page.locator("#frames .frames-click").first.locator("[data-generation]")).to_have_count(4)
    hands.check()

    page.goto(studio.cards.first.get_by_role("link", name=re.compile("^Share")).get_attribute("href") or "")
    page.keyboard.press("Shift+V")
    expect(page).to_have_url(re.compile("run="))
    assert not check_four(studio, asked) & seeds


def check_four(studio: Studio, asked: str) -> set[int]:
    """Check that the stage has four finished variations with different seeds, and nothing else that differs."""
    cards = studio.cards
    expect(cards).to_have_count(4)
    expect(studio.page.locator("#stage [data-status=done]")).to_have_count(4)
    expect(studio.page.locator("#stage [data-relation=variation]")).to_have_count(4)
    assert {code_of(studio.page, card) for card in cards.all()} == {asked}
    seeds = {seed_of(card) for card in cards.all()}
    assert len(seeds) == 4
    return seeds


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("way", WAYS)
def test_alternatives_are_written_looked_at_and_sent(page: Page, way: str, width: int) -> None:
    enter_key(page)
    hands = Hands(page, way, width)
    studio = Studio(page).open(MAX)
    hands.write(studio.prompt, "a {red|blue} fox with {2-3$$ and $$a hat|a scarf|boots}")
    shown = page.locator("#alternatives")
    expect(shown.locator("summary")).to_have_text(re.compile(r"8 prompts\s+·\s+\$0.32"))
    expect(studio.generate_button).to_have_text(re.compile(r"Generate\s+8"))
    hands.press(shown.locator("summary"))
    expect(shown.get_by_role("listitem")).to_have_count(8)
    expect(shown.get_by_role("listitem").nth(3)).to_have_text("a red fox with a hat and a scarf and boots")
    hands.check()
    hands.press(shown.get_by_role("button", name="Make a sample of 4"))
    expect(shown.locator("summary")).to_have_text(re.compile(r"4 of 8 prompts\s+·\s+\$0.16"))
    hands.write(studio.prompt, "a {red|blue} fox")
    expect(shown.locator("summary")).to_have_text(re.compile(r"2 prompts\s+·\s+\$0.08"))
    assert page.locator("#stage [data-generation]").count() == 0
    hands.press(studio.generate_button)
    expect(page.locator("#stage [data-status=done]")).to_have_count(2)
    assert page.locator("#stage [data-part=alternative]").all_inner_texts() == ["red", "blue"]
    hands.check()


def test_another_engine_changes_the_price_of_the_prompts(page: Page) -> None:
    enter_key(page)
    studio = Studio(page).open(MAX)
    studio.prompt.fill("a {red|blue} fox")
    price = page.locator("[data-alternatives-price]")
    expect(price).to_have_text("$0.08")
    page.locator("#engine-sketch").click()
    expect(price).to_have_text("free")
    page.locator("#engine-own").click()
    expect(price).to_have_text("$0.08")
    studio.generate_button.click()
    expect(page.locator("#stage [data-status=done]")).to_have_count(2)
