"""The library: pictures are found by typing and choosing, and browsed to the end of a long history and back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.furnishing import MANY, Furnished
from tests.browser.studio import wait_until
from tests.browser.test_accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

FIRST_SHOWN = "[...document.querySelectorAll('#tiles .tile')].find(tile => tile.getBoundingClientRect().top > 60).id"
# Pictures above it are loaded before the page is as long as it was.
IS_BACK = "Math.abs(document.getElementById('%s')?.getBoundingClientRect().top - %f) < 3"
TOP_OF = "tile => tile.getBoundingClientRect().top"


def tiles(page: Page) -> Locator:
    return page.locator("#tiles [data-generation]")


@pytest.fixture
def full(open_context: Callable[..., BrowserContext], furnished: Furnished) -> Page:
    page = open_context(storage_state=furnished.cookies).new_page()
    page.goto("/history/")
    expect(page.locator("[data-month]").first).to_be_visible()
    return page


def test_somebody_finds_a_picture_by_typing_and_choosing(full: Page) -> None:
    box = full.get_by_label("Search your pictures")
    box.press_sequentially("calm sea", delay=20)
    expect(tiles(full)).to_have_count(1)
    expect(full).to_have_url(re.compile(r"\?q=calm\+sea$"))
    box.press_sequentially(" stat")
    expect(full.locator("#search-completions li").first).to_contain_text("status:")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "search-completion-1")
    box.press("Enter")
    expect(box).to_have_value("calm sea status:")
    with full.expect_response(re.compile("/complete/.*status%3Adon&")):
        box.press_sequentially("don")
    expect(full.locator("#search-completions li")).to_have_count(1)
    box.press("ArrowDown")
    box.press("Tab")
    expect(box).to_have_value(re.compile("^calm sea status:done"))
    box.press_sequentially(" colour:red")
    expect(full.locator(".search-remark")).to_contain_text("There is no filter colour:")
    expect(tiles(full)).to_have_count(1)
    assert_accessible(full)
    full.get_by_role("link", name="Remove calm", exact=True).click()
    expect(box).to_have_value(re.compile("^sea status:done colour:red"))
    full.locator("summary", has_text="Filters").click()
    full.locator("[name=with-status]").select_option("failed")
    expect(box).to_have_value("sea colour:red status:failed")
    expect(full.get_by_text("Nothing was found")).to_be_visible()
    full.go_back()
    expect(full).to_have_url(re.compile(r"\?q=sea\+status%3Adone\+colour%3Ared$"))
    expect(box).to_have_value("sea status:done colour:red")
    full.locator("summary", has_text="Saved").click()
    full.get_by_label("Name of this search").fill("The sea")
    full.get_by_role("button", name="Save", exact=True).click()
    full.goto("/history/")
    full.locator("summary", has_text="Saved").click()
    full.get_by_role("link", name="The sea").click()
    expect(box).to_have_value("sea status:done colour:red")
    expect(tiles(full).filter(has_text="a calm sea at dawn")).to_have_count(1)


def test_pictures_that_leave_the_page_load_no_other_size(
    open_context: Callable[..., BrowserContext], furnished: Furnished
) -> None:
    page = open_context(storage_state=furnished.cookies, viewport={"width": 390, "height": 844}).new_page()
    asked: dict[str, set[str]] = {}
    page.on("request", lambda request: asked.setdefault(request.url.rpartition("/")[0], set()).add(request.url))
    page.goto("/history/")
    expect(page.locator("[data-month]").first).to_be_visible()
    page.mouse.move(200, 500)
    for _ in range(4):
        page.mouse.wheel(0, 1500)
        page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    expect(page.locator(".tiles-away").first).to_be_attached()
    page.wait_for_load_state("networkidle")
    pictures = {place: names for place, names in asked.items() if "/files/" in place}
    assert len(pictures) > 10
    assert [names for names in pictures.values() if len(names) > 1] == []


def look_in_full_screen(full: Page) -> None:
    full.keyboard.press("f")
    viewer = full.get_by_role("dialog", name="Full screen")
    expect(viewer).to_be_visible()
    full.keyboard.press("i")
    expect(viewer.locator("viewer-facts")).to_contain_text("Model")
    expect(viewer.get_by_role("img")).not_to_have_js_property("naturalWidth", 0)
    source = viewer.get_by_role("img").get_attribute("src") or ""
    full.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("img")).not_to_have_attribute("src", source)
    assert_accessible(full)


def test_somebody_browses_to_the_end_and_back(full: Page) -> None:
    full.locator("summary", has_text="View").click()
    full.get_by_label("None", exact=True).check(force=True)
    full.get_by_label("Large").check(force=True)
    full.keyboard.press("Escape")
    expect(full.locator("#tiles")).to_have_attribute("data-size", "large")
    seen: set[str] = set()
    for _ in range(400):
        # Pictures are on the page before they are seen.
        if len(seen) > MANY and "before=" in full.url:
            break
        shown = tiles(full).evaluate_all("all => all.map((one) => one.id)")
        assert len(shown) == len(set(shown))
        seen.update(shown)
        full.mouse.wheel(0, 700)
        full.evaluate("() => new Promise((done) => setTimeout(done, 150))")
    assert len(seen) > MANY
    # Far rows have left the page, and their place is kept.
    expect(full.locator(".tiles-away")).not_to_have_count(0)
    # Rows break differently when fewer pictures are above them, so that the last row can have another height.
    full.mouse.wheel(0, -900)
    full.evaluate("() => new Promise((done) => setTimeout(done, 500))")
    expect(full).to_have_url(re.compile("before="))
    tile = full.evaluate(FIRST_SHOWN)
    first = full.locator(f"#{tile}")
    top = first.evaluate(TOP_OF)
    full.reload()
    wait_until(full, IS_BACK % (tile, top))
    # A click by the mouse would first scroll the picture into the middle.
    first.locator(".tile-link").evaluate("link => link.click()")
    full.wait_for_url("**/generations/**")
    full.go_back()
    wait_until(full, IS_BACK % (tile, top))
    link = first.locator(".tile-link")
    link.focus()
    link.press("ArrowLeft")
    expect(link).not_to_be_focused()
    look_in_full_screen(full)
    full.keyboard.press("Escape")
    expect(link).to_be_focused()
