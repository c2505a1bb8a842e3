"""One prompt on several models, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.studio import FLEX, JOB, Studio

pytestmark = pytest.mark.browser
PRO = "bfl/flux-2-pro/generate"


@pytest.mark.thorough
def test_models_are_compared_by_mouse_and_by_keyboard(studio: Studio) -> None:
    page = studio.page
    studio.prompt.fill("a lighthouse at dusk")
    page.locator("#change-model").click()
    page.locator("#compare-models").click()
    several = page.locator("several-models")
    expect(several.locator("#several-title")).to_be_focused()
    expect(several.locator(f"[value='{FLEX}']")).to_be_checked()
    # The list that chooses one has gone, and comes back.
    expect(page.locator("#models .model").first).to_be_hidden()
    several.locator("[data-back]").click()
    expect(page.locator("#compare-models")).to_be_focused()
    expect(page.locator("#models .model").first).to_be_visible()
    page.keyboard.press("Enter")
    generate = several.locator("#generate-several")
    expect(generate).to_be_disabled()
    several.locator(f"[value='{PRO}']").check()
    expect(generate).to_have_text("Generate on 2 models")
    # Enter does not send the form for one model, and Space checks.
    several.locator(f"[value='{JOB}']").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(generate).to_have_text("Generate on 3 models")
    page.keyboard.press("Control+Enter")
    expect(studio.cards).to_have_count(3)
    expect(page.locator("#models")).to_be_hidden()
    expect(page.locator("#change-model")).to_be_focused()
    for card in studio.cards.all():
        studio.finished(card)
    for title in ("FLUX.2 [flex] of 1min.ai", "FLUX.2 [flex] of apiframe", "FLUX.2 [pro] of Black Forest Labs"):
        expect(studio.cards.filter(has_text=title)).to_have_count(1)
    page.reload()
    expect(studio.cards).to_have_count(3)
    expect(page).to_have_url(re.compile(FLEX))
