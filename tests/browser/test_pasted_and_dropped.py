"""Text and pictures that are pasted or dropped anywhere: each goes where it belongs, and no page is lost."""

import re
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.clipboard import drop_address, drop_files, paste
from tests.browser.studio import EDIT, JOB, Studio, draw, file
from tests.browser.watch import Watch
from tests.outbound.servers import response, serving
from tests.recall.samples import PNG_TEXTS, make_png

pytestmark = pytest.mark.browser


def open_form(page: Page, spec_id: str = JOB) -> Studio:
    studio = Studio(page).open(spec_id)
    expect(page.locator("picture-field:defined")).to_be_attached()
    return studio


def test_text_belongs_into_its_field_whatever_picture_is_beside_it(page: Page) -> None:
    studio = open_form(page)
    bitmap = file("image.png")
    assert paste(studio.prompt, bitmap, plain="A headline from Word", html="<p>A headline from Word</p>")
    assert paste(studio.prompt, bitmap, plain="1\t2\r\n3\t4", html="<table></table>")
    assert paste(studio.prompt, plain="only words")
    assert not paste(studio.prompt, file("copied.png"), html='<img src="https://example.com/copied.png">')
    expect(studio.references).to_contain_text(["copied"])
    # Some systems put the name of a copied file beside it.
    assert not paste(page.locator("body"), file("finder.png"), plain="finder.png")
    expect(studio.references).to_contain_text(["copied", "finder"])


def test_files_are_dropped_anywhere_and_each_trouble_has_a_sentence(page: Page, tmp_path: Path) -> None:
    studio = open_form(page)
    good, other, folder, words = (tmp_path / name for name in ("good.png", "other.png", "holiday", "notes.png"))
    good.write_bytes(draw())
    other.write_bytes(draw(colour="#883333"))
    folder.mkdir()
    words.write_text("only words")
    address = page.url
    # On the prompt, then in the middle of the stage.
    box = studio.prompt.bounding_box()
    assert box is not None
    drop_files(page, box["x"] + 20, box["y"] + 20, good)
    expect(studio.references).to_contain_text(["good"])
    drop_files(page, 800, 400, folder, words, other)
    expect(studio.references).to_contain_text(["good", "other"])
    problem = page.locator("[data-problem]")
    expect(problem).to_contain_text("“holiday” is a folder. Open it and drop the pictures in it.")
    expect(problem).to_contain_text("notes.png: ")
    expect(problem).not_to_contain_text("connection")
    assert page.url == address
    expect(page.locator("[data-over]")).to_have_count(0)


@pytest.mark.thorough
def test_a_file_that_changed_vanished_or_is_too_large_is_named_and_the_others_go_on(
    page: Page, tmp_path: Path, watch: Watch
) -> None:
    watch.expect_failed_request()
    studio = open_form(page)
    names = ["first.png", "vanished.png", "changed.png", "large.png", "last.png"]
    files = [tmp_path / name for name in names]
    for path in files:
        path.write_bytes(draw())
    # The page hears of the choice only after the files were touched.
    uploads: list[Request] = []
    page.on("request", lambda request: uploads.extend([request] * request.url.endswith("/assets/")))
    page.evaluate("addEventListener('change', (event) => event.stopPropagation(), { capture: true, once: true })")
    chooser = page.locator("picture-field input[type=file]")
    chooser.set_input_files(files)
    files[1].unlink()
    files[2].write_bytes(draw(width=900))
    with files[3].open("wb") as large:
        large.truncate(21 * 2**20)
    chooser.dispatch_event("change")
    expect(studio.references).to_contain_text(["first", "last"])
    problem = page.locator("[data-problem]")
    # Of a file that changed, Chromium takes the new contents or refuses to read any.
    expect(problem).to_contain_text("vanished.png: This file cannot be read. It was changed, moved or deleted")
    expect(problem).to_contain_text("large.png: This file is larger than 20 MB, the maximum.")
    expect(problem).not_to_contain_text("connection")
    # The others were sent.
    assert len(uploads) == 4


