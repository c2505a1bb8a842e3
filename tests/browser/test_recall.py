"""A file of another tool is dropped anywhere and fills the form; one value of a picture goes into it from its row."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clipboard import drop_files, paste
from tests.browser.studio import JOB, Studio, draw
from tests.recall.samples import EXIF_TEXTS, PNG_TEXTS, PROMPT, make_png, make_with_exif

pytestmark = pytest.mark.browser


def use_settings(page: Page, studio: Studio) -> None:
    """Take the offer, which fills the form and lists what has no place in it."""
    page.locator("#notice").get_by_role("button", name="Use its settings with FLUX.2 dev on apiframe").click()
    expect(studio.prompt).to_have_value(PROMPT)
    notes = page.locator("#panel-notices, #notice").filter(has_text="sampler_name euler has no place in the form.")
    expect(notes).to_have_count(1)


def test_a_recipe_comes_from_a_file_and_a_value_from_its_row(page: Page, tmp_path: Path) -> None:
    studio = Studio(page).open(JOB)
    comfy, forge, plain = (tmp_path / name for name in ("comfy.png", "forge.jpg", "plain.png"))
    comfy.write_bytes(make_png(PNG_TEXTS["ComfyUI"][1]))
    forge.write_bytes(make_with_exif("JPEG", EXIF_TEXTS["AUTOMATIC1111"][1]))
    plain.write_bytes(draw())
    studio.prompt.fill("mine")
    # Without a recipe a picture is a reference, as ever.
    drop_files(page, 800, 400, plain)
    expect(studio.references).to_contain_text(["plain"])
    drop_files(page, 800, 400, comfy)
    notice = page.locator("#notice")
    expect(notice).to_contain_text(f"This picture carries a recipe of ComfyUI: prompt “{PROMPT}”, 28 steps, seed 42.")
    use_settings(page, studio)
    expect(studio.references).to_have_count(0)
    notice.get_by_role("button", name="Undo").click()
    expect(studio.prompt).to_have_value("mine")
    expect(studio.references).to_contain_text(["plain"])
    # The picture itself can be taken all the same.
    drop_files(page, 800, 400, forge)
    notice.get_by_role("button", name="Use as reference").click()
    expect(studio.references).to_contain_text(["plain", "forge"])
    expect(notice).not_to_contain_text("recipe")

    # The page of a picture has no form, so the values go into the one that was used last.
    card = studio.make("a red fox", steps=33)
    page.goto(str(card.get_by_role("link").first.get_attribute("href")))
    page.get_by_role("button", name="Use Steps 33").focus()
    page.keyboard.press("Enter")
    expect(notice).to_contain_text("Steps 33 is now in the form of FLUX.2 flex on apiframe.")
    notice.get_by_role("button", name="Undo").click()
    expect(notice).to_contain_text("Your settings are back.")

    # From a page without a form the recipe leads to the studio.
    payload = {"name": "comfy.png", "mimeType": "image/png", "buffer": comfy.read_bytes()}
    assert not paste(page.locator("body"), payload)  # type: ignore[arg-type]
    use_settings(page, studio)
