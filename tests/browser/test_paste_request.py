"""Code that is pasted into the studio stays where it is; if the person wants it, it fills the form."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.clipboard import paste
from tests.browser.studio import FLEX, Studio
from tests.recall.code.examples import EXAMPLES, KEY

pytestmark = pytest.mark.browser
OLDER = "an older prompt whose tail curls around a stone "
CODE = EXAMPLES["substitution"].strip()


def test_pasted_code_fills_the_form_and_the_picture_is_made(page: Page) -> None:
    studio = Studio(page).open(FLEX)
    studio.prompt.fill("an older prompt ")
    # A sentence that contains such a word is not code.
    assert paste(studio.prompt, plain="whose tail curls around a stone ")
    assert paste(studio.prompt, plain=CODE)
    notice = page.locator("#notice")
    expect(notice).to_contain_text("This looks like a request for Black Forest Labs: FLUX.2 [flex].")
    expect(studio.prompt).to_have_value(f"{OLDER}{CODE}")
    # Two sentences about something else: the second replaces the first, and neither the offer.
    for sentence in ("The server is not reachable.", "The server answers again."):
        page.evaluate(
            "sentence => document.dispatchEvent(new CustomEvent('toast', { detail: { sentence } }))", sentence
        )
        expect(notice.locator(".notice")).to_have_count(2)
        expect(notice).to_contain_text(sentence)
    # What is typed is kept in the browser, but not what may contain a key.
    assert KEY not in page.evaluate("JSON.stringify(localStorage)")
    notice.get_by_role("button", name="Fill the form").click()
    expect(page).to_have_url("/bfl/flux-2-flex/generate/")
    expect(studio.prompt).to_have_value("it's a watercolour cat")
    expect(studio.control("steps")).to_have_value("30")
    expect(studio.control("seed")).to_have_value("7")
    studio.generate_button.click()
    expect(studio.cards).to_have_count(1)
    expect(studio.cards).to_contain_text("watercolour")
    notice.get_by_role("button", name="Undo").click()
    expect(studio.prompt).to_have_value(OLDER)


@pytest.mark.thorough
def test_the_page_shows_the_request_for_the_other_apis(page: Page) -> None:
    studio = Studio(page).open(FLEX)
    studio.show_code()
    page.get_by_role("link", name="Paste a request").click()
    page.locator("#paste-code").fill(CODE)
    page.get_by_role("button", name="Read the request").click()
    expect(page.locator("#code-onemin")).to_contain_text("api.1min.ai")
    assert KEY not in page.content()
    page.get_by_role("button", name="Python").click()
    expect(page.locator("#code-apiframe")).to_contain_text("requests.post(url")
    for scheme in ("light", "dark"):
        for width in (1440, 390):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            assert Axe().run(page).response["violations"] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Fill the form for apiframe").click()
    expect(page).to_have_url("/apiframe/flux-2-flex/generate/")
    expect(studio.prompt).to_have_value("it's a watercolour cat")
