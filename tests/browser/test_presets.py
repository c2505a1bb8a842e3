"""Presets, as a person uses them: a look, a template with blanks, and earlier prompts by the arrow keys."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.studio import FLEX, Studio

pytestmark = pytest.mark.browser


def open_presets(page: Page) -> None:
    page.get_by_role("button", name="Presets").press("Enter")
    expect(page.get_by_role("dialog", name="Presets")).to_be_visible()


def test_a_look_and_a_template_are_saved_and_used_by_keys(page: Page) -> None:
    studio = Studio(page).open(FLEX)
    studio.prompt.fill("A [product] on stone. Colors: teal hex #0F766E.")
    studio.control("steps").fill("44")
    open_presets(page)
    dialog = page.get_by_role("dialog", name="Presets")
    page.keyboard.press("Tab")
    name = dialog.get_by_role("textbox", name="Save the settings of the form as a look")
    name.press_sequentially("Misty")
    name.press("Enter")
    expect(page.get_by_role("status").filter(has_text="“Misty” was saved.")).to_be_visible()
    expect(name).to_be_focused()
    swatch = dialog.locator(".palette-swatch").bounding_box()
    assert swatch is not None
    assert swatch["width"] == swatch["height"] == 16
    dialog.get_by_text("New template").click()
    # The prompt of the form is there to be turned into a template.
    expect(dialog.get_by_role("textbox", name="Prompt with blanks")).to_have_value(
        "A [product] on stone. Colors: teal hex #0F766E."
    )
    dialog.get_by_role("textbox", name="Name", exact=True).fill("Stone")
    dialog.get_by_role("button", name="Save").last.press("Enter")
    product = dialog.get_by_role("textbox", name="product")
    product.fill("bottle")
    product.press("Enter")
    expect(dialog).to_have_count(0)
    expect(studio.prompt).to_have_value("A bottle on stone. Colors: teal hex #0F766E.")
    studio.prompt.fill("An owl")
    studio.control("steps").fill("20")
    open_presets(page)
    dialog.get_by_role("button", name="Use Misty").press("Enter")
    expect(studio.control("steps")).to_have_value("44")
    expect(studio.prompt).to_have_value("An owl. Colors: teal hex #0F766E.")
    page.get_by_role("button", name="Undo").click()
    expect(studio.control("steps")).to_have_value("20")
    expect(studio.prompt).to_have_value("An owl")


def test_the_arrow_leads_to_earlier_prompts_and_back(page: Page) -> None:
    studio = Studio(page).open(FLEX)
    for prompt in ("A fox", "An owl"):
        # The words are in the filmstrip as text only until the picture is there.
        studio.make(prompt)
    studio.prompt.fill("A half-written")
    studio.prompt.press("Home")
    for prompt in ("An owl", "A fox", "A fox"):
        studio.prompt.press("ArrowUp")
        expect(studio.prompt).to_have_value(prompt)
    studio.prompt.press("ArrowDown")
    expect(studio.prompt).to_have_value("An owl")
    studio.prompt.press("ArrowDown")
    expect(studio.prompt).to_have_value("A half-written")
    # In the middle of the text the arrow is an arrow.
    studio.prompt.press("End")
    studio.prompt.press("ArrowUp")
    expect(studio.prompt).to_have_value("A half-written")


def test_the_typed_prompt_comes_back_after_an_earlier_one_was_changed(page: Page) -> None:
    studio = Studio(page).open(FLEX)
    studio.make("A fox")
    studio.prompt.fill("")
    studio.prompt.press_sequentially("One\nTwo")
    studio.prompt.press("Control+Home")
    studio.prompt.press("ArrowUp")
    expect(studio.prompt).to_have_value("A fox")
    page.keyboard.type("X")
    for _ in "X", "the earlier prompt":
        page.keyboard.press("Control+z")
    expect(studio.prompt).to_have_value("One\nTwo")
    # Nothing earlier is shown any more, so the arrow down moves the cursor.
    studio.prompt.press("Control+Home")
    studio.prompt.press("ArrowDown")
    page.keyboard.type("X")
    expect(studio.prompt).to_have_value("One\nXTwo")


@pytest.mark.thorough
@pytest.mark.parametrize("width", [1440, 820, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_fits_and_axe_is_silent(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    studio = Studio(page).open(FLEX)
    studio.prompt.fill("A [product] on stone. Colors: teal hex #0F766E.")
    if width == 390:
        page.locator("[data-sheet-open]").first.click()
    open_presets(page)
    dialog = page.get_by_role("dialog", name="Presets")
    dialog.get_by_role("textbox", name="Save the settings of the form as a look").fill("A look with a long name " * 2)
    dialog.get_by_role("button", name="Save").first.click()
    expect(dialog).to_contain_text("was saved.")
    dialog.get_by_text("New template").click()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Presets")).to_be_focused()
