"""The history beside the stage: proportions are kept, what belongs together stands together, failures are one line."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.studio import Studio
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def ratio(picture: Locator) -> float:
    box = picture.bounding_box()
    assert box is not None
    return box["width"] / box["height"]


def test_pictures_keep_their_proportions_at_every_width(studio: Studio) -> None:
    page = studio.page
    for shape in ("9:16", "16:9"):
        studio.make(f"in {shape}", aspect_ratio=shape, steps=6)
    for width in (1440, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        wide, tall = page.locator("#frames img").all()
        assert abs(ratio(wide) - 1360 / 768) < 0.05
        assert abs(ratio(tall) - 768 / 1360) < 0.05
        # Whatever is said of a picture is said beside it.
        for frame in studio.frames.all():
            picture, caption = frame.locator("img").bounding_box(), frame.locator(".frame-caption").bounding_box()
            assert picture is not None
            assert caption is not None
            assert caption["y"] >= picture["y"] + picture["height"]


def test_failures_fold_into_one_line_as_they_happen(studio: Studio) -> None:
    page = studio.page
    studio.make("one that succeeds", steps=6)
    studio.choose_variants(3).generate("trouble [sketch:fail]")
    line = page.locator("#frames summary")
    expect(line).to_contain_text("3 failed")
    expect(studio.frames.first).to_be_hidden()
    line.press("Enter")
    expect(studio.frames.first).to_be_visible()
    studio.frames.first.get_by_role("link").click()
    expect(studio.cards).to_have_count(1)
    page.reload()
    expect(line).to_contain_text("3 failed")
    expect(runs(page)).to_have_count(2)


def test_failures_of_different_prompts_share_a_line_as_they_happen(studio: Studio) -> None:
    page = studio.page
    studio.make("one that succeeds", steps=6)
    for prompt in ("trouble", "more trouble"):
        studio.generate(f"{prompt} [sketch:fail]")
        expect(page.locator("#stage [data-status=failed]")).to_have_count(1)
    page.locator("#frames summary").click()
    studio.generate("too slow [sketch:wait 60]")
    studio.cards.get_by_role("button", name="Cancel").click()
    line = page.locator("#frames summary")
    expect(line).to_contain_text("3 without a picture")
    expect(studio.frames.first).to_be_visible()
    expect(runs(page)).to_have_count(2)
    page.reload()
    expect(line).to_contain_text("3 without a picture")
    studio.make("one that succeeds", steps=7)
    expect(runs(page)).to_have_count(3)


def runs(page: Page) -> Locator:
    return page.locator("#frames > .frames-run")


def test_the_same_settings_make_one_run(studio: Studio) -> None:
    page = studio.page
    studio.make("again and again", seed=1, steps=6)
    studio.make("again and again", seed=2, steps=6)
    expect(runs(page)).to_have_count(1)
    expect(runs(page).locator(".frames-click")).to_have_count(2)
    # What they have in common is said once.
    expect(page.locator("#frames .frame-same").filter(visible=True)).to_have_count(1)
    expect(runs(page)).to_contain_text("seed 2")
    studio.make("again and again", seed=2, steps=7)
    expect(runs(page)).to_have_count(2)
    page.reload()
    expect(runs(page)).to_have_count(2)


def test_the_rail_names_the_shapes_of_a_picture_in_other_shapes(studio: Studio) -> None:
    page = studio.page
    card = studio.make("in all shapes", seed=1203, steps=6)
    card.get_by_role("button", name=re.compile("^Same in")).click()
    page.get_by_role("button", name="All of these").click()
    shapes = runs(page).first.locator(".frame-caption > :last-child")
    expect(shapes).to_have_text(["5:4", "4:5", "2:3", "3:2", "9:16", "16:9"])
    expect(runs(page).first.locator(".frame-same").filter(visible=True)).to_have_text(
        re.compile(r"seed 1203\s· sketch")
    )


def test_a_browser_that_is_offline_says_so_and_stops_its_clocks(studio: Studio, watch: Watch) -> None:
    watch.expect_failed_request()
    page = studio.page
    studio.generate("patience [sketch:wait 3]")
    clock = page.locator("#stage elapsed-time")
    expect(clock).to_be_visible()
    page.context.set_offline(True)
    note = page.get_by_text("Offline. Your pictures go on without you.")
    expect(note).to_be_visible()
    expect(clock).to_be_hidden()
    page.context.set_offline(False)
    expect(note).to_be_hidden()
    studio.finished(studio.cards)


def test_a_notice_never_covers_generate(studio: Studio) -> None:
    page = studio.page
    studio.make("short-lived", steps=6)
    studio.act(studio.cards, "Delete")
    notice = page.locator("#notice .notice").last
    expect(notice).to_be_visible()
    for width, height in ((1440, 900), (820, 1180), (390, 844), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        told, button = notice.bounding_box(), studio.generate_button.bounding_box()
        assert told is not None
        assert button is not None
        apart = (
            told["x"] >= button["x"] + button["width"]
            or told["x"] + told["width"] <= button["x"]
            or told["y"] >= button["y"] + button["height"]
            or told["y"] + told["height"] <= button["y"]
        )
        assert apart, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_failure_can_be_read_at_twice_the_size(studio: Studio) -> None:
    page = studio.page
    studio.generate("trouble [sketch:fail]", aspect_ratio="9:16")
    told = studio.cards.locator(".card-error")
    expect(told).to_be_visible()
    page.set_viewport_size({"width": 720, "height": 450})
    expect(told).to_be_in_viewport()
    box = told.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 720
    page.set_viewport_size({"width": 320, "height": 640})
    text = told.evaluate("told => [told.scrollWidth, told.clientWidth]")
    assert text[0] <= text[1]
