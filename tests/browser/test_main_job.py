"""The main job with JavaScript: pick, write, generate, see the picture, find it again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.studio import FLEX, Studio, seed_of

pytestmark = pytest.mark.browser


def test_the_root_leads_to_the_first_model_and_says_that_pictures_are_sketches(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_url(re.compile(f"/{FLEX}/$"))
    expect(page.locator("#first-visit")).to_contain_text("sketches")
    expect(page.locator("#first-visit")).to_contain_text("not made by FLUX")


def test_an_example_fills_the_prompt(studio: Studio) -> None:
    ideas = studio.page.locator("#first-visit").get_by_role("button")
    expect(ideas).to_have_count(3)
    ideas.nth(1).click()
    expect(studio.prompt).to_have_value(re.compile("risograph"))
    expect(studio.code).to_contain_text("risograph")


def test_a_click_makes_a_card_at_once_that_becomes_the_picture_without_a_reload(studio: Studio) -> None:
    studio.page.evaluate("window.stayed = true")
    studio.prompt.fill("a red fox in the snow [sketch:wait 1]")
    studio.generate_button.click()
    expect(studio.page.locator("#stage [data-status]")).to_have_count(1)
    expect(studio.cards).to_have_attribute("data-status", re.compile("queued|running"))
    expect(studio.cards.get_by_role("progressbar")).to_be_visible()
    studio.finished(studio.cards)
    assert studio.page.evaluate("window.stayed")
    expect(studio.frames).to_have_count(1)
    expect(studio.frames.locator("img")).to_be_visible()
    expect(studio.cards).to_contain_text("sketch")


def test_the_curl_is_one_click_away_and_shows_the_prompt(studio: Studio) -> None:
    studio.make("a lighthouse at dusk")
    expect(studio.page.locator("#snippet-text")).to_be_hidden()
    studio.show_code()
    expect(studio.code).to_be_in_viewport()
    expect(studio.code).to_contain_text("a lighthouse at dusk")


def test_a_reload_finds_the_picture_and_the_form_again(studio: Studio) -> None:
    made = studio.make("a lighthouse at noon").get_attribute("data-generation")
    studio.page.reload()
    studio.finished(studio.cards)
    expect(studio.cards).to_have_attribute("data-generation", made or "")
    expect(studio.frames).to_have_count(1)
    expect(studio.prompt).to_have_value("a lighthouse at noon")


def test_the_root_leads_to_the_model_used_last(studio: Studio) -> None:
    studio.choose("onemin/flux-2-pro/generate")
    studio.page.goto("/")
    expect(studio.page).to_have_url(re.compile("/onemin/flux-2-pro/generate/$"))


@pytest.mark.thorough
def test_two_windows_find_the_same_things(open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    here, there = Studio(context.new_page()).open(), Studio(context.new_page())
    here.generate("two windows [sketch:wait 2]")
    expect(here.cards).to_have_count(1)
    there.open()
    expect(there.cards).to_have_attribute("data-status", re.compile("queued|running"))
    there.finished(there.cards)
    here.finished(here.cards)
    expect(there.frames.locator("img")).to_be_visible()
    expect(there.prompt).to_have_value("two windows [sketch:wait 2]")


def test_a_stranger_sees_nothing_of_it(studio: Studio, open_context: Callable[..., BrowserContext]) -> None:
    link = studio.make("a secret garden").get_by_role("link", name="Download").get_attribute("href") or ""
    stranger = open_context().new_page()
    stranger.goto("/history/")
    expect(stranger.get_by_text("No pictures yet")).to_be_visible()
    assert stranger.request.get(link).status == 404


def test_a_double_click_makes_one_generation(studio: Studio) -> None:
    studio.prompt.fill("click click [sketch:wait 1]")
    studio.generate_button.dblclick()
    studio.finished(studio.cards)
    studio.page.reload()
    expect(studio.frames).to_have_count(1)


def test_control_and_enter_generate(studio: Studio) -> None:
    studio.prompt.fill("by keyboard")
    studio.prompt.press("Control+Enter")
    studio.finished(studio.cards)
    expect(studio.frames).to_have_count(1)


def test_four_variants_are_four_cards_with_consecutive_seeds(studio: Studio) -> None:
    studio.prompt.fill("four of a kind")
    studio.set(seed=41, steps=6).choose_variants(4).generate_button.click()
    expect(studio.cards).to_have_count(4)
    for place in range(4):
        studio.finished(studio.cards.nth(place))
    assert [seed_of(studio.cards.nth(place)) for place in range(4)] == [41, 42, 43, 44]
    expect(studio.frames).to_have_count(4)
