"""Which file a picture shows: thumbnails in small tiles, the whole file where the browser's menu saves it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.furnishing import Furnished
from tests.browser.studio import FLEX, Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# The file's own width; `naturalWidth` of a picture with `srcset` is that of its place.
FILE_WIDTH = """async (picture) => {
  await picture.decode();
  const file = new Image();
  file.src = picture.currentSrc;
  await file.decode();
  return file.naturalWidth;
}"""


def test_small_tiles_hold_thumbnails(page: Page) -> None:
    studio = Studio(page).open(FLEX)
    studio.make("a paper boat")
    expect(studio.frames.first.locator("img")).to_have_js_property("naturalWidth", 256)
    page.goto("/history/")
    assert page.locator("#tiles img").first.evaluate(FILE_WIDTH) <= 768


def test_what_the_menu_of_the_browser_saves_is_the_file(
    open_context: Callable[..., BrowserContext], furnished: Furnished
) -> None:
    page = open_context(storage_state=furnished.cookies, viewport={"width": 820, "height": 700}).new_page()
    page.goto(f"/{FLEX}/?show={furnished.done}")
    shown = page.locator(".card-picture img")
    assert shown.evaluate(FILE_WIDTH) == 768
    shown.click(button="right")
    assert shown.evaluate(FILE_WIDTH) == 1024
    address = shown.evaluate("picture => picture.currentSrc")
    assert "/a-calm-sea-at-dawn-1x1-g3-s" in address
    assert 'inline; filename="a-calm-sea-at-dawn' in page.request.get(address).headers["content-disposition"]
