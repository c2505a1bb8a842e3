"""The history keeps the proportions of all pictures, in even rows, on a desk, a tablet and a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.furnishing import Furnished
from tests.browser.test_accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

WIDTHS = (1440, 820, 390)
# The place of each picture, and the proportions of its file.
PLACES = """() => [...document.querySelectorAll(".run .tile-picture img")].map((image) => {
  const { x, y, width, height } = image.getBoundingClientRect();
  const ratio = image.getAttribute("width") / image.getAttribute("height");
  return { x, y: Math.round(y + scrollY), width, height, ratio };
})"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def full(open_context: Callable[..., BrowserContext], furnished: Furnished) -> Page:
    page = open_context(storage_state=furnished.cookies).new_page()
    page.goto("/history/")
    return page


def test_pictures_keep_their_proportions_in_even_rows(full: Page) -> None:
    for width in WIDTHS:
        full.set_viewport_size({"width": width, "height": 900})
        places = full.evaluate(PLACES)
        assert len(places) > 20
        assert [place for place in places if abs(place["width"] / place["height"] - place["ratio"]) > 0.03] == []
        rows: dict[int, list[float]] = {}
        for place in places:
            rows.setdefault(place["y"], []).append(place["height"])
        # A row is even where its pictures differ by no more than those gaps that only some of them have.
        assert [heights for heights in rows.values() if max(heights) > 1.35 * min(heights)] == [], width
        assert min(place["height"] for place in places) > 100, width
        assert full.evaluate(OVERFLOW) <= 0


def test_the_menus_fit_a_phone_with_a_large_archive(full: Page) -> None:
    full.set_viewport_size({"width": 390, "height": 844})
    full.locator("#storage").evaluate("line => { line.textContent = '117,371 MB of 200,000 MB used' }")
    for menu in ("View", "More", "Filters", "Saved"):
        summary = full.locator("details.menu > summary", has_text=menu).first
        summary.click()
        items = summary.locator("xpath=following-sibling::*")
        box = items.bounding_box()
        assert box
        assert box["x"] >= 0, menu
        assert items.evaluate("menu => menu.scrollWidth - menu.clientWidth") <= 0, menu
        assert full.evaluate(OVERFLOW) <= 0, menu
        full.keyboard.press("Escape")


def test_failures_are_one_line_until_somebody_looks(full: Page) -> None:
    line = full.locator(".folded summary")
    expect(line).to_contain_text("1 failed")
    failed = full.locator(".folded .tile")
    expect(failed).to_be_hidden()
    line.press("Enter")
    expect(failed).to_be_visible()
    expect(failed).to_contain_text("Failed")
    assert_accessible(full)


def test_nothing_lies_on_the_pictures_of_a_phone(
    open_context: Callable[..., BrowserContext], furnished: Furnished
) -> None:
    phone = open_context(
        storage_state=furnished.cookies, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ).new_page()
    phone.goto("/history/")
    tile = phone.locator(".run .tile").first
    picture, button = tile.locator("img").bounding_box(), tile.get_by_role("button", name="Delete").bounding_box()
    assert picture is not None
    assert button is not None
    assert button["y"] >= picture["y"] + picture["height"]
    assert min(button["width"], button["height"]) >= 24
