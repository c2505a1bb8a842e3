"""The page of one picture: zoom with its figure, neighbours that stay in place, times in the reader's zone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.studio import Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

WIDTHS = (1440, 820, 390)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Zone and language of somebody in India, five and a half hours ahead of UTC.
INDIA = "Asia/Kolkata"


def percent(page: Page) -> int:
    """Return the figure of the zoom."""
    found = re.search(r"(\d+) %", page.locator("[data-figure]").inner_text())
    assert found is not None
    return int(found[1])


@pytest.fixture
def reader(open_context: Callable[..., BrowserContext]) -> Page:
    """The page of the newer one of two pictures, for a reader in another zone."""
    page = open_context(timezone_id=INDIA).new_page()
    studio = Studio(page).open()
    studio.make("the older one")
    card = studio.make("the newer one", seed=7)
    page.goto(f"/generations/{card.get_attribute('data-generation')}/")
    expect(page.locator("zoom-view:defined")).to_be_visible()
    return page


def test_it_is_zoomed_by_keys_buttons_and_wheel_and_the_figure_follows(reader: Page) -> None:
    picture = reader.locator("zoom-view img")
    figure = reader.locator("[data-figure]")
    for width in WIDTHS:
        reader.set_viewport_size({"width": width, "height": 900})
        # The page says "Fit" before its script can say how much that is.
        expect(figure).to_have_text(re.compile(r"Fit.* \d+ %"))
        fitting = percent(reader)
        reader.keyboard.press("z")
        expect(figure).to_have_text("100 %")
        expect(picture).to_have_css("width", "1024px")
        reader.keyboard.press("+")
        expect(figure).to_have_text("200 %")
        reader.get_by_role("button", name="Zoom out").click()
        expect(figure).to_have_text("100 %")
        reader.keyboard.press("z")
        expect(figure).to_have_text(f"Fit · {fitting} %")
        assert reader.evaluate(OVERFLOW) <= 0, width
    picture.hover()
    reader.mouse.wheel(0, -200)
    expect(figure).not_to_contain_text("Fit")
    assert percent(reader) > fitting
    reader.mouse.wheel(0, 2000)
    expect(figure).to_contain_text("Fit")
    # Down from there the wheel scrolls the page, or the code below could not be reached.
    reader.mouse.wheel(0, 300)
    expect(reader.locator("html")).not_to_have_js_property("scrollTop", 0)


def test_keys_do_nothing_while_somebody_types(reader: Page) -> None:
    reader.get_by_label("Title").press_sequentially("1 + 1")
    expect(reader.locator("[data-figure]")).to_contain_text("Fit")
    expect(reader.get_by_label("Title")).to_have_value("1 + 1")


def test_a_missing_neighbour_moves_nothing(reader: Page) -> None:
    older = reader.get_by_role("link", name="Older")
    bar = reader.get_by_role("navigation", name="Previous and next")
    expect(bar.locator("[aria-disabled]")).to_have_text("Newer")
    before = older.bounding_box()
    reader.keyboard.press("ArrowRight")
    expect(reader.get_by_role("heading", name="the older one")).to_be_visible()
    expect(bar.locator("[aria-disabled]")).to_have_text("Older")
    assert reader.get_by_role("link", name="Older").bounding_box() == before


def test_times_are_in_the_readers_zone(reader: Page) -> None:
    moment = reader.locator("dd local-time time")
    expect(moment).to_have_attribute("title", re.compile(r"UTC$"))
    expected = reader.evaluate(
        "(iso) => new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })",
        moment.get_attribute("datetime"),
    )
    expect(moment).to_contain_text(expected)
    expect(moment).not_to_contain_text("UTC")


def test_without_script_times_say_utc(plain: Page) -> None:
    plain.goto("/")
    Studio(plain).generate("no script")
    plain.goto("/history/")
    expect(plain.locator("#tiles time").first).to_contain_text("UTC")


def test_full_screen_opens_by_its_button_and_closes_by_escape(reader: Page) -> None:
    for width in WIDTHS:
        reader.set_viewport_size({"width": width, "height": 900})
        reader.get_by_role("button", name="Full screen").click()
        dialog = reader.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect(dialog.locator("img")).not_to_have_js_property("naturalWidth", 0)
        reader.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
