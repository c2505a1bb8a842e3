"""What is on its way is waited for and never lost: pictures, typed words, and one generation for one key."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import EDIT, FLEX, JOB, Studio, file, hold

pytestmark = pytest.mark.browser


def choose_file(page: Page, name: str) -> None:
    page.locator("picture-field:defined input[type=file]").set_input_files(file(name))


@pytest.mark.thorough
def test_a_button_takes_no_click_before_its_script_is_there(page: Page) -> None:
    release = hold(page, "**/js/studio*.js")
    page.goto("/", wait_until="commit")
    theme = page.locator("theme-switch button")
    expect(theme).to_have_css("pointer-events", "none")
    expect(theme).to_have_css("opacity", "0.45")
    release()
    theme.click()
    expect(theme).to_have_accessible_name("Theme: light")
    expect(theme).to_have_css("opacity", "1")


def test_generating_waits_for_a_picture_on_its_way(page: Page) -> None:
    studio = Studio(page).open(EDIT)
    hotel = "<!doctype html><title>Wi-Fi</title><p>Sign in to this network.</p>"
    page.route("**/assets/", lambda route: route.fulfill(content_type="text/html", body=hotel), times=1)
    choose_file(page, "garden.png")
    expect(page.locator("[data-problem]")).to_have_text("The picture could not be uploaded. Try again.")
    release = hold(page, "**/assets/")
    page.locator("[data-again]").click()
    studio.generate("add a balloon")
    expect(page.locator("#notice")).to_contain_text("A picture is still uploading.")
    studio.generate_button.click()
    expect(studio.frames).to_have_count(0)
    release()
    studio.finished(studio.cards.first)
    expect(studio.frames).to_have_count(1)
    expect(studio.cards.first.get_by_role("button", name=re.compile("^Before"))).to_be_visible()


@pytest.mark.thorough
def test_a_picture_that_fails_lets_nothing_be_generated_without_it(page: Page) -> None:
    studio = Studio(page).open(JOB)
    studio.prompt.fill("with a balloon")
    release = hold(page, "**/assets/", refusal="No.")
    choose_file(page, "garden.png")
    studio.prompt.press("Control+Enter")
    release()
    expect(page.locator("[data-problem]")).to_have_text("No.")
    expect(page.locator("#notice")).to_contain_text("A picture could not be added, so nothing was generated.")
    expect(studio.frames).to_have_count(0)


@pytest.mark.thorough
def test_a_change_of_model_loses_no_picture_on_its_way(page: Page) -> None:
    studio = Studio(page).open(EDIT)
    release = hold(page, "**/assets/")
    choose_file(page, "garden.png")
    studio.choose(JOB)
    release()
    expect(studio.references).to_contain_text(["garden"])
    assert page.locator("#spec-form").evaluate("form => new FormData(form).getAll('input_images').length") == 1
    # To a model without pictures, and back to one with them.
    release = hold(page, "**/assets/")
    choose_file(page, "balloon.png")
    studio.choose(FLEX)
    release()
    expect(page.locator("#notice")).to_contain_text("FLUX.2 flex on 1min.ai does not take pictures.")
    studio.choose(JOB)
    expect(studio.references.filter(has_text="balloon")).to_have_count(1)


@pytest.mark.thorough
def test_a_refusal_keeps_what_was_typed_and_added_since(page: Page) -> None:
    studio = Studio(page).open(JOB)
    expect(page.locator("picture-field:defined")).to_be_attached()
    release = hold(page, f"**/{JOB}/")
    studio.generate("a fox", steps=99)
    studio.prompt.press("End")
    studio.prompt.press_sequentially(" in the snow")
    studio.set(seed=7)
    studio.choose_shape("4:5")
    studio.add_pictures(file("garden.png"))
    studio.prompt.press("ArrowLeft")
    release()
    expect(studio.field("steps").locator(".errorlist")).to_contain_text("the maximum is 50")
    expect(studio.prompt).to_have_value("a fox in the snow")
    expect(studio.control("seed")).to_have_value("7")
    expect(studio.control("aspect_ratio")).to_have_value("4:5")
    expect(studio.references).to_contain_text(["garden"])
    # The caret is where it was.
    expect(studio.prompt).to_be_focused()
    with page.expect_response(lambda answer: "sno%3Fw" in (answer.request.post_data or "")):
        studio.prompt.press_sequentially("?")
    expect(studio.prompt).to_have_value("a fox in the sno?w")
    page.reload()
    expect(studio.prompt).to_have_value("a fox in the sno?w")
    expect(studio.references).to_contain_text(["garden"])


@pytest.mark.thorough
def test_words_typed_while_the_model_changes_stay(studio: Studio) -> None:
    studio.prompt.fill("a fox")
    release = hold(studio.page, "**/switch/")
    studio.page.locator(f'.chooser button[name="target"][value="{EDIT}"]').click()
    studio.prompt.press("End")
    studio.prompt.press_sequentially(" at night")
    release()
    expect(studio.page).to_have_url(re.compile(f"/{EDIT}/$"))
    expect(studio.prompt).to_have_value("a fox at night")


@pytest.mark.thorough
def test_a_choice_that_the_next_model_lacks_is_told_and_its_default_stays(page: Page) -> None:
    studio = Studio(page).open(JOB)
    # The change of model waits until Generate is answered.
    release = hold(page, f"**/{JOB}/")
    release_switch = hold(page, "**/switch/")
    studio.generate("a fox")
    studio.open_models("onemin")
    page.locator(f'#models button[name="target"][value="{FLEX}"]').click()
    page.keyboard.press("Escape")
    release()
    expect(studio.frames).to_have_count(1)
    studio.choose_shape("3:4")
    studio.set(output_format="webp", seed=7)
    # Generate says that it must wait, and shows no placeholders.
    studio.generate_button.click()
    expect(page.locator("#notice")).to_contain_text("The form is still loading, so nothing was generated.")
    expect(page.locator("[data-pending]")).to_have_count(0)
    release_switch()
    expect(page).to_have_url(re.compile(f"/{FLEX}/$"))
    expect(page.locator("#notice")).to_contain_text("This model has no “3:4” for Shape and no “webp” for")
    expect(studio.control("aspect_ratio")).to_have_value("1:1")
    expect(studio.control("output_format")).to_have_value("png")
    expect(studio.control("seed")).to_have_value("7")


def test_a_held_key_generates_once(studio: Studio) -> None:
    page, keyboard = studio.page, studio.page.keyboard
    sent: list[str] = []
    page.on("request", lambda request: sent.extend([request.url] * request.url.endswith(f"/{FLEX}/")))

    def repeat_enter(frames: int) -> None:
        # Before the response and after it.
        for _ in range(2):
            for _ in range(10):
                keyboard.down("Enter")
            expect(studio.frames).to_have_count(frames)
        keyboard.up("Enter")

    studio.prompt.fill("held for long")
    keyboard.down("Control")
    repeat_enter(1)
    keyboard.up("Control")
    studio.finished(studio.cards.first)
    studio.generate_button.focus()
    repeat_enter(2)
    studio.finished(studio.cards.first)
    assert len(sent) == 2


@pytest.mark.thorough
def test_a_key_during_the_composition_of_an_input_method_generates_once(studio: Studio) -> None:
    page = studio.page
    session = page.context.new_cdp_session(page)
    studio.prompt.focus()
    session.send("Input.imeSetComposition", {"text": "雪の狐", "selectionStart": 3, "selectionEnd": 3})
    # As Windows sends it: the input method has the key, and only the code names it.
    key = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229, "modifiers": 2}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    session.send("Input.insertText", {"text": "雪の狐"})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key, "key": "Enter"})
    card = studio.finished(studio.cards.first)
    expect(studio.frames).to_have_count(1)
    expect(card.locator("img").first).to_have_attribute("alt", re.compile("雪の狐"))
    expect(studio.prompt).to_have_value("雪の狐")
