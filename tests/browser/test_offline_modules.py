"""A script that could not be loaded is loaded once the connection is back, though the browser remembers the failure."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import EDIT, Studio
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def refuse(page: Page, pattern: str) -> None:
    """Let requests fail until the page is online again."""
    page.route(pattern, lambda route: route.abort("internetdisconnected"))


def come_back(page: Page, pattern: str) -> None:
    """Let the browser notice that it has a connection."""
    page.unroute(pattern)
    for offline in (True, False):
        page.context.set_offline(offline)


def test_an_element_and_the_hints_come_with_the_connection(page: Page, watch: Watch) -> None:
    watch.expect_failed_request()
    scripts = "**/{picture-field,prompt-hints}*.js"
    refuse(page, scripts)
    studio = Studio(page).open(EDIT)
    with page.expect_event("requestfailed", lambda request: "prompt-hints" in request.url):
        studio.prompt.fill("a fox without")
    expect(page.locator("picture-field:not(:defined)")).to_be_attached()
    come_back(page, scripts)
    expect(page.locator("picture-field:defined")).to_be_attached()
    studio.prompt.fill("a fox without snow")
    expect(page.locator("#prompt-hints prompt-hints:defined")).to_be_attached()


@pytest.mark.thorough
def test_the_viewer_opens_with_the_second_click(studio: Studio, watch: Watch) -> None:
    watch.expect_failed_request()
    page = studio.page
    studio.make("a red fox")
    scripts = "**/picture-viewer*"
    refuse(page, scripts)
    page.keyboard.press("f")
    expect(page.locator("#notice")).to_contain_text("The server could not be reached.")
    come_back(page, scripts)
    page.locator("#stage [data-full-screen]").first.click()
    expect(page.locator("picture-viewer dialog")).to_be_visible()
    # Its style sheet has come, too: the picture covers the page.
    expect(page.locator("picture-viewer dialog")).to_have_css("position", "fixed")


@pytest.mark.thorough
def test_the_keys_of_the_page_are_shown_once_by_the_second_press(studio: Studio, watch: Watch) -> None:
    watch.expect_failed_request()
    page = studio.page
    scripts = "**/page-shortcuts*"
    refuse(page, scripts)
    page.locator("body").press("?")
    expect(page.locator("#notice")).to_contain_text("The server could not be reached.")
    come_back(page, scripts)
    page.locator("body").press("?")
    expect(page.locator("page-shortcuts dialog")).to_be_visible()
    expect(page.locator("page-shortcuts")).to_have_count(1)
