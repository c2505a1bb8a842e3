"""The history: beside the form and on its own page, paged, with deleting that can be undone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.furnishing import MANY, Furnished
from tests.browser.studio import FLEX, Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# How many the filmstrip and the history page show at once.
STRIP, PAGE = 24, 48


@pytest.fixture
def full(open_context: Callable[..., BrowserContext], furnished: Furnished) -> Page:
    """A page of somebody with a long history."""
    return open_context(storage_state=furnished.cookies).new_page()


def tiles(page: Page) -> Locator:
    return page.locator("#tiles [data-generation]")


def identities(found: Locator) -> list[str]:
    return [str(name) for name in found.evaluate_all("all => all.map((one) => one.dataset.generation)")]


def test_the_page_goes_on_where_it_ends(full: Page) -> None:
    full.goto("/history/")
    expect(tiles(full)).to_have_count(PAGE)
    first = identities(tiles(full))
    full.mouse.wheel(0, 20_000)
    expect(full.get_by_role("link", name="Older pictures")).to_have_count(0)
    # The first rows may have left the page by then.
    every = identities(tiles(full))
    assert len(every) == len(set(every))
    assert len({*first, *every}) > MANY


def test_the_filmstrip_goes_on_where_it_ends(full: Page) -> None:
    studio = Studio(full).open(FLEX)
    expect(studio.frames).to_have_count(STRIP)
    full.locator("#filmstrip").get_by_role("link", name="Older").click()
    expect(studio.frames).to_have_count(2 * STRIP)


def test_a_frame_brings_its_picture_onto_the_stage(full: Page) -> None:
    studio = Studio(full).open(FLEX)
    wanted = studio.frames.nth(7)
    identity = wanted.get_attribute("data-generation") or ""
    wanted.get_by_role("link").click()
    studio.finished(studio.card(identity))
    expect(studio.cards).to_have_count(1)


def test_thumbnails_have_their_place_before_they_are_here(full: Page) -> None:
    full.goto("/history/")
    expect(tiles(full)).to_have_count(PAGE)
    for picture in tiles(full).locator("img").all()[:12]:
        assert int(picture.get_attribute("width") or 0) > 0
        assert int(picture.get_attribute("height") or 0) > 0


def test_a_running_one_becomes_its_picture_on_the_history_page(studio: Studio) -> None:
    studio.generate("watched from afar [sketch:wait 2]")
    expect(studio.cards).to_have_count(1)
    studio.page.goto("/history/")
    expect(tiles(studio.page)).to_have_attribute("data-status", re.compile("queued|running"))
    expect(tiles(studio.page)).to_have_attribute("data-status", "done")
    expect(tiles(studio.page).locator("img")).to_be_visible()


def test_an_empty_history_leads_to_the_studio(page: Page) -> None:
    page.goto("/history/")
    page.get_by_role("link", name="Make the first one").click()
    expect(page).to_have_url(re.compile(f"/{FLEX}/$"))


def test_one_is_deleted_and_brought_back(studio: Studio) -> None:
    studio.make("here to stay")
    studio.make("gone and back")
    page = studio.page
    page.goto("/history/")
    tiles(page).first.hover()
    tiles(page).first.get_by_role("button", name="Delete").click()
    expect(tiles(page)).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(tiles(page)).to_have_count(2)
    expect(tiles(page).first).to_contain_text("gone and back")
    page.reload()
    expect(tiles(page).first).to_contain_text("gone and back")


def test_a_card_deleted_on_the_stage_leaves_the_filmstrip_too(studio: Studio) -> None:
    studio.act(studio.make("not this one"), "Delete")
    expect(studio.cards).to_have_count(0)
    expect(studio.frames).to_have_count(0)
    studio.page.get_by_role("button", name="Undo").click()
    expect(studio.frames).to_have_count(1)


def by_mouse(button: Locator) -> None:
    button.hover()
    button.click()


def by_keyboard(button: Locator) -> None:
    button.focus()
    button.press("Enter")


WAYS = pytest.mark.parametrize("press", [by_mouse, by_keyboard])


@WAYS
def test_the_focus_follows_a_tile_that_is_deleted_and_brought_back(
    studio: Studio, press: Callable[[Locator], None]
) -> None:
    for prompt in ("first", "second", "third"):
        studio.make(prompt)
    page = studio.page
    page.goto("/history/")
    second = tiles(page).filter(has_text="second")
    press(second.get_by_role("button", name="Delete"))
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(tiles(page)).to_have_count(2)
    press(undo)
    expect(second.get_by_role("button", name="Delete")).to_be_focused()
    expect(tiles(page).nth(1)).to_contain_text("second")
    press(second.get_by_role("button", name="Delete"))
    press(page.get_by_role("button", name="Dismiss"))
    expect(tiles(page).filter(has_text="first").get_by_role("link")).to_be_focused()


@WAYS
def test_the_focus_follows_a_card_that_is_deleted_and_brought_back(
    studio: Studio, press: Callable[[Locator], None]
) -> None:
    studio.make("the one before")
    card = studio.make("on the stage")
    studio.prompt.fill("what I typed meanwhile")
    press(card.get_by_role("button", name="Delete"))
    undo = studio.page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(studio.cards).to_contain_text(["the one before"])
    expect(studio.frames).to_have_count(1)
    press(undo)
    expect(card.get_by_role("button", name="Delete")).to_be_focused()
    expect(studio.frames.first.get_by_role("link")).to_have_attribute("aria-current", "true")
    expect(studio.prompt).to_have_value("what I typed meanwhile")
    press(card.get_by_role("button", name="Delete"))
    press(studio.page.get_by_role("button", name="Dismiss"))
    expect(studio.frames.first.get_by_role("link")).to_be_focused()


def test_the_last_one_leaves_the_focus_in_the_content(studio: Studio) -> None:
    studio.make("all alone")
    page = studio.page
    page.goto("/history/")
    by_keyboard(tiles(page).get_by_role("button", name="Delete"))
    by_keyboard(page.get_by_role("button", name="Dismiss"))
    expect(page.locator("#main")).to_be_focused()


def test_one_that_still_ran_comes_back_as_it_ended(studio: Studio) -> None:
    studio.generate("a long wait [sketch:wait 30]")
    expect(studio.cards).to_have_attribute("data-status", "running")
    studio.page.goto("/history/")
    by_keyboard(tiles(studio.page).get_by_role("button", name="Delete"))
    by_keyboard(studio.page.get_by_role("button", name="Undo"))
    expect(tiles(studio.page)).to_have_attribute("data-status", "cancelled")


def test_news_of_a_deletion_may_come_before_its_answer(studio: Studio) -> None:
    studio.generate("a long wait [sketch:wait 30]")
    expect(studio.cards).to_have_attribute("data-status", "running")
    page = studio.page
    page.goto("/history/")

    def answer_late(route: Route) -> None:
        answer = route.fetch()
        expect(tiles(page)).to_have_count(0)
        route.fulfill(response=answer)

    page.route("**/delete/", answer_late)
    by_keyboard(tiles(page).get_by_role("button", name="Delete"))
    by_keyboard(page.get_by_role("button", name="Undo"))
    expect(tiles(page)).to_have_attribute("data-status", "cancelled")
