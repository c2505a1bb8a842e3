"""The picture gets the screen: how large pictures are on the stage, at 1440, 820 and 390 pixels."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, expect

from tests.browser.studio import FLEX, Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# Layout shifts from now on that no input caused.
COUNT_SHIFTS = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
  }).observe({ type: "layout-shift" });
}"""


def make(studio: Studio, shape: str, count: int = 1) -> Locator:
    """Make pictures of a shape, and return those on the stage once all have arrived."""
    before = studio.newest_frame_id()
    studio.choose_shape(shape).choose_variants(count).generate("a poster for a coffee festival", steps=6)
    expect(studio.newest_frame_after(before)).to_be_attached()
    expect(studio.page.locator("#stage [data-status=done]")).to_have_count(count)
    return studio.cards.locator("img")


def boxes(pictures: Locator) -> list[FloatRect]:
    found = [picture.bounding_box() for picture in pictures.all()]
    return [box for box in found if box is not None]


def widen(page: Page, width: int, height: int = 900) -> None:
    page.set_viewport_size({"width": width, "height": height})


def test_pictures_are_as_large_as_the_screen_allows(studio: Studio) -> None:
    [tall] = boxes(make(studio, "9:16"))
    assert tall["height"] >= 680
    fits(studio.page)
    widen(studio.page, 820, 1180)
    assert boxes(studio.cards.locator("img"))[0]["width"] >= 440
    widen(studio.page, 390, 844)
    assert boxes(studio.cards.locator("img"))[0]["width"] == 390
    widen(studio.page, 1440)
    [wide] = boxes(make(studio, "16:9"))
    assert wide["width"] >= 880
    widen(studio.page, 820, 1180)
    assert boxes(studio.cards.locator("img"))[0]["width"] >= 470
    widen(studio.page, 390, 844)
    assert boxes(studio.cards.locator("img"))[0]["width"] == 390


def fits(page: Page) -> None:
    """See that caption and toolbar are in the window, and take little of it."""
    caption = page.locator("#stage .card-caption").bounding_box()
    foot = page.locator("#stage .card-foot").bounding_box()
    assert caption is not None
    assert foot is not None
    assert caption["height"] + foot["height"] <= 88
    assert caption["y"] + caption["height"] <= foot["y"]
    assert foot["y"] + foot["height"] <= 900


def test_four_tall_pictures_stand_in_one_row(studio: Studio) -> None:
    four = boxes(make(studio, "9:16", 4))
    assert len({box["y"] for box in four}) == 1
    assert min(box["height"] for box in four) >= 390
    widen(studio.page, 820, 1180)
    pairs = boxes(studio.cards.locator("img"))
    assert len({box["y"] for box in pairs}) == 2
    assert min(box["height"] for box in pairs) >= 380
    widen(studio.page, 390, 844)
    pairs = boxes(studio.cards.locator("img"))
    assert len({box["y"] for box in pairs}) == 2
    assert min(box["width"] for box in pairs) >= 185


def test_four_wide_pictures_stand_in_two_rows(studio: Studio) -> None:
    four = boxes(make(studio, "16:9", 4))
    assert len({box["y"] for box in four}) == 2
    assert min(box["width"] for box in four) >= 450
    for width, height, least in ((820, 1180, 330), (390, 844, 390)):
        widen(studio.page, width, height)
        assert min(box["width"] for box in boxes(studio.cards.locator("img"))) >= least


def test_a_picture_stands_where_its_placeholder_was(studio: Studio) -> None:
    make(studio, "9:16", 2)
    studio.page.evaluate(COUNT_SHIFTS)
    studio.generate("slowly [sketch:wait 1]")
    shape = studio.page.locator("#stage [data-status=running] .card-shape").first
    expect(shape).to_be_visible()
    waiting = shape.bounding_box()
    expect(studio.page.locator("#stage [data-status=done]")).to_have_count(2)
    assert boxes(studio.cards.locator("img"))[0] == waiting
    assert studio.page.evaluate("window.shift") < 0.02


def test_without_script_pictures_are_as_large(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"/{FLEX}/")
    page.locator("#id_prompt").fill("no script")
    page.locator("#generate").click()
    picture = page.locator("#stage [data-generation] img")
    expect(picture).to_be_visible()
    assert boxes(picture)[0]["height"] >= 680
    expect(page.locator("#stage").get_by_role("button", name="Delete")).to_be_visible()


def test_captions_and_names_say_what_differs(studio: Studio) -> None:
    pictures = make(studio, "1:1", 2)
    names = [picture.get_attribute("alt") or "" for picture in pictures.all()]
    assert len(set(names)) == 2
    assert "1 of 2, 1:1, guidance 3, seed" in names[0]
    caption = studio.cards.first.locator(".card-caption")
    expect(caption).to_contain_text("sketch")
    expect(caption.get_by_text("a poster")).to_be_hidden()
    expect(caption.get_by_text("1:1", exact=True)).to_be_hidden()


def test_one_picture_is_selected_and_has_the_toolbar(studio: Studio) -> None:
    make(studio, "1:1", 3)
    page, cards = studio.page, studio.cards
    toolbars = page.locator("#stage .card-foot").filter(visible=True)
    expect(toolbars).to_have_count(1)
    expect(cards.nth(0)).to_have_attribute("data-selected", "")
    cards.nth(1).locator("img").click()
    expect(cards.nth(1)).to_have_attribute("data-selected", "")
    page.keyboard.press("ArrowRight")
    expect(cards.nth(2)).to_have_attribute("data-selected", "")
    expect(cards.nth(2).locator("a:has(img)")).to_be_focused()
    expect(cards.nth(2).locator(".card-foot")).to_be_visible()
    expect(toolbars).to_have_count(1)
    # From the toolbar of the selected one, Shift+Tab leads back to its picture.
    page.keyboard.press("Tab")
    expect(cards.nth(2).get_by_role("button", name="Full screen")).to_be_focused()


def test_captions_of_narrow_pictures_begin_with_what_differs(studio: Studio) -> None:
    studio.make("a poster", aspect_ratio="9:16")
    page = studio.page
    page.locator("#stage").get_by_role("button", name=re.compile("^Same in")).click()
    page.get_by_role("button", name="All of these").click()
    expect(page.locator("#stage [data-status=done]")).to_have_count(6)
    for card in studio.cards.all():
        shape = card.locator('[data-part="shape"]')
        expect(shape).to_have_text(re.compile(r"^\d+:\d+$"))
        inner, outer = shape.bounding_box(), card.bounding_box()
        assert inner is not None
        assert outer is not None
        assert outer["x"] - 1 <= inner["x"]
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
        # All have the same seed.
        expect(card.locator('[data-part="seed"]')).to_be_hidden()
        assert "none" in card.locator(".card-facts > :visible").first.evaluate(
            "part => getComputedStyle(part, '::before').content"
        )
