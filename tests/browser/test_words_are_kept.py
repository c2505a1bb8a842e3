"""What a person types is never lost: as one leaves, when a tab is killed, at a click, and when a session ends."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from tests.browser.accounts import PASSWORD, sign_out, sign_up
from tests.browser.server import Server
from tests.browser.studio import EDIT, FLEX, Studio, file
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def test_leaving_after_a_moment_loses_nothing(studio: Studio) -> None:
    studio.set(steps=31)
    studio.prompt.fill("half a thought")
    studio.page.goto("/history/")
    studio.open()
    expect(studio.prompt).to_have_value("half a thought")
    expect(studio.control("steps")).to_have_value("31")
    # While the draft is being saved, too.
    with studio.page.expect_request("**/draft/"):
        studio.prompt.fill("nearly a whole")
    studio.prompt.fill("a whole thought")
    studio.page.reload()
    expect(studio.prompt).to_have_value("a whole thought")


def test_a_killed_tab_loses_nothing(studio: Studio, watch: Watch) -> None:
    page, context = studio.page, studio.page.context
    context.route("**/draft/", lambda route: route.abort())
    watch.expect_failed_request()
    studio.prompt.fill("typed a moment ago")
    # The process of the tab ends here, so that no event of leaving reaches the page.
    with suppress(Error):
        page.goto("chrome://crash")
    page.close()
    context.unroute("**/draft/")
    again = Studio(context.new_page()).open(FLEX)
    expect(again.prompt).to_have_value("typed a moment ago")
    expect(again.page.locator("#notice")).to_contain_text("Your unsaved changes are back.")
    again.page.reload()
    expect(again.prompt).to_have_value("typed a moment ago")
    # A long text is kept as the page is left, because nothing can send it then.
    long = "lorem ipsum " * 5000
    context.route("**/draft/", lambda route: route.abort())
    again.prompt.fill(long)
    again.page.goto("/history/")
    again.page.close()
    context.unroute("**/draft/")
    last = Studio(context.new_page()).open(FLEX)
    expect(last.prompt).to_have_js_property("value", long)


def choose_idea(page: Page) -> None:
    page.locator("#first-visit button").first.click()


def undo(page: Page) -> None:
    page.locator("#notice").get_by_role("button", name="Undo").click()


def test_what_a_click_replaced_comes_back_with_its_pictures(page: Page) -> None:
    studio = Studio(page).open(EDIT).add_pictures(file("garden.png"))
    studio.prompt.fill("in bloom")
    studio.set(steps=33)
    for replace in (
        lambda: page.get_by_role("button", name="Reset all").click(),
        lambda: choose_idea(page),
    ):
        replace()
        expect(studio.prompt).not_to_have_value("in bloom")
        undo(page)
        expect(studio.prompt).to_have_value("in bloom")
        expect(studio.control("steps")).to_have_value("33")
        expect(studio.references).to_have_count(1)
        expect(page.locator("#notice")).to_contain_text("Your settings are back.")


def test_control_z_undoes_typing_first_and_then_the_click(studio: Studio) -> None:
    studio.prompt.fill("my own words")
    choose_idea(studio.page)
    expect(studio.prompt).not_to_have_value("my own words")
    example = studio.prompt.input_value()
    studio.page.locator("#notice [data-dismiss]").click()
    studio.prompt.press("End")
    studio.prompt.press_sequentially("!")
    studio.prompt.press("Control+z")
    expect(studio.prompt).to_have_value(example)
    studio.prompt.press("Control+z")
    expect(studio.prompt).to_have_value("my own words")
    studio.prompt.press("Control+y")
    expect(studio.prompt).to_have_value(example)
    studio.prompt.press("Control+z")
    expect(studio.prompt).to_have_value("my own words")
    studio.prompt.press("Control+Shift+Z")
    expect(studio.prompt).to_have_value(example)


def test_an_undo_gives_back_what_was_typed_before_it_and_leads_into_the_prompt(studio: Studio) -> None:
    studio.prompt.fill("my own words")
    studio.page.get_by_role("button", name="Reset all").press("Enter")
    expect(studio.prompt).to_have_value("")
    studio.prompt.press_sequentially("a new beginning")
    studio.page.locator("#notice").get_by_role("button", name="Undo").press("Enter")
    expect(studio.prompt).to_have_value("my own words")
    expect(studio.prompt).to_be_focused()
    studio.prompt.press("Control+z")
    expect(studio.prompt).to_have_value("a new beginning")
    # Nothing was typed in between, so the next one goes further back.
    expect(studio.page.locator("#notice")).to_contain_text("Your settings are back.")
    expect(studio.page.locator("#notice").get_by_role("button", name="Undo")).to_have_count(0)


def test_control_z_undoes_the_buttons_of_a_field(page: Page) -> None:
    studio = Studio(page).open(EDIT).add_pictures(file("garden.png"))
    studio.prompt.fill("in bloom")
    studio.set(guidance=4.5)
    studio.field("guidance").locator("[data-reset]").press("Enter")
    expect(studio.control("guidance")).to_have_value("3")
    page.keyboard.press("Control+z")
    expect(studio.control("guidance")).to_have_value("4.5")
    studio.references.locator("[data-remove]").press("Enter")
    expect(studio.references).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(studio.references).to_have_count(1)
    page.keyboard.press("Control+y")
    expect(studio.references).to_have_count(0)
    expect(studio.prompt).to_have_value("in bloom")


def test_the_offer_to_undo_covers_neither_prompt_nor_generate(studio: Studio) -> None:
    studio.prompt.fill("my own words")
    studio.page.get_by_role("button", name="Reset all").click()
    expect(studio.page.locator("#notice")).to_contain_text("All settings were reset.")
    for width, height in ((1440, 900), (820, 1180), (390, 844), (320, 640)):
        studio.page.set_viewport_size({"width": width, "height": height})
        notice = studio.page.locator("#notice .notice").bounding_box()
        assert notice is not None
        assert notice["x"] >= 0
        assert notice["x"] + notice["width"] <= width
        for other in (studio.prompt, studio.generate_button):
            box = other.bounding_box()
            assert box is not None
            is_above = notice["y"] + notice["height"] <= box["y"]
            is_beside = notice["x"] >= box["x"] + box["width"]
            assert is_above or is_beside, (width, notice, box)


def test_a_draft_on_its_way_is_given_up_for_what_replaces_the_form(studio: Studio) -> None:
    held: list[Route] = []
    # As in browsers of 2023.
    studio.page.evaluate("delete AbortSignal.any")
    studio.page.route("**/draft/", lambda route: held.append(route))
    with studio.page.expect_request("**/draft/"):
        studio.prompt.fill("my own words")
    with studio.page.expect_event("requestfailed", lambda request: request.url.endswith("/draft/")):
        studio.page.get_by_role("button", name="Reset all").click()
    expect(studio.prompt).to_have_value("")
    undo(studio.page)
    expect(studio.prompt).to_have_value("my own words")
    studio.page.unroute("**/draft/")
    # The next draft is sent as ever.
    with studio.page.expect_response("**/draft/") as saved:
        studio.prompt.press_sequentially(" and more")
    assert saved.value.status == 204


def test_loading_the_settings_of_a_picture_is_undone_with_what_was_just_typed(studio: Studio) -> None:
    card = studio.make("an old picture", steps=12)
    studio.prompt.fill("something new")
    card.get_by_role("button", name="Load settings").click()
    expect(studio.prompt).to_have_value("an old picture")
    undo(studio.page)
    expect(studio.prompt).to_have_value("something new")


def test_an_ended_session_keeps_the_prompt_until_one_is_back(
    open_context: Callable[..., BrowserContext], server: Server, watch: Watch
) -> None:
    watch.expect_status(401)
    context = open_context()
    page = context.new_page()
    sign_up(page, "ended@example.com")
    studio = Studio(page).open(FLEX)
    context.clear_cookies(name="sessionid")
    studio.generate("a prompt that took an hour")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("Your session has ended; your prompt is safe.")
    expect(studio.prompt).to_have_value("a prompt that took an hour")
    notice.get_by_role("link", name="Sign in").click()
    page.get_by_role("textbox", name="Email").fill("ended@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{server.address}/{FLEX}/")
    expect(studio.prompt).to_have_value("a prompt that took an hour")


@pytest.mark.thorough
def test_signing_out_leaves_no_words_for_the_next_person(
    open_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    context = open_context()
    page = context.new_page()
    sign_up(page, "private@example.com")
    studio = Studio(page).open(FLEX)
    context.route("**/draft/", lambda route: route.abort())
    watch.expect_failed_request()
    studio.prompt.fill("a private prompt")
    sign_out(page, "private@example.com")
    context.unroute("**/draft/")
    kept = "JSON.stringify({ ...localStorage, ...sessionStorage })"
    assert "a private prompt" not in page.evaluate(kept)
    studio.open(FLEX)
    expect(studio.prompt).to_have_value("")
    sign_up(page, "another@example.com")
    studio.open(FLEX)
    expect(studio.prompt).to_have_value("")
    assert "a private prompt" not in page.evaluate(kept)


@pytest.mark.thorough
def test_a_prompt_of_two_megabytes_stays_in_the_form_the_browser_and_the_draft(studio: Studio) -> None:
    page, prompt = studio.page, "lorem ipsum " * 160_000
    studio.show_code()
    # As a paste does: one event for all of it.
    put = "(area, text) => { area.value = text; area.dispatchEvent(new Event('input', { bubbles: true })) }"
    with page.expect_response("**/draft/", timeout=60_000) as saved:
        studio.prompt.evaluate(put, prompt)
    assert saved.value.status == 204
    expect(page.locator("#snippet-text")).to_contain_text("Shorten it to see the code.")
    studio.generate_button.click()
    expect(studio.field("prompt")).to_contain_text("Prompt has 1,920,000 characters; the maximum is 20,000.")
    expect(studio.prompt).to_have_js_property("value", prompt)
    page.reload()
    expect(studio.prompt).to_have_js_property("value", prompt)


@pytest.mark.thorough
def test_the_page_says_what_is_too_long_for_the_server_and_keeps_it(studio: Studio, watch: Watch) -> None:
    watch.expect_status(413)
    page = studio.open(FLEX).page
    sentence = "The prompt is 2.2 MB; the maximum is 2 MB. Shorten it. It was not saved."
    page.route("**/draft/", lambda route: route.fulfill(status=413, content_type="text/plain", body=sentence))
    studio.prompt.fill("a fox as long as a novel")
    expect(page.locator("#notice")).to_contain_text(sentence)
    page.reload()
    expect(studio.prompt).to_have_value("a fox as long as a novel")
