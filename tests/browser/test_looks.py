"""How pages hold together: no sideways scrolling at any width, no shifting, and a theme without a flash."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.furnishing import BARE, Furnished
from tests.browser.studio import FLEX, Studio
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

WIDTHS = (390, 820, 1440, 2560)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Collects layout shifts from the first moment on, and notes the theme when the body begins, before anything is painted.
NOTE = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
new MutationObserver((_, observer) => {
  if (!document.body) return;
  window.themeAtFirst = document.documentElement.dataset.theme;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
SETTLED = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  return window.shift;
}"""
# Takes the last button of a card away, again and again, and returns which of the others moved: a page that comes in
# pieces is painted with the first few.
MOVED_BY_LATER_ONES = """() => {
  const row = document.querySelector(".stage .card-toolbar");
  const places = () => [...row.querySelectorAll(".action")].map((one) => one.getBoundingClientRect().x);
  const whole = places(), moved = [];
  while (row.lastElementChild) {
    row.lastElementChild.remove();
    places().forEach((place, at) => { if (Math.abs(place - whole[at]) > 0.5) moved.push(at); });
  }
  return moved;
}"""


def assert_no_sideways_scrolling(page: Page, addresses: dict[str, str]) -> None:
    wide = []
    for name, address in addresses.items():
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(OVERFLOW) > 0:
                wide.append((name, width))
    assert wide == []


def test_no_page_of_a_first_visit_scrolls_sideways(page: Page, watch: Watch) -> None:
    watch.expect_status(404)
    assert_no_sideways_scrolling(page, BARE)


def test_no_full_page_scrolls_sideways(open_context: Callable[..., BrowserContext], furnished: Furnished) -> None:
    page = open_context(storage_state=furnished.cookies).new_page()
    assert_no_sideways_scrolling(page, furnished.addresses | {"share": furnished.shared})


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("address", [f"/{FLEX}/", "/history/"])
def test_nothing_shifts_while_a_full_page_loads(
    open_context: Callable[..., BrowserContext], furnished: Furnished, width: int, address: str
) -> None:
    context = open_context(storage_state=furnished.cookies, viewport={"width": width, "height": 900})
    context.add_init_script(NOTE)
    page = context.new_page()
    page.goto(address)
    pictures = page.locator("#frames img, #tiles img")
    expect(pictures.first).to_have_js_property("complete", True)
    assert page.evaluate(SETTLED) < 0.02


def test_a_button_of_a_card_stays_where_it_is_while_the_next_ones_arrive(
    open_context: Callable[..., BrowserContext], furnished: Furnished
) -> None:
    page = open_context(storage_state=furnished.cookies, viewport={"width": 390, "height": 900}).new_page()
    page.goto(f"/{FLEX}/?show={furnished.done}")
    assert page.locator(".stage .card-toolbar > *").count() > 5
    assert page.evaluate(MOVED_BY_LATER_ONES) == []


def test_no_font_that_arrives_late_sets_the_text_again(page: Page) -> None:
    page.goto("/sketches/")
    ours = "[...document.fonts].filter((font) => font.family.replaceAll('\"', '') === 'Host Grotesk')"
    kinds = page.evaluate(f"{ours}.map((font) => font.display)")
    assert kinds == ["optional"]


def test_nothing_shifts_on_a_first_visit(open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    context.add_init_script(NOTE)
    page = context.new_page()
    page.goto(f"/{FLEX}/")
    assert page.evaluate(SETTLED) < 0.02


def test_the_theme_is_switched_kept_and_there_before_the_first_paint(
    open_context: Callable[..., BrowserContext],
) -> None:
    context = open_context(color_scheme="light")
    context.add_init_script(NOTE)
    page = context.new_page()
    page.goto("/sketches/")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    button = page.get_by_role("button", name="Theme")
    while page.locator("html").get_attribute("data-theme") != "dark":
        button.click()
    expect(button).to_have_accessible_name("Theme: dark")
    expect(page.locator("html")).not_to_have_css("background-color", light)
    page.reload()
    assert page.evaluate("window.themeAtFirst") == "dark"
    expect(page.locator("html")).not_to_have_css("background-color", light)
    expect(button).to_have_accessible_name("Theme: dark")


def test_the_theme_follows_the_system_until_it_is_switched(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/sketches/")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).not_to_have_css("background-color", light)


def test_nothing_moves_where_the_system_asks_for_no_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open(FLEX)
    studio.make("standing still")
    moving = "document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 20).length"
    assert page.evaluate(moving) == 0


def test_the_picture_is_the_largest_thing_on_a_wide_screen(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    card = Studio(page).open(FLEX).make("the hero")
    picture = card.locator("img").first.bounding_box()
    assert picture is not None
    assert picture["width"] >= 400
    assert picture["height"] >= 400
