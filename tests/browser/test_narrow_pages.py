"""Phones, and pictures in tall shapes: nothing is cut, nothing lies on something else, and no page scrolls aside."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.studio import EDIT, FLEX, Studio
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# How much of what an element contains is scrolled out of it.
HIDDEN = "element => element.scrollWidth - element.clientWidth"


def open_phone(open_context: Callable[..., BrowserContext], width: int) -> Page:
    context = open_context(viewport={"width": width, "height": 844}, has_touch=True, is_mobile=True)
    return context.new_page()


def middle(element: Locator) -> float:
    """The height at which the middle of an element is."""
    box = element.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


@pytest.mark.parametrize("width", [390, 375, 320])
@pytest.mark.parametrize("font", ["with the font", "before the font"])
def test_a_guests_phone_shows_all_of_header_and_dock(
    open_context: Callable[..., BrowserContext], watch: Watch, width: int, font: str
) -> None:
    page = open_phone(open_context, width)
    if font == "before the font":
        # A first visit keeps the fallback, whose letters are wider, if the font arrives late.
        watch.expect_failed_request()
        page.route("**/*.woff2", lambda route: route.abort())
    for spec_id in (FLEX, EDIT):
        studio = Studio(page).open(spec_id)
        page.reload()
        page.get_by_role("button", name="All settings").tap()
        studio.choose_variants(4)
        page.get_by_role("button", name="Done").tap()
        expect(page.locator(".dock-chips")).to_contain_text("4 pictures")
        assert page.locator(".dock-chips").evaluate(HIDDEN) == 0
        assert page.locator(".site-nav").evaluate(HIDDEN) == 0
        assert middle(studio.generate_button) == middle(page.get_by_label("More ways to generate").first)


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_tall_pictures_are_compared_side_by_side(open_context: Callable[..., BrowserContext], width: int) -> None:
    page = open_context().new_page()
    Studio(page).open(FLEX).choose_variants(3).generate("three tall ones", aspect_ratio="9:16", steps=6, seed=7)
    expect(page.locator("#stage [data-status=done]")).to_have_count(3)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/compare/found/")
    pictures = page.locator(".found-pictures a")
    expect(pictures).to_have_count(3)
    boxes = pictures.evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    for box in boxes:
        assert abs(box["width"] - box["height"]) < 1
        over = [other for other in boxes if abs(other["top"] - box["top"]) < 1 and other["left"] > box["left"]]
        assert all(other["left"] >= box["right"] for other in over)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_page_that_opens_a_recipe_fits_a_small_phone(open_context: Callable[..., BrowserContext]) -> None:
    page = open_phone(open_context, 320)
    page.goto("/recall/")
    expect(page.get_by_label("Picture file")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("height", [844, 640])
def test_a_notice_does_not_cover_the_button_that_closes_the_settings(
    open_context: Callable[..., BrowserContext], height: int
) -> None:
    page = open_phone(open_context, 390)
    page.set_viewport_size({"width": 390, "height": height})
    Studio(page).open(FLEX)
    page.get_by_role("button", name="All settings").tap()
    done = page.get_by_role("button", name="Done")
    expect(done).to_be_in_viewport()
    sentence = "The server could not be reached. Check the connection and try again."
    page.evaluate("detail => document.dispatchEvent(new CustomEvent('toast', { detail }))", {"sentence": sentence})
    notice, button = page.locator("#notice .notice").bounding_box(), done.bounding_box()
    assert notice is not None
    assert button is not None
    assert notice["y"] + notice["height"] <= button["y"]
    done.tap()
    expect(done).to_be_hidden()
