"""Another tab signs in, out or up: this one goes on, or says once what to do, and loses no letter."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accounts import sign_in, sign_out, sign_up
from tests.browser.studio import FLEX, Studio
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def come_back(page: Page) -> None:
    """Return to a tab, of which Chromium without windows hears nothing."""
    page.evaluate("dispatchEvent(new Event('blur')); dispatchEvent(new Event('focus'))")


def sign_out_elsewhere(studio: Studio, email: str) -> Page:
    """Open the studio with an account, and sign out in another tab, which is returned."""
    sign_up(studio.page, email)
    studio.open(FLEX)
    other = studio.page.context.new_page()
    other.goto("/history/")
    sign_out(other, email)
    return other


@pytest.mark.thorough
def test_a_page_goes_on_after_its_person_signed_out_and_in_again(studio: Studio, watch: Watch) -> None:
    watch.expect_status(401)
    watch.expect_status(403)
    page, email = studio.page, "again@example.com"
    other = sign_out_elsewhere(studio, email)
    asked: list[str] = []
    page.on("response", lambda response: asked.extend([response.url] * (response.status == 401)))
    studio.prompt.fill("half a sentence")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("Your session has ended; your prompt is safe.")
    studio.prompt.fill("half a sentence and a bit")
    sign_in(other, email)
    with page.expect_response(lambda response: "/draft/" in response.url and response.ok):
        come_back(page)
    expect(notice).to_be_empty()
    # It was said once, although there was more to save.
    assert len(asked) == 1
    studio.make("a whole sentence")
    page.reload()
    expect(studio.prompt).to_have_value("a whole sentence")
    expect(studio.frames).to_have_count(1)


def test_a_click_takes_the_new_token_and_is_made_once(studio: Studio, watch: Watch) -> None:
    watch.expect_status(403)
    page, email = studio.page, "once@example.com"
    other = sign_out_elsewhere(studio, email)
    sign_in(other, email)
    studio.make("without a reload")
    expect(page.locator("#notice")).to_be_empty()
    page.reload()
    expect(studio.frames).to_have_count(1)
    sign_out(other, email)
    sign_in(other, email)
    # A form that is sent as a page has the new token, too.
    with page.expect_response("**/draft/?**"):
        come_back(page)
    sign_out(page, email)


@pytest.mark.thorough
def test_a_guests_page_goes_on_with_the_account(studio: Studio, watch: Watch) -> None:
    watch.expect_status(403)
    page = studio.open(FLEX).page
    studio.make("as a guest")
    sign_up(page.context.new_page(), "became@example.com")
    studio.prompt.fill("typed before I knew")
    expect(page.locator("#notice")).to_contain_text("You signed in in another tab.")
    studio.make("typed before I knew")
    page.reload()
    expect(page.get_by_label("Account of became@example.com")).to_be_visible()
    expect(studio.prompt).to_have_value("typed before I knew")
    expect(studio.frames).to_have_count(2)


@pytest.mark.thorough
def test_after_signing_out_back_shows_nothing_private(studio: Studio) -> None:
    page, email = studio.page, "hidden@example.com"
    sign_up(page, email)
    studio.open(FLEX)
    studio.make("a secret picture")
    page.goto("/history/")
    other = page.context.new_page()
    other.goto("/history/")
    left = Studio(page.context.new_page()).open(FLEX)
    expect(left.frames.first).to_be_visible()
    sign_out(page, email)
    # The studio keeps what was typed there, and hides the pictures until their person is back.
    expect(left.frames.first).to_be_hidden()
    expect(left.prompt).to_be_visible()
    for _ in range(3):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("a secret picture")
        expect(page.get_by_label(f"Account of {email}")).to_have_count(0)
    # The other tab is loaded again, and so is a page that the browser kept whole, as it is shown.
    expect(other.locator("body")).not_to_contain_text("a secret picture")
    with other.expect_event("load"):
        other.evaluate("localStorage.owner = 'somebody'")
        other.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    sign_in(page, email)
    expect(left.frames.first).to_be_visible()
