"""Alternatives in the prompt, as a person uses them: seen while writing, drawn, made by one click, varied by a key."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

pytestmark = pytest.mark.browser

PROMPT = "a {red|blue} {fox|owl|hare}"


def captions(page: Page) -> list[str]:
    return page.locator("#stage [data-part=alternative]").all_inner_texts()


def test_alternatives_are_seen_drawn_and_made(studio: Studio) -> None:
    page = studio.page
    shown = page.locator("#alternatives")
    studio.prompt.press_sequentially(PROMPT)
    expect(studio.generate_button).to_have_text(re.compile(r"^\s*Generate\s+6"))
    shown.get_by_text("6 prompts").click()
    expect(shown.get_by_role("listitem")).to_have_text(
        ["a red fox", "a red owl", "a red hare", "a blue fox", "a blue owl", "a blue hare"]
    )
    shown.get_by_role("button", name="Make a sample of 4").press("Enter")
    expect(studio.generate_button).to_contain_text("4")
    expect(shown.get_by_role("listitem")).to_have_count(4)
    # The keyboard stays where it was.
    expect(shown.get_by_role("button", name="Draw others")).to_be_focused()
    drawn = shown.get_by_role("listitem").all_inner_texts()
    studio.prompt.press("Control+Enter")
    expect(page.locator("#stage [data-status=done]")).to_have_count(4)
    assert [f"a {words.replace(' · ', ' ')}" for words in captions(page)] == drawn
    # One of them, four times.
    page.locator("#stage .card-picture").nth(2).focus()
    page.keyboard.press("Shift+V")
    expect(page.locator("#notice")).to_contain_text("Making 4 variations with new seeds.")
    expect(page.locator("#stage [data-status=done]")).to_have_count(4)
    expect(page.locator("#stage [data-relation=variation]").first).to_contain_text("Variation")
    studio.prompt.fill("a red fox")
    expect(shown).to_be_hidden()
    expect(page.locator("#generate-count")).to_be_empty()
