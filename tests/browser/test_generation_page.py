"""The page of one generation: the picture large, all that was asked and answered, and what one can do with it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.studio import EDIT, FLEX, JOB, Studio, fetch_picture, file, seed_of, slow_down

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

SET = {"aspect_ratio": "3:2", "steps": 9, "guidance": 4.5, "seed": 321, "output_format": "jpg", "output_quality": 70}


def look_at(studio: Studio) -> Page:
    """Go from the card on the stage to the page of its generation."""
    studio.cards.get_by_role("button", name="More").click()
    studio.cards.get_by_role("link", name="Open").click()
    expect(studio.page).to_have_url(re.compile("/generations/"))
    return studio.page


def test_it_lists_what_was_asked_resolved_and_answered(studio: Studio) -> None:
    studio.make("a copper kettle", steps=9, aspect_ratio="3:2")
    page = look_at(studio)
    facts = page.get_by_role("main")
    for words in ("steps", "guidance", "safety_tolerance", "sketch", "1248 × 832", "png"):
        expect(facts).to_contain_text(words)
    expect(page.locator("dt", has_text="seed").locator("+ dd")).to_contain_text(re.compile(r"\d+"))
    expect(page.get_by_role("heading", name="What the API would return")).to_be_visible()
    expect(page.get_by_role("main").locator("pre").last).to_contain_text('"aiRecord"')


def test_a_click_shows_the_picture_one_to_one_and_back(studio: Studio) -> None:
    studio.make("fine detail")
    page = look_at(studio)
    view = page.locator("zoom-view:defined")
    picture = view.locator("img").first
    expect(picture).to_have_js_property("naturalWidth", 1024)
    fitting = picture.bounding_box()
    assert fitting is not None
    assert fitting["width"] < 1024
    view.click()
    expect(picture).to_have_css("width", "1024px")
    view.press("Enter")
    expect(picture).not_to_have_css("width", "1024px")


def test_load_settings_restores_every_field(studio: Studio) -> None:
    studio.unfold().make("the very same", prompt_upsampling=True, **SET)
    page = look_at(studio)
    studio_elsewhere = Studio(page).open(FLEX)
    with page.expect_response("**/draft/"):
        studio_elsewhere.set(steps=20, safety_tolerance=5, prompt_upsampling=False, prompt="something else", seed="")
    page.go_back()
    page.get_by_role("button", name="Load settings").click()
    expect(studio.prompt).to_have_value("the very same")
    for name, value in SET.items():
        expect(studio.control(name)).to_have_value(str(value))
    expect(studio.control("prompt_upsampling")).to_be_checked()
    expect(studio.control("safety_tolerance")).to_have_value("2")


def test_reroll_makes_another_at_once(studio: Studio) -> None:
    studio.make("another roll", seed=5, steps=9)
    look_at(studio).get_by_role("button", name="Reroll").click()
    expect(studio.frames).to_have_count(2)
    assert seed_of(studio.finished(studio.cards.first)) != 5
    expect(studio.prompt).to_have_value("another roll")


def test_references_are_restored_in_their_order(page: Page) -> None:
    studio = Studio(page).open(JOB).add_pictures(file("one.png"), file("two.png", colour="#883333"))
    studio.make("side by side", resolution="0.5 MP")
    look_at(studio)
    Studio(page).open(JOB).references.first.get_by_role("button", name=re.compile("^Remove")).click()
    expect(studio.references).to_have_count(1)
    page.go_back()
    page.get_by_role("button", name="Load settings").click()
    expect(studio.references).to_contain_text(["one", "two"])


def test_it_is_edited_and_held_against_its_input(studio: Studio) -> None:
    studio.make("a plain wall")
    look_at(studio).get_by_role("button", name="Edit").click()
    expect(studio.page).to_have_url(re.compile(rf"/{EDIT}/\?show="))
    studio.make("paint it yellow")
    page = look_at(studio)
    page.get_by_role("button", name="Before").click()
    expect(page.get_by_alt_text("The input, before the edit")).to_be_visible()


def test_it_is_deleted_and_brought_back(studio: Studio) -> None:
    studio.make("now you see me")
    page = look_at(studio)
    address = page.url
    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/history/$"))
    expect(page.locator("#tiles [data-generation]")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#tiles [data-generation]")).to_have_count(1)
    page.goto(address)
    expect(page.get_by_role("heading", name="now you see me")).to_be_visible()


def test_its_neighbour_is_shown_after_it_was_deleted_and_undo_leads_back(studio: Studio) -> None:
    studio.make("the one before")
    studio.make("now you see me")
    page = look_at(studio)
    address = page.url
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="the one before")).to_be_visible()
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(page).to_have_url(address)
    expect(page.get_by_role("heading", name="now you see me")).to_be_visible()


def test_its_code_has_the_seed_unless_it_is_left_out(studio: Studio) -> None:
    studio.make("code of the past", seed=55)
    page = look_at(studio)
    code = page.locator("#snippet-text")
    expect(code).to_contain_text('"seed": 55')
    page.locator("#code").get_by_label("without the seed").check()
    expect(code).not_to_contain_text("seed")
    page.locator("#code").get_by_label("Python").check()
    expect(code).to_contain_text("import")
    expect(code).not_to_contain_text("seed")


def test_its_code_may_be_asked_for_faster_than_it_comes(studio: Studio) -> None:
    studio.make("code from afar", seed=55)
    page = look_at(studio)
    slow_down(page)
    panel = page.locator("#code")
    panel.get_by_label("without the seed").check()
    panel.get_by_label("JavaScript").check()
    panel.get_by_label("Python").check()
    code = page.locator("#snippet-text")
    expect(code).to_contain_text("import")
    expect(code).not_to_contain_text("seed")
    expect(panel.get_by_label("Python")).to_be_checked()


def test_it_is_downloaded_under_a_readable_name(studio: Studio) -> None:
    studio.make("a paper crane", seed=7, output_format="jpg")
    page = look_at(studio)
    link = page.get_by_role("link", name="Download")
    with page.expect_download() as download:
        link.click()
    assert re.fullmatch(r"a-paper-crane.*7.*\.jpg", download.value.suggested_filename)
    assert fetch_picture(link).format == "JPEG"


def test_a_running_one_becomes_its_picture_on_its_page(studio: Studio) -> None:
    studio.generate("patience [sketch:wait 2]")
    identity = studio.cards.get_attribute("data-generation")
    studio.page.goto(f"/generations/{identity}/")
    expect(studio.page.get_by_role("main").locator("img").first).to_be_visible()
    expect(studio.page.get_by_role("link", name="Download")).to_be_visible()


def test_a_stranger_finds_nothing_there(studio: Studio, open_context: Callable[..., BrowserContext]) -> None:
    studio.make("not for you")
    address = look_at(studio).url
    assert open_context().new_page().request.get(address).status == 404
