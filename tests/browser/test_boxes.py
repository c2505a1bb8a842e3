"""Boxes on a canvas, by mouse and by keys: what is drawn is the text that the form sends, keeps and prints as code."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.studio import Studio, file

pytestmark = pytest.mark.browser

FLUX_3 = "bfl/flux-3-image/generate"
PRO = "bfl/flux-2-pro/generate"


def open_canvas(studio: Studio) -> Locator:
    studio.field("boxes").locator("summary", has_text=re.compile("lace")).click()
    canvas = studio.field("boxes").get_by_role("group", name="Canvas")
    expect(canvas).to_be_visible()
    return canvas


def drag(canvas: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag between two places, in shares of the canvas."""
    # The canvas may be higher than what is seen of the panel.
    canvas.evaluate("canvas => canvas.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = canvas.bounding_box()
    assert box is not None
    mouse = canvas.page.mouse
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    mouse.move(*places[0])
    mouse.down()
    mouse.move(*places[1], steps=4)
    mouse.up()


def test_boxes_are_drawn_moved_and_resized_by_mouse(studio: Studio) -> None:
    studio.open(FLUX_3).prompt.fill("a harbour at dusk")
    canvas, text = open_canvas(studio), studio.control("boxes")
    drag(canvas, (0.1, 0.2), (0.4, 0.6))
    expect(text).to_have_value(re.compile(r"^element_1 (199|200|201) (99|100|101) (599|600|601) (399|400|401)$"))
    studio.field("boxes").get_by_label("Description").fill('a "tall" lighthouse')
    studio.field("boxes").get_by_label("Id").fill("lighthouse_1")
    studio.field("boxes").get_by_label("Id").press("Enter")
    shape = canvas.get_by_role("button", name=re.compile("^lighthouse_1, a .tall. lighthouse, new: top 20 %"))
    expect(shape).to_have_attribute("aria-current", "true")
    drag(canvas, (0.25, 0.4), (0.55, 0.4))
    expect(text).to_have_value(re.compile(r"^lighthouse_1 \d+ (39|40)\d \d+ (69|70)\d a \"tall\" lighthouse$"))
    handle = shape.locator("[data-handle=se]").bounding_box()
    assert handle is not None
    assert min(handle["width"], handle["height"]) >= 24
    drag(canvas, (0.7, 0.6), (0.9, 0.9))
    expect(text).to_have_value(re.compile(r"^lighthouse_1 \d+ (39|40)\d (89|90)\d (89|90)\d "))
    expect(studio.code).to_contain_text("lighthouse_1")
    expect(studio.code).to_contain_text("bbox")
    studio.page.reload()
    expect(studio.field("boxes").locator("summary", has_text="1 element placed")).to_be_visible()
    expect(studio.control("boxes")).to_have_value(re.compile("^lighthouse_1 "))
    assert Axe().run(studio.page).violations_count == 0


def type_and_undo(field: Locator, text: Locator) -> None:
    """Until every line is a box nothing can be drawn, which would replace what is typed. Undo brings back the text."""
    add, undo = field.get_by_role("button", name="Add a box"), field.get_by_role("button", name="Undo")
    typed = text.input_value()
    text.blur()
    text.press("Control+End")
    text.press_sequentially("\nsun_1 keep 1e1 0 0 100 100")
    expect(add).to_be_disabled()
    expect(field).to_contain_text("A line of the text is not a box yet.")
    undo.click()
    expect(text).to_have_value(typed)
    expect(add).to_be_enabled()
    field.get_by_role("button", name="moon_1").focus()
    field.get_by_label("Id").fill("cup_1")
    field.get_by_label("Id").press("Enter")
    expect(field).to_contain_text("Another box has the id cup_1. Choose another.")
    expect(field.get_by_label("Id")).to_have_value("moon_1")


@pytest.mark.thorough
def test_boxes_are_placed_by_keys_alone(studio: Studio) -> None:
    studio.open(PRO).prompt.fill("a harbour at dusk")
    canvas, text = open_canvas(studio), studio.control("boxes")
    field, keyboard = studio.field("boxes"), studio.page.keyboard
    field.get_by_role("button", name="Add a box").press("Enter")
    expect(field.get_by_label("Description")).to_be_focused()
    keyboard.type("a lighthouse")
    keyboard.press("Enter")
    expect(text).to_have_value("element_1 350 350 650 650 a lighthouse")
    shape = canvas.get_by_role("button")
    shape.focus()
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowUp"):
        keyboard.press(key)
    expect(text).to_have_value("element_1 330 340 620 650 a lighthouse")
    expect(shape).to_be_focused()
    expect(field.get_by_role("status")).to_have_text("element_1: top 33 %, left 34 %, bottom 62 %, right 65 %.")
    expect(studio.code).to_contain_text("Composition: a lighthouse in the centre.")
    shape.focus()
    keyboard.press("Delete")
    expect(text).to_have_value("")
    expect(field.get_by_role("button", name="Add a box")).to_be_focused()
    field.get_by_role("button", name="Undo").press("Enter")
    expect(text).to_have_value("element_1 330 340 620 650 a lighthouse")
    # What is typed as text is drawn, and an invalid line is named when the form is sent.
    text.fill("moon_1 0 0 300 300 the moon\ncup_1 move 1 100 100 300 300 to 600 600 800 800 the cup")
    expect(canvas.get_by_role("button")).to_have_count(3)
    assert Axe().run(studio.page).violations_count == 0
    type_and_undo(field, text)
    studio.generate_button.click()
    expect(field.locator(".errorlist")).to_contain_text("cup_1 is in picture 1, but there is none")


@pytest.mark.thorough
def test_boxes_follow_the_pictures_that_they_are_from(studio: Studio) -> None:
    studio.open(FLUX_3).prompt.fill("a harbour at dusk")
    studio.add_pictures(file("one.png"), file("two.png", colour="#883333"))
    text = studio.control("boxes")
    text.evaluate("text => text.closest('details').open = true")
    text.fill("cup_1 keep 2 100 100 300 300 the cup\nmug_1 keep 1 500 500 700 700 the mug")
    studio.references.nth(1).locator("[data-earlier]").click()
    expect(text).to_have_value("cup_1 keep 1 100 100 300 300 the cup\nmug_1 keep 2 500 500 700 700 the mug")
    studio.references.nth(0).locator("[data-remove]").click()
    expect(text).to_have_value("cup_1 keep 2 100 100 300 300 the cup\nmug_1 keep 1 500 500 700 700 the mug")
    expect(studio.field("boxes")).to_contain_text("The picture of cup_1 was removed.")