@pytest.mark.thorough
def test_a_picture_of_another_page_is_fetched_or_is_to_be_saved_first(page: Page) -> None:
    studio = open_form(page)
    problem = page.locator("[data-problem]")
    with serving(response(draw())) as server:
        address = server.url("/holiday.png")
        # This server fetches nothing from private addresses, and so it says what to do.
        drop_address(page.locator("#stage"), address, f'<img src="{address}" alt="">')
        expect(problem).to_contain_text("Could not fetch a picture")
        expect(problem).to_contain_text("Save the picture first, then choose the file.")
        assert server.requests == []
    drop_address(page.locator("#stage"), "https://a.example/", '<img src="blob:https://a.example/1">')
    expect(problem).to_contain_text("Save it first, then choose the file.")
    for broken in ("data:image/png;base64,%%%", "http://"):
        page.locator("[data-problem]").evaluate("problem => (problem.textContent = '')")
        assert not drop_address(page.locator("#stage"), broken, f'<img src="{broken}">')
        expect(problem).to_contain_text("Save it first, then choose the file.")
    inline = f"data:image/png;base64,{b64encode(draw(30, 20)).decode()}"
    drop_address(page.locator("#stage"), inline, f'<img src="{inline}">')
    expect(studio.references).to_contain_text(["30 × 20"])
    expect(problem).to_be_hidden()
    # A link goes into the text that it is dropped on, and leads nowhere else.
    assert drop_address(studio.prompt, "https://example.com/page")
    assert not drop_address(page.locator("#stage"), "https://example.com/page")


def test_a_model_without_pictures_says_where_they_can_go(studio: Studio, tmp_path: Path) -> None:
    page = studio.page
    studio.prompt.fill("in the rain")
    paste(studio.prompt, file("garden.png"))
    notice = page.locator("#notice")
    expect(notice).to_contain_text("FLUX.2 flex on 1min.ai does not take pictures. Choose one that does")
    studio.choose(EDIT)
    expect(studio.references).to_contain_text(["garden"])
    expect(studio.prompt).to_have_value("in the rain")
    # Of several files, a model for one picture takes the first, and says what became of the others.
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    for path in (one, two):
        path.write_bytes(draw())
    drop_files(page, 800, 400, one, two)
    expect(studio.references).to_contain_text(["one"])
    expect(page.locator("[data-problem]")).to_have_text(
        "two.png: This model takes 1 picture, and the first one was used."
    )


@pytest.mark.thorough
def test_a_picture_of_the_page_itself_that_is_dropped_elsewhere_changes_nothing(studio: Studio) -> None:
    page = studio.page
    studio.make("a stone bridge")
    frame = studio.frames.locator("img").first
    frame.drag_to(page.locator("#stage img").first)
    expect(page.locator("#notice .notice")).to_have_count(0)
    frame.drag_to(studio.prompt)
    expect(page.locator("#notice")).to_contain_text("FLUX.2 flex on 1min.ai does not take pictures.")
    expect(studio.prompt).to_have_value("a stone bridge")
    studio.choose(EDIT)
    expect(studio.references).to_contain_text(["a stone bridge"])


@pytest.mark.thorough
def test_a_page_without_a_form_keeps_itself_and_offers_pictures_as_references(page: Page, tmp_path: Path) -> None:
    studio = open_form(page)
    with page.expect_response(re.compile("/draft/$")):
        studio.prompt.fill("in the rain")
    garden, comfy, words = tmp_path / "garden.png", tmp_path / "comfy.png", tmp_path / "notes.png"
    garden.write_bytes(draw())
    comfy.write_bytes(make_png(PNG_TEXTS["ComfyUI"][1]))
    words.write_text("only words")
    page.goto("/history/")
    drop_files(page, 700, 500, garden)
    button = page.locator("#notice").get_by_role("button", name="Use as reference with FLUX.2 flex on apiframe")
    expect(button).to_be_visible()
    expect(page).to_have_url(re.compile("/history/$"))
    assert len(page.context.pages) == 1
    button.click()
    expect(studio.references).to_contain_text(["garden"])
    # Of a file with a recipe only the picture is wanted, and it comes beside the other one.
    page.goto("/history/")
    drop_files(page, 700, 500, comfy)
    page.locator("#notice").get_by_role("button", name="Use as reference", exact=True).click()
    expect(studio.references).to_contain_text(["garden", "comfy"])
    page.goto("/history/")
    drop_files(page, 700, 500, words)
    page.locator("#notice").get_by_role("button", name="Use as reference").click()
    expect(page.locator("#notice")).to_contain_text("notes.png: ")
