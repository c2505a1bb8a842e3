"""Pictures into the form: chosen, dropped, pasted, dragged from the history, or taken from a result with one click."""

import base64
import re

import pytest
from playwright.sync_api import FilePayload, JSHandle, Page, expect

from tests.browser.studio import EDIT, FLEX, JOB, Studio, draw, file
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

CARRY = """([content, name, type]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name, { type }));
  return carried;
}"""
PASTE = """(target, carried) => target.dispatchEvent(
  new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }))"""


def carry(page: Page, picture: FilePayload) -> JSHandle:
    """Return what a browser hands over when a file is dropped or pasted."""
    content = base64.b64encode(picture["buffer"]).decode()
    return page.evaluate_handle(CARRY, [content, picture["name"], picture["mimeType"]])


@pytest.fixture
def editing(page: Page) -> Studio:
    """The studio in edit mode, ready to take pictures."""
    studio = Studio(page).open(EDIT)
    expect(page.locator("picture-field:defined")).to_be_visible()
    return studio


def test_a_chosen_file_is_edited(editing: Studio) -> None:
    editing.add_pictures(file("garden.png", width=480, height=320))
    expect(editing.references).to_contain_text("480 × 320")
    expect(editing.references.locator("img")).not_to_have_js_property("naturalWidth", 0)
    card = editing.make("add a red balloon")
    assert editing.picture(card).size == (480, 320)


def test_a_second_file_takes_the_place_of_the_first(editing: Studio) -> None:
    editing.add_pictures(file("first.png"))
    editing.page.locator("picture-field input[type=file]").set_input_files(file("second.png", colour="#883333"))
    expect(editing.references).to_contain_text(["second"])


def test_a_server_without_room_for_a_file_says_so(editing: Studio, watch: Watch) -> None:
    watch.expect_status(507)
    sentence = "The disk of this server is full."
    page = editing.page
    page.route("**/assets/", lambda route: route.fulfill(status=507, content_type="text/plain", body=sentence))
    editing.page.locator("picture-field input[type=file]").set_input_files(file("garden.png"))
    expect(page.locator("picture-field")).to_contain_text(sentence)


def test_a_file_that_finds_no_place_stays_and_is_sent_again(editing: Studio, watch: Watch) -> None:
    watch.expect_status(429)
    sentence = "This server is busy with work of this kind. Try again in a few seconds."
    page = editing.page
    page.route("**/assets/", lambda route: route.fulfill(status=429, content_type="text/plain", body=sentence), times=1)
    page.locator("picture-field input[type=file]").set_input_files(file("garden.png"))
    expect(page.locator("picture-field")).to_contain_text(sentence)
    page.get_by_role("button", name="Try again").click()
    expect(editing.references).to_contain_text(["garden"])
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()


def test_a_file_is_dropped(editing: Studio) -> None:
    page = editing.page
    carried = carry(page, file("dropped.jpg"))
    page.dispatch_event("picture-field", "dragover", {"dataTransfer": carried})
    page.dispatch_event("picture-field", "drop", {"dataTransfer": carried})
    expect(editing.references).to_contain_text(["dropped"])


def test_a_picture_is_pasted(editing: Studio) -> None:
    page = editing.page
    editing.prompt.evaluate(PASTE, carry(page, file("pasted.webp")))
    expect(editing.references).to_contain_text(["pasted"])
    expect(editing.code).to_contain_text("pasted")


def test_a_picture_is_dragged_from_the_history(studio: Studio) -> None:
    studio.make("a stone bridge")
    studio.choose(EDIT)
    expect(studio.page.locator("picture-field:defined")).to_be_visible()
    studio.frames.locator("img").first.drag_to(studio.page.locator("picture-field"))
    expect(studio.references).to_contain_text(["a stone bridge"])
    studio.make("in the rain")


def test_one_click_edits_a_result(studio: Studio) -> None:
    card = studio.make("a stone bridge", aspect_ratio="3:2")
    studio.act(card, "Edit")
    expect(studio.page).to_have_url(re.compile(rf"/{EDIT}/\?show="))
    expect(studio.references).to_contain_text(["a stone bridge"])
    expect(studio.prompt).to_have_value("")
    edited = studio.make("as a pencil drawing")
    assert studio.picture(edited).size == (1248, 832)


def test_on_apiframe_one_click_makes_the_result_the_first_reference(page: Page) -> None:
    studio = Studio(page).open(JOB)
    card = studio.make("a lone tree", resolution="0.5 MP")
    studio.act(card, "Edit")
    expect(studio.references).to_contain_text(["a lone tree"])
    expect(page).to_have_url(re.compile(rf"/{JOB}/\?show="))
    studio.make("with autumn leaves")


def test_references_are_taken_up_to_the_limit(page: Page) -> None:
    studio = Studio(page).open("apiframe/flux-2-dev/generate")
    studio.add_pictures(*[file(f"number-{place}.png", width=100 + place, height=100) for place in range(5)])
    page.locator("picture-field input[type=file]").set_input_files(file("one-too-many.png"))
    expect(page.locator("picture-field [data-problem]")).to_contain_text("5")
    expect(studio.references).to_have_count(5)


def test_a_reference_is_moved_by_the_mouse(page: Page) -> None:
    studio = Studio(page).open(JOB).add_pictures(file("one.png"), file("two.png", colour="#883333"))
    studio.references.nth(1).drag_to(studio.references.nth(0), target_position={"x": 20, "y": 4})
    expect(studio.references).to_contain_text(["two", "one"])
    expect(studio.code).to_contain_text(re.compile(r"two.*one", re.DOTALL))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words.png", b"these are only words"),
        ("half.png", draw()[:200]),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("truly-a.png", draw(format="TIFF")),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(editing: Studio, name: str, content: bytes) -> None:
    picture: FilePayload = {"name": name, "mimeType": "image/png", "buffer": content}
    editing.page.locator("picture-field input[type=file]").set_input_files(picture)
    problem = editing.page.locator("picture-field [data-problem]")
    expect(problem).to_be_visible()
    expect(problem).to_have_text(re.compile(r"^[A-Z].+\.$"))
    expect(editing.references).to_have_count(0)
    editing.add_pictures(file())
    expect(problem).to_be_hidden()


def test_a_result_is_held_against_its_input(editing: Studio) -> None:
    editing.add_pictures(file("garden.png", width=480, height=320))
    card = editing.make("turn it orange")
    before = card.get_by_role("button", name=re.compile("^(Before|After)$"))
    before.click()
    expect(before).to_have_attribute("aria-pressed", "true")
    shown = card.get_by_alt_text("The input, before the edit")
    expect(shown).to_be_visible()
    expect(shown).not_to_have_js_property("naturalWidth", 0)
    before.click()
    expect(before).to_have_attribute("aria-pressed", "false")
    expect(shown).to_be_hidden()


def test_a_picture_made_without_an_input_has_nothing_before_it(studio: Studio) -> None:
    card = studio.open(FLEX).make("out of nothing")
    expect(card.get_by_role("button", name="Before")).to_have_count(0)
