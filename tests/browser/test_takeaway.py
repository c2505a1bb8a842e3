"""What a person made is understood and taken away: where it came from, what differs, and a ZIP with names."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, tool

pytestmark = [pytest.mark.browser]

CHANGED = "a blue fox in snow"


def check(page: Page) -> None:
    """Fail where an assistive technology would have a problem."""
    assert Axe().run(page).response["violations"] == []


@pytest.mark.thorough
def test_a_person_sees_where_a_picture_came_from(studio: Studio) -> None:
    page = studio.page
    studio.make("a red fox in snow", seed=7, steps=20)
    tool(page, "Load settings").click()
    expect(page.locator("#notice")).to_contain_text("Settings loaded")
    card = studio.make(CHANGED, steps=30)
    line = card.locator(".lineage")
    expect(line).to_contain_text("Loaded settings")
    expect(line.locator("del")).to_have_text("red")
    expect(line.locator("ins")).to_have_text("blue")
    line.press("Enter")
    expect(page.locator("#words ins")).to_have_text("blue")
    expect(page.locator("#values tbody tr").first).to_have_text(re.compile(r"^\s*Steps\s+20\s+30\s*$"))
    check(page)
    page.locator("[data-pane='2'] .compare-label").get_by_role("link").first.click()
    family = page.locator("#family")
    expect(family.locator(".family-row")).to_have_count(2)
    check(page)
    family.get_by_role("link", name="a red fox").press("Enter")
    expect(page.locator("h1")).to_have_text("a red fox in snow")
    expect(page.locator("#family [aria-current]")).to_have_count(1)


@pytest.mark.thorough
def test_settings_are_read_beside_the_form_by_keyboard(studio: Studio) -> None:
    page = studio.page
    studio.make("a red fox", seed=7, steps=20)
    studio.make("a blue whale", steps=30)
    studio.prompt.fill("my own words")
    tool(page, "More").press("Enter")
    page.get_by_role("link", name="Show settings").press("Enter")
    panel = page.get_by_role("region", name="Picture settings")
    expect(panel.locator("#beside-title")).to_be_focused()
    panel.get_by_role("link", name="Older").press("Enter")
    row = panel.locator("[data-parameter=steps]")
    expect(row).to_contain_text("20")
    check(page)
    row.get_by_role("button", name="Use").press("Enter")
    expect(studio.control("steps")).to_have_value("20")
    expect(studio.prompt).to_have_value("my own words")
    row.get_by_role("button", name="Copy").press("Escape")
    expect(panel).to_have_count(0)
    expect(tool(page, "More")).to_be_focused()


@pytest.mark.thorough
def test_pictures_are_taken_away_with_names_by_a_pattern(studio: Studio, tmp_path: Path) -> None:
    page = studio.page
    studio.make("a red fox", seed=7)
    page.goto("/export/")
    names = page.locator("#names")
    page.get_by_label("File names").fill("{date}_{modl}")
    expect(names).to_contain_text("did you mean model?")
    page.get_by_label("File names").fill("{model}_{prompt:5}_{seed}")
    expect(names).to_contain_text("flux-2-flex_a-red_7.png")
    check(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download ZIP").press("Enter")
    download.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        archive.extractall(tmp_path / "all")
    recipe = json.loads((tmp_path / "all" / "flux-2-flex_a-red_7.json").read_text())
    assert recipe["params"]["prompt"] == "a red fox"
    # The contact sheet is opened from the disk, where it has nothing but the files beside it.
    sheet = page.context.new_page()
    sheet.goto((tmp_path / "all" / "index.html").as_uri())
    picture = sheet.locator("img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.goto("/")
    with page.expect_download() as single:
        page.locator("#stage").get_by_role("link", name=re.compile("^Download:")).click()
    assert single.value.suggested_filename == "flux-2-flex_a-red_7.png"
