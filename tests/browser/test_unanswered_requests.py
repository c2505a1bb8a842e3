"""A server that does not answer: each request ends after its limit with a sentence, and can be repeated."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.studio import EDIT, FLEX, Studio, file
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

LATE = "The server did not answer within 1 seconds."
LIMIT_MS = 400


def shorten_limit(page: Page) -> None:
    """Let the page give up early."""
    page.evaluate(f"htmx.config.timeout = {LIMIT_MS}")


def leave_unanswered(page: Page, url: str) -> None:
    """Let requests reach nobody, and shorten the limit after which the page gives up."""
    shorten_limit(page)
    page.route(url, lambda route: None)


def answer_again(page: Page, url: str) -> None:
    page.unroute(url)
    page.evaluate("htmx.config.timeout = 30000")


def lose_response(page: Page, url: str) -> None:
    """Let a POST reach the server, whose response is lost."""

    def handle(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
        else:
            route.continue_()

    shorten_limit(page)
    page.route(url, handle)


@pytest.mark.parametrize("changed", [False, pytest.param(True, marks=pytest.mark.thorough)])
def test_a_click_that_is_not_answered_can_be_repeated(studio: Studio, watch: Watch, changed: bool) -> None:
    watch.expect_late_response()
    page = studio.open(FLEX).page
    address = f"**/{FLEX}/"
    lose_response(page, address)
    studio.generate("a patient fox")
    expect(page.locator("#stage [data-pending]").first).to_be_attached()
    expect(page.locator("#notice")).to_contain_text(f"{LATE} Your prompt is safe.")
    expect(page.locator("[data-pending]")).to_have_count(0)
    expect(studio.prompt).to_have_value("a patient fox")
    answer_again(page, address)
    # What was made without an answer is shown; what was changed since is made too.
    studio.generate("a hasty fox" if changed else "")
    studio.finished(studio.cards.first)
    studio.open(FLEX)
    expect(studio.frames).to_have_count(2 if changed else 1)


@pytest.mark.thorough
def test_the_buttons_of_a_card_make_their_pictures_once(studio: Studio, watch: Watch) -> None:
    watch.expect_late_response()
    page = studio.open(FLEX).page
    studio.generate("a lost answer [sketch:fail]")
    expect(studio.cards).to_have_attribute("data-status", "failed")
    for number, (name, action) in enumerate({"Retry": "retry", "Reroll": "reroll", "16:9": "shapes"}.items(), 2):
        address = f"**/generations/*/{action}/"
        shown = studio.cards.get_attribute("data-generation") or ""
        lose_response(page, address)
        for is_answered in (False, True):
            if action == "shapes":
                studio.act(studio.cards, "Same in…")
            studio.act(studio.cards, name)
            if not is_answered:
                expect(page.locator("#notice")).to_contain_text(f"{LATE} Try again.")
                page.locator("#notice [data-dismiss]").click()
                answer_again(page, address)
        expect(studio.cards).not_to_have_attribute("data-generation", shown)
        expect(studio.cards).to_have_attribute("data-status", "failed")
        expect(studio.frames).to_have_count(number)


def test_a_poll_that_is_not_answered_is_asked_again(studio: Studio) -> None:
    page = studio.page
    page.locator("live-cards").evaluate("cards => (cards.dataset.hold = '0')")
    leave_unanswered(page, "**/changes/**")
    studio.generate("a long way [sketch:wait 1]")
    note = page.locator("[data-offline-note]")
    expect(note).to_have_text("The server is not responding. Trying again.")
    answer_again(page, "**/changes/**")
    studio.finished(studio.cards)
    expect(note).to_be_empty()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "event",
    [
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
        "dispatchEvent(new Event('online'))",
        "Date.now = () => 9e15; document.dispatchEvent(new Event('visibilitychange'))",
    ],
    ids=["shown again", "online", "visible after a while"],
)
def test_a_poll_starts_afresh_when_the_page_comes_back(studio: Studio, event: str) -> None:
    page = studio.page
    page.route("**/changes/**", lambda route: None)
    with page.expect_request("**/changes/**"):
        studio.generate("a sleeping laptop [sketch:wait 1]")
    page.unroute("**/changes/**")
    # The limit of half a minute is longer than this test has.
    page.evaluate(event)
    studio.finished(studio.cards)


@pytest.mark.thorough
def test_drafts_and_code_say_so_and_go_on(studio: Studio) -> None:
    page = studio.open(FLEX).show_code().page
    leave_unanswered(page, "**/draft/")
    studio.prompt.fill("words on a slow train")
    expect(page.locator("#notice")).to_contain_text(f"{LATE} Your last changes are kept in this browser")
    answer_again(page, "**/draft/")
    leave_unanswered(page, "**/code/")
    studio.set(steps=31)
    expect(page.locator("#notice")).to_contain_text(f"{LATE} The code updates with your next change.")
    answer_again(page, "**/code/")
    with page.expect_response("**/draft/"):
        studio.set(steps=32)
    expect(studio.code).to_contain_text("32")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(studio.prompt).to_have_value("words on a slow train")


@pytest.mark.thorough
def test_an_upload_and_the_history_say_so_and_can_be_asked_again(page: Page) -> None:
    studio = Studio(page).open(EDIT)
    field = page.locator("picture-field:defined")
    leave_unanswered(page, "**/assets/**")
    field.locator("input[type=file]").set_input_files([file("garden.png")])
    expect(field.locator("[data-problem]")).to_have_text(f"{LATE} Try again.")
    answer_again(page, "**/assets/**")
    field.locator("[data-again]").click()
    expect(studio.references).to_have_count(1)
    leave_unanswered(page, "**/pick/")
    field.locator("[data-picker]").click()
    expect(field.locator("[data-problem]")).to_have_text(f"{LATE} Try again.")


@pytest.mark.thorough
def test_a_wrong_clock_of_the_browser_changes_no_elapsed_time(page: Page) -> None:
    page.add_init_script("const now = Date.now; Date.now = () => now() + 3_600_000;")
    studio = Studio(page).open(FLEX)
    studio.generate("tick tock [sketch:wait 2]")
    expect(studio.cards.locator("elapsed-time")).to_have_text("0:01")
    studio.finished(studio.cards)
