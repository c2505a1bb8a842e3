"""The full-screen viewer: opened by key, button and click, paged, zoomed, and left."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, expect

from tests.browser.studio import Studio, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def viewer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Full screen")


def figure(page: Page) -> Locator:
    return page.locator('[data-viewer-part="figure"]')


def place(page: Page) -> Locator:
    return page.locator('[data-viewer-part="place"]')


def test_it_pages_through_the_stage_and_then_the_history(studio: Studio) -> None:
    studio.make("the first of all", steps=6)
    studio.choose_variants(2)
    studio.make("two of a kind", steps=6)
    page, cards = studio.page, studio.cards
    studio.finished(cards.nth(1))
    page.locator("h2", has_text="History").click()
    page.keyboard.press("f")
    expect(viewer(page)).to_be_visible()
    expect(place(page)).to_have_text("1 / 3")
    picture = viewer(page).get_by_role("img")
    expect(picture).to_have_attribute("alt", re.compile("two of a kind, 1 of 2"))
    page.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("alt", re.compile("two of a kind, 2 of 2"))
    page.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("alt", re.compile("the first of all"))
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(viewer(page)).to_be_hidden()
    expect(cards.nth(1)).to_have_attribute("data-selected", "")


def test_it_zooms_by_keys_wheel_double_click_and_buttons(studio: Studio) -> None:
    studio.make("look closely", steps=6)
    page = studio.page
    link = studio.cards.locator("a:has(img)")
    link.click()
    box = page.locator('[data-viewer-part="box"]')
    expect(figure(page)).to_have_text(re.compile(r"^Fit · \d+ %$"))
    page.keyboard.press("z")
    expect(figure(page)).to_have_text("100 %")
    page.keyboard.press("+")
    expect(figure(page)).to_have_text("200 %")
    page.keyboard.press("z")
    expect(figure(page)).to_have_text(re.compile("^Fit"))
    box.dblclick()
    expect(figure(page)).to_have_text("100 %")
    box.hover()
    page.mouse.wheel(0, -200)
    expect(figure(page)).to_have_text(re.compile(r"^1[3-9]\d %$"))
    viewer(page).get_by_role("button", name="Zoom out").click()
    expect(figure(page)).to_have_text("100 %")
    # The file itself is there by now, whatever was shown before.
    expect(viewer(page).get_by_role("img")).to_have_attribute("src", re.compile(r"\.png$"))
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_it_shows_the_small_picture_until_the_file_is_needed(studio: Studio) -> None:
    studio.make("small at first", steps=6)
    page = studio.page
    page.reload()
    page.set_viewport_size({"width": 820, "height": 700})
    studio.finished(studio.cards)
    studio.cards.get_by_role("button", name="Full screen").click()
    picture = viewer(page).get_by_role("img")
    expect(picture).to_have_attribute("src", re.compile("large"))
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    page.keyboard.press("z")
    expect(figure(page)).to_have_text("100 %")
    expect(picture).to_have_attribute("src", re.compile(r"\.png$"))


def test_the_page_of_a_picture_has_it_too(studio: Studio) -> None:
    studio.make("on its own page", steps=6)
    page = studio.page
    studio.cards.get_by_role("button", name="More").click()
    studio.cards.get_by_role("link", name="Open").click()
    page.get_by_role("button", name="Full screen").click()
    expect(viewer(page).get_by_role("img")).to_have_attribute("alt", re.compile("on its own page"))
    expect(place(page)).to_be_hidden()
    viewer(page).get_by_role("button", name="Close").click()
    expect(viewer(page)).to_be_hidden()


def test_its_files_are_loaded_on_the_first_use_only(studio: Studio) -> None:
    asked: list[str] = []
    studio.page.on("request", lambda request: asked.append(request.url))
    studio.make("not yet", steps=6)
    assert not [url for url in asked if "viewer" in url]
    studio.cards.locator("img").click()
    expect(viewer(studio.page)).to_be_visible()
    assert len([url for url in asked if "picture-viewer" in url]) == 2


def touch(screen: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Send what a touch screen sends; without points all fingers are lifted."""
    fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


def test_fingers_pinch_and_swipe_and_back_closes_it(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    studio = Studio(page).open()
    studio.make("the first")
    studio.make("the second")
    address, screen = page.url, page.context.new_cdp_session(page)
    # Closed by its button, it is no longer a step in the history.
    studio.cards.locator("a:has(img)").tap()
    viewer(page).get_by_role("button", name="Close").tap()
    expect(viewer(page)).to_be_hidden()
    wait_until(page, "!history.state?.opened")
    studio.cards.locator("a:has(img)").tap()
    expect(place(page)).to_have_text("1 / 2")
    touch(screen, "touchStart", (300, 420))
    for x in (240, 180, 120):
        touch(screen, "touchMove", (x, 424))
    touch(screen, "touchEnd")
    expect(place(page)).to_have_text("2 / 2")
    expect(figure(page)).to_have_text(re.compile("^Fit"))
    touch(screen, "touchStart", (180, 420), (210, 420))
    for apart in (40, 80, 120):
        touch(screen, "touchMove", (195 - apart, 420), (195 + apart, 420))
    touch(screen, "touchEnd")
    expect(figure(page)).to_have_text(re.compile(r"^\d+ %$"))
    # Magnified, a finger moves the picture and does not page.
    touch(screen, "touchStart", (300, 420))
    touch(screen, "touchMove", (100, 420))
    touch(screen, "touchEnd")
    expect(place(page)).to_have_text("2 / 2")
    page.go_back()
    expect(viewer(page)).to_be_hidden()
    expect(page).to_have_url(address)
