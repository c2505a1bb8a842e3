"""The composer, as a person uses it: fields become the prompt while they are typed, and it goes into the form."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.studio import FLEX, Studio
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
PROMPT = (
    'A red fox – leaping. It is cold. The text "OPEN" in bold serif. Colors: teal hex #0F766E for the gate. Camera: low'
    " angle, close-up."
)


def echo(page: Page) -> Locator:
    """The prompt that the fields make."""
    return page.locator("composer-panel [data-echo]")


def test_a_prompt_is_composed_by_keys_and_undone(page: Page) -> None:
    studio = Studio(page).open(FLEX)
    studio.prompt.fill("A red fox. It is cold.")
    page.get_by_role("button", name="Compose").press("Enter")
    subject, dialog = page.locator("#c_subject"), page.get_by_role("dialog", name="Compose")
    expect(subject).to_be_focused()
    expect(dialog).to_contain_text("“It is cold”")
    # The echo is there before the key is up again: nothing is waited for.
    page.keyboard.press("Tab")
    page.keyboard.type("leaping")
    assert echo(page).input_value() == "A red fox – leaping. It is cold."
    page.get_by_role("button", name="Add text").press("Enter")
    expect(page.get_by_role("textbox", name="Exact words")).to_be_focused()
    page.keyboard.type("OPEN")
    page.keyboard.press("Tab")
    page.keyboard.type("bold serif")
    page.get_by_role("button", name="Add color").press("Enter")
    expect(page.get_by_role("textbox", name="Code")).to_be_focused()
    page.keyboard.type("0f766e")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("the gate")
    # The server knows the name.
    expect(dialog.get_by_role("textbox", name="Name", exact=True)).to_have_value("teal")
    for words in ("low angle", "close-up", "wide shot", "wide shot"):
        page.get_by_role("button", name=words, exact=True).press("Enter")
    expect(echo(page)).to_have_value(PROMPT)
    expect(dialog).to_contain_text(f"{len(PROMPT.split())} of 300 words")
    page.get_by_text("JSON", exact=True).click()
    assert '"description": "A red fox"' in echo(page).input_value()
    page.get_by_text("Prose", exact=True).click()
    subject.press("Control+Enter")
    expect(dialog).to_have_count(0)
    expect(studio.prompt).to_have_value(PROMPT)
    expect(studio.prompt).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(studio.prompt).to_have_value("A red fox. It is cold.")
    close_by_escape(page, studio)


def close_by_escape(page: Page, studio: Studio) -> None:
    """Open the composer and leave it, which changes nothing in the form and keeps what was typed."""
    page.get_by_role("button", name="Compose").click()
    page.locator("#c_subject").fill("Another")
    page.keyboard.press("Escape")
    expect(page.locator("composer-panel")).to_have_count(0)
    expect(studio.prompt).to_have_value("A red fox. It is cold.")
    expect(page.get_by_role("button", name="Compose")).to_be_focused()
    page.get_by_role("button", name="Compose").click()
    expect(page.locator("#c_subject")).to_have_value("Another")
    expect(echo(page)).to_have_value("Another. It is cold.")
    page.keyboard.press("Escape")
    expect(page.locator("composer-panel")).to_have_count(0)
    # Another prompt is composed from its own words.
    studio.prompt.fill("An owl")
    page.get_by_role("button", name="Compose").click()
    expect(page.locator("#c_subject")).to_have_value("An owl")


@pytest.mark.parametrize("name", ["Compose", "Presets"])
def test_selecting_text_closes_no_dialog_and_a_click_beside_does(page: Page, name: str) -> None:
    Studio(page).open(FLEX)
    page.get_by_role("button", name=name).click()
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    dialog.locator("textarea:visible, [type=text]:visible").first.hover()
    page.mouse.down()
    page.mouse.move(2, 2)
    page.mouse.up()
    expect(dialog).to_be_visible()
    page.mouse.click(2, 2)
    expect(dialog).to_have_count(0)


def test_sections_wait_for_each_other_and_the_prompt_for_none(page: Page, watch: Watch) -> None:
    watch.expect_given_up_request()
    studio = Studio(page).open(FLEX)
    studio.prompt.fill("A red fox")
    page.get_by_role("button", name="Compose").click()
    held: list[Route] = []
    page.route(re.compile("/compose/texts/"), lambda route: held.append(route))
    with page.expect_request(re.compile("/compose/texts/")):
        page.get_by_role("button", name="Add text").click()
    page.get_by_role("button", name="Add color").click()
    held[0].continue_()
    expect(page.get_by_role("textbox", name="Code")).to_be_visible()
    expect(page.get_by_role("textbox", name="Exact words")).to_have_count(1)
    with page.expect_request(re.compile("/compose/texts/")):
        page.get_by_role("button", name="Add text").click()
    page.locator("#c_action").fill("leaping")
    page.get_by_role("button", name="Use this prompt").click()
    expect(studio.prompt).to_have_value("A red fox – leaping.")


@pytest.mark.thorough
@pytest.mark.parametrize("width", [1440, 820, 390])
def test_it_fits_and_is_accessible(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    studio = Studio(page).open(FLEX)
    studio.prompt.fill(PROMPT)
    studio.generate_button.click()
    expect(studio.cards.locator("img")).to_have_count(1)
    if width < 760:
        page.locator("[data-sheet-open]").first.click()
    page.get_by_role("button", name="Compose").click()
    dialog = page.get_by_role("dialog", name="Compose")
    # The browser's own eye-dropper waits for a click outside of the page.
    page.evaluate("EyeDropper.prototype.open = async () => ({ sRGBHex: '#9caf88' })")
    dialog.get_by_role("button", name="Pick from the screen").click()
    expect(dialog.locator("[name=c_name]").nth(1)).to_have_value("sage")
    dialog.get_by_text("From a picture").click()
    dialog.locator("[name=picture]").first.click()
    expect(dialog.locator("[name=c_hex]").nth(2)).to_be_visible()
    dialog.get_by_text("Saved palettes").click()
    dialog.get_by_label("Name of the palette").fill("Autumn")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("“Autumn” was saved.")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert Axe().run(page).response["violations"] == []
        assert dialog.evaluate("dialog => dialog.scrollWidth <= innerWidth")
    dialog.get_by_role("button", name="Delete the palette Autumn").click()
    expect(dialog).to_contain_text("“Autumn” was deleted.")
    dialog.get_by_role("button", name="Close", exact=True).click()
    expect(dialog).to_have_count(0)
    page.goto(f"/{FLEX}/compose/")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
