"""References with roles and mentions, and the hints below the prompt, by mouse and by keys."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.studio import JOB, Studio, file
from tests.browser.test_accessibility import assert_accessible

pytestmark = pytest.mark.browser

THREE = [
    file("jacket.png", colour="#2f6f4f"),
    file("chair.png", colour="#c05030"),
    file("sunset.png", colour="#d0a030"),
]
PROMPT = "the jacket of image 1 on the chair of image 2"


def add_three(page: Page) -> Studio:
    studio = Studio(page).open(JOB)
    expect(page.locator("picture-field:defined")).to_be_attached()
    page.locator("picture-field input[type=file]").set_input_files(THREE)
    expect(studio.references).to_have_count(3)
    return studio


def names(page: Page) -> list[str]:
    return page.locator("[data-reference] .picture-about .truncate").all_inner_texts()


def test_a_person_gives_references_roles_and_takes_hints(page: Page) -> None:
    studio = add_three(page)
    prompt, notice = studio.prompt, page.locator("#notice")
    prompt.press_sequentially(PROMPT)
    # Each mention has the colour of its picture.
    marks = page.locator(".prompt-mirror mark")
    expect(marks).to_have_text(["image 1", "image 2"])
    number = studio.references.nth(1).locator(".picture-thumb")
    colour = number.evaluate("(thumb) => getComputedStyle(thumb, '::before').backgroundColor")
    expect(marks.nth(1)).to_have_css("box-shadow", re.compile(re.escape(colour)))
    # A role offers words, and one click writes them.
    role = studio.references.nth(2).get_by_label("Role of sunset.png")
    role.select_option("Style")
    page.get_by_role("button", name="Write “in the style of image 3” into the prompt").click()
    expect(prompt).to_have_value(f"{PROMPT} in the style of image 3")
    # The numbers follow a picture that moves, and Ctrl+Z takes both back.
    page.get_by_role("button", name="Move sunset.png earlier").press("Enter")
    expect(prompt).to_have_value("the jacket of image 1 on the chair of image 3 in the style of image 2")
    expect(notice).to_contain_text("The pictures have new numbers, and the prompt follows them.")
    expect(page.get_by_role("button", name="Move sunset.png earlier")).to_be_focused()
    prompt.press("Control+z")
    expect(prompt).to_have_value(f"{PROMPT} in the style of image 3")
    assert names(page) == ["jacket.png", "chair.png", "sunset.png"]
    # A picture that is removed is still named, by a number that no other has. The notice brings it back.
    page.get_by_role("button", name="Remove jacket.png").click()
    expect(prompt).to_have_value("the jacket of image 3 on the chair of image 1 in the style of image 2")
    expect(page.locator("[data-hint=missing]")).to_contain_text("“image 3” is named, but the form has 2 pictures.")
    notice.get_by_role("button", name="Undo").click()
    expect(studio.references).to_have_count(3)
    expect(prompt).to_have_value(f"{PROMPT} in the style of image 3")
    expect(studio.references.nth(2).get_by_label("Role of sunset.png")).to_have_value(re.compile("^style:"))
    # A hint is taken by one click, and the typing goes on.
    prompt.press("Control+End")
    prompt.press_sequentially(", no people")
    page.get_by_role("button", name="Use “deserted”").click()
    expect(prompt).to_be_focused()
    page.keyboard.type(" at dusk")
    expect(prompt).to_have_value(f"{PROMPT} in the style of image 3, deserted at dusk")
    expect(page.locator("[data-hint]")).to_have_count(0)


@pytest.mark.thorough
def test_a_hint_is_dismissed_for_this_prompt_and_stays_so_after_a_reload(page: Page) -> None:
    studio = Studio(page).open()
    studio.prompt.press_sequentially("a pier, no people, not blurry")
    hints = page.locator("[data-hint]")
    expect(hints).to_have_count(2)
    with page.expect_response(re.compile("/draft/")):
        hints.first.get_by_role("button", name="Dismiss this hint").click()
    expect(hints).to_have_count(1)
    page.reload()
    expect(hints).to_have_count(1)
    expect(hints).to_contain_text("not blurry")
    studio.prompt.press("Control+End")
    studio.prompt.press_sequentially(", wide")
    expect(page.locator("prompt-hints:defined")).to_be_visible()
    hints.get_by_role("button", name="Use “sharp”").press("Enter")
    expect(studio.prompt).to_have_value("a pier, no people, sharp, wide")
    expect(hints).to_have_count(0)
    studio.prompt.press("Control+z")
    expect(studio.prompt).to_have_value("a pier, no people, not blurry, wide")


@pytest.mark.thorough
def test_without_script_the_buttons_do_the_same(plain: Page) -> None:
    studio = Studio(plain).open()
    studio.prompt.fill("a beach without people")
    studio.choose_shape("16:9").generate_button.click()
    expect(plain.locator("#stage [data-generation]")).to_have_count(1)
    plain.get_by_role("button", name="Use “deserted”").click()
    expect(studio.prompt).to_have_value("a beach, deserted")
    plain.locator("#notice").get_by_role("button", name="Undo").click()
    expect(studio.prompt).to_have_value("a beach without people")
    plain.get_by_role("button", name="Dismiss this hint").click()
    expect(plain.locator("[data-hint]")).to_have_count(0)


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (820, "dark"), (390, "light"), (390, "dark")])
def test_marks_lie_under_their_words_at_every_width(
    open_context: Callable[..., BrowserContext], width: int, scheme: str
) -> None:
    context = open_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    studio = Studio(page).open(JOB)
    studio.prompt.fill(f"{PROMPT}, wide\n\nimage 2 " + "a long text " * 90 + "image 1\n")
    expect(page.locator("picture-field:defined")).to_be_attached()
    page.locator("picture-field input[type=file]").set_input_files(THREE)
    expect(page.locator(".prompt-mirror mark")).to_have_count(4)
    # The layer behind is as high as the text, so each of its lines is where the line of the text is.
    heights = "(area) => [area.scrollHeight, area.parentElement.querySelector('.prompt-mirror > div').scrollHeight]"
    shown, marked = studio.prompt.evaluate(heights)
    assert abs(shown - marked) <= 2
    studio.prompt.evaluate("(area) => { area.scrollTop = 60; }")
    expect(page.locator(".prompt-mirror > div")).to_have_css("transform", "matrix(1, 0, 0, 1, 0, -60)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.thorough
def test_an_input_method_is_never_disturbed(page: Page) -> None:
    studio = add_three(page)
    studio.prompt.fill("image 1, ")
    expect(page.locator(".prompt-mirror mark")).to_have_count(1)
    studio.prompt.press("Control+End")
    session = page.context.new_cdp_session(page)
    for text in ("k", "か", "かげ"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    session.send("Input.insertText", {"text": "影"})
    expect(studio.prompt).to_have_value("image 1, 影")
    expect(page.locator(".prompt-mirror mark")).to_have_text(["image 1"])
    studio.prompt.press("Control+z")
    expect(studio.prompt).to_have_value("image 1, ")


@pytest.mark.thorough
def test_axe_finds_nothing_in_roles_marks_and_hints(page: Page) -> None:
    studio = add_three(page)
    studio.prompt.press_sequentially("image 1 and image 7, no people, not blurry")
    expect(page.locator("[data-hint]")).to_have_count(3)
    page.locator("#prompt-hints summary").click()
    assert_accessible(page)


@pytest.mark.thorough
def test_axe_finds_nothing_in_more_pictures_than_a_phone_shows(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    studio = Studio(page).open("bfl/flux-2-pro/generate")
    expect(page.locator("picture-field:defined")).to_be_attached()
    files = [file(f"{number}.png", colour=f"#30{number}0a0") for number in range(8)]
    page.locator("picture-field input[type=file]").set_input_files(files)
    expect(studio.references).to_have_count(8)
    expect(page.locator("settings-sheet")).not_to_have_attribute("open", "")
    assert_accessible(page)
