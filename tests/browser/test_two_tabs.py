"""Two tabs with the same form do not overwrite each other's draft unseen, and nothing is lost either way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import EDIT, FLEX, JOB, Studio
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

CHANGED = "This form was changed in another tab."


def keep(studio: Studio, prompt: str) -> None:
    """Type a prompt, and wait until the server has answered."""
    with studio.page.expect_response("**/draft/"):
        studio.prompt.fill(prompt)


@pytest.fixture
def tabs(page: Page, watch: Watch) -> tuple[Studio, Studio]:
    """Two tabs of one person, of which the second is behind and has said so."""
    watch.expect_status(409)
    first = Studio(page).open(FLEX)
    keep(first, "to begin with")
    second = Studio(page.context.new_page()).open(FLEX)
    expect(second.prompt).to_have_value("to begin with")
    keep(first, "the words of the first")
    keep(second, "the words of the second")
    expect(second.page.locator("#notice")).to_contain_text(CHANGED)
    return first, second


def notice(studio: Studio, name: str) -> None:
    studio.page.locator("#notice").get_by_role("button", name=name).click()


def test_the_other_version_is_loaded_and_ones_own_comes_back(tabs: tuple[Studio, Studio]) -> None:
    _, second = tabs
    notice(second, "Load the other")
    expect(second.prompt).to_have_value("the words of the first")
    notice(second, "Undo")
    expect(second.prompt).to_have_value("the words of the second")


def test_ones_own_version_is_kept_and_the_other_comes_back(tabs: tuple[Studio, Studio]) -> None:
    first, second = tabs
    notice(second, "Keep this one")
    expect(second.page.locator("#notice")).to_contain_text("This version was kept")
    # Now the first tab is the one that is behind.
    keep(first, "the words of the first, continued")
    expect(first.page.locator("#notice")).to_contain_text(CHANGED)
    second.page.reload()
    expect(second.prompt).to_have_value("the words of the second")


def test_the_version_that_was_replaced_is_one_click_away(tabs: tuple[Studio, Studio]) -> None:
    _, second = tabs
    notice(second, "Keep this one")
    notice(second, "Load the other")
    expect(second.prompt).to_have_value("the words of the first")
    notice(second, "Undo")
    expect(second.prompt).to_have_value("the words of the second")


def test_it_says_so_once_and_keeps_what_is_typed_meanwhile(tabs: tuple[Studio, Studio]) -> None:
    first, second = tabs
    asked: list[str] = []
    second.page.on("request", lambda request: asked.extend([request.url] * request.url.endswith("/draft/")))
    second.prompt.fill("the words of the second, longer")
    second.page.wait_for_timeout(1000)
    assert asked == []
    # The tab is closed without a choice: its words are offered where the form is opened next.
    second.page.close()
    first.page.reload()
    expect(first.prompt).to_have_value("the words of the first")
    notice(first, "Load my changes")
    expect(first.prompt).to_have_value("the words of the second, longer")


def test_one_tab_alone_is_never_behind_itself(studio: Studio) -> None:
    keep(studio, "once")
    keep(studio, "twice")
    studio.make("a picture")
    keep(studio, "thrice")
    studio.page.reload()
    expect(studio.prompt).to_have_value("thrice")
    expect(studio.page.locator("#notice")).to_be_empty()


@pytest.mark.parametrize("spec_id", [EDIT, JOB, FLEX])
def test_a_form_that_was_only_looked_at_is_not_saved(page: Page, spec_id: str) -> None:
    saved: list[str] = []
    page.on("request", lambda request: saved.extend([request.url] * request.url.endswith("/draft/")))
    Studio(page).open(spec_id)
    expect(page.locator("draft-keeper:defined")).to_be_attached()
    if spec_id != FLEX:
        # It takes the field of the file out of the form.
        expect(page.locator("picture-field input[type=file][name]")).to_have_count(0)
    page.reload()
    expect(page.locator("draft-keeper:defined")).to_be_attached()
    page.goto("/sketches/")
    assert saved == []
