"""The comparison at each width, light and dark, by mouse, by touch, and without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.furnishing import Furnished
from tests.browser.test_accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

VIEWS = ("side", "slider", "flicker", "difference")


@pytest.fixture
def compared(open_context: Callable[..., BrowserContext], furnished: Furnished) -> Page:
    """The page that compares four pictures of a full history."""
    page = open_context(storage_state=furnished.cookies).new_page()
    page.goto(address_of(page, 4))
    expect(page.locator("compare-view:defined .compare-current")).to_have_count(1)
    return page


def address_of(page: Page, count: int) -> str:
    page.goto("/history/?q=is%3Aunrated")
    tiles = page.locator('.tile[data-status="done"]')
    ids = [tile.get_attribute("data-generation") for tile in tiles.all()[:count]]
    assert len(ids) == count
    return "/compare/?" + "&".join(f"picture={id_}" for id_ in ids)


def box_of(locator: Locator) -> tuple[float, float, float, float]:
    found = locator.bounding_box()
    assert found is not None
    return found["x"], found["y"], found["width"], found["height"]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_in_any_view(compared: Page, view: str) -> None:
    compared.goto(f"{compared.url}&view={view}")
    expect(compared.locator(f'compare-view[data-compare="{view}"] .compare-current')).to_have_count(1)
    if view == "difference":
        expect(compared.locator("[data-compare-said]")).to_contain_text("of the pixels")
    compared.locator("#same").evaluate("fold => { fold.open = true; }")
    assert_accessible(compared)


def test_axe_finds_nothing_in_found_comparisons(
    open_context: Callable[..., BrowserContext], furnished: Furnished
) -> None:
    page = open_context(storage_state=furnished.cookies).new_page()
    for address in ("/compare/found/", f"/compare/found/?picture={furnished.edited}"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert_accessible(page)


@pytest.mark.parametrize("width", [1440, 820, 390, 320])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_the_page(compared: Page, view: str, width: int) -> None:
    compared.set_viewport_size({"width": width, "height": 800})
    compared.goto(f"{compared.url}&view={view}")
    expect(compared.locator(f'compare-view[data-compare="{view}"] .compare-current')).to_have_count(1)
    assert compared.evaluate("document.documentElement.scrollWidth") <= width


def test_wheel_double_click_and_drag_move_all(compared: Page) -> None:
    pictures = compared.locator(".compare-box > img")
    x, y, width, height = box_of(compared.locator(".compare-box").first)
    middle = (x + width / 2, y + height / 2)
    before = box_of(pictures.nth(2))
    compared.mouse.move(*middle)
    compared.mouse.wheel(0, -600)
    expect(compared.locator(".compare-box[data-zoomed]")).to_have_count(4)
    zoomed = box_of(pictures.nth(2))
    assert zoomed[2] > before[2] * 2
    compared.mouse.down()
    compared.mouse.move(middle[0] + 60, middle[1] + 30, steps=3)
    compared.mouse.up()
    moved = box_of(pictures.nth(2))
    assert (moved[0] > zoomed[0], moved[1] > zoomed[1]) == (True, True)
    compared.keyboard.press("Shift+ArrowRight")
    assert box_of(pictures.nth(2))[0] < moved[0]
    compared.mouse.dblclick(*middle)
    expect(compared.locator(".compare-box[data-zoomed]")).to_have_count(0)


def test_a_picture_that_fits_lets_the_wheel_scroll(compared: Page) -> None:
    compared.locator(".compare-box").first.hover()
    compared.mouse.wheel(0, 300)
    expect(compared.locator(".compare-box[data-zoomed]")).to_have_count(0)


def test_the_divider_is_dragged(compared: Page) -> None:
    compared.get_by_role("link", name="Slider").click()
    x, y, width, height = box_of(compared.locator(".compare-divider"))
    compared.mouse.move(x + width / 2, y + height / 2)
    compared.mouse.down()
    compared.mouse.move(x + 200, y + height / 2, steps=4)
    compared.mouse.up()
    expect(compared.locator("[data-compare-divide]")).not_to_have_value("50")
    value = float(compared.locator("[data-compare-divide]").input_value())
    assert 50 < value < 80
    expect(compared.locator(".compare-left > .compare-box")).to_have_css(
        "clip-path", re.compile(rf"inset\(0px {100 - value:g}% 0px 0px\)")
    )


def test_other_sizes_are_scaled_and_said(compared: Page) -> None:
    compared.get_by_role("link", name="Difference").click()
    said = compared.locator("[data-compare-said]")
    expect(said).to_contain_text("of the pixels")
    sizes = compared.locator(".compare-box > img").evaluate_all(
        "all => all.map(one => one.naturalWidth / one.naturalHeight)"
    )
    other = next(place for place, size in enumerate(sizes) if size != sizes[0])
    compared.locator('[name="right"]').select_option(str(other + 1))
    expect(said).to_contain_text("The sizes differ")


def test_without_script_it_is_side_by_side(open_context: Callable[..., BrowserContext], furnished: Furnished) -> None:
    page = open_context(storage_state=furnished.cookies, java_script_enabled=False).new_page()
    page.goto(f"{address_of(page, 3)}&view=slider")
    expect(page.get_by_text("This view needs JavaScript")).to_be_visible()
    for picture in page.locator(".compare-box > img").all():
        expect(picture).to_be_visible()
    page.get_by_role("button", name="Winner").nth(1).click()
    expect(page.locator(".mark-verdict")).to_have_text(["Rejected", "Picked", "Rejected"])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".mark-verdict")).to_have_count(0)
