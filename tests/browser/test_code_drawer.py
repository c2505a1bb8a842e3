"""The drawer with the code: closed at first, remembered, below or beside the stage, and a sheet on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, expect

from tests.browser.studio import FLEX, Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

PHONE = {"width": 390, "height": 844}


def drawer(page: Page) -> Locator:
    return page.locator("#code-drawer")


def code(page: Page) -> Locator:
    return page.locator("#snippet-text")


def box(element: Locator) -> FloatRect:
    found = element.bounding_box()
    assert found is not None
    return found


def test_a_key_opens_it_and_the_next_visit_remembers(studio: Studio) -> None:
    page = studio.page
    expect(code(page)).to_be_hidden()
    page.locator("#main").press("c")
    expect(code(page)).to_be_visible()
    page.reload()
    expect(drawer(page)).to_have_attribute("open", "")
    page.locator("#main").press("c")
    expect(code(page)).to_be_hidden()
    studio.prompt.press("c")
    expect(code(page)).to_be_hidden()
    page.reload()
    expect(drawer(page)).not_to_have_attribute("open", "")


def test_it_stands_below_or_beside_the_stage_as_large_as_one_likes(studio: Studio) -> None:
    page = studio.show_code().page
    assert box(drawer(page))["y"] >= box(page.locator("#stage"))["y"] + box(page.locator("#stage"))["height"] - 1
    edge = page.get_by_role("separator", name="Size of the code")
    before = box(drawer(page))["height"]
    edge.press("ArrowUp")
    assert box(drawer(page))["height"] > before
    page.get_by_role("button", name="Beside").click()
    expect(edge).to_have_attribute("aria-orientation", "vertical")
    stage = box(page.locator("#stage"))
    assert box(drawer(page))["x"] >= stage["x"] + stage["width"] - 1
    page.reload()
    assert box(page.locator("#stage")) == stage
    expect(page.get_by_role("button", name="Beside")).to_have_attribute("aria-pressed", "true")


def test_it_is_dragged_to_a_size_and_to_the_other_side(studio: Studio) -> None:
    page = studio.show_code().page
    expect(page.locator("code-drawer:defined")).to_be_visible()
    handle = box(page.get_by_role("separator"))
    drag(page, (handle["x"] + 200, handle["y"] + 4), (handle["x"] + 200, handle["y"] - 96))
    assert abs(box(page.get_by_role("separator"))["y"] - handle["y"] + 100) < 8
    summary = box(drawer(page).locator("> summary"))
    drag(page, (summary["x"] + 30, summary["y"] + 12), (1250, 300))
    expect(page.locator("code-drawer")).to_have_attribute("data-side", "beside")
    expect(code(page)).to_be_visible()


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def test_on_a_phone_it_is_a_sheet_that_back_and_escape_close(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    Studio(page).open(FLEX)
    summary = drawer(page).locator("> summary")
    summary.tap()
    expect(code(page)).to_be_in_viewport()
    page.go_back()
    expect(code(page)).to_be_hidden()
    expect(page.locator("#id_prompt")).to_be_attached()
    summary.tap()
    expect(code(page)).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(code(page)).to_be_hidden()
    expect(summary).to_be_focused()


def test_without_script_it_opens_all_the_same(plain: Page) -> None:
    plain.goto(f"/{FLEX}/")
    expect(code(plain)).to_be_hidden()
    drawer(plain).locator("> summary").click()
    expect(code(plain)).to_be_visible()
