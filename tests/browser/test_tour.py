"""From words to a decision: a prompt is composed, priced, swept, compared, and the winner shared."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.furnishing import share
from tests.browser.studio import Studio
from tests.browser.test_quotes import MAX, enter_key, quote_of

pytestmark = pytest.mark.browser
PROMPT = "A red fox – leaping. Colors: teal hex #0F766E for the gate."


def compose(page: Page, studio: Studio) -> None:
    studio.prompt.fill("A red fox")
    page.get_by_role("button", name="Compose").click()
    dialog = page.get_by_role("dialog", name="Compose")
    dialog.get_by_label("Action").fill("leaping")
    dialog.get_by_role("button", name="Add color").click()
    dialog.get_by_role("textbox", name="Code").fill("#0F766E")
    dialog.get_by_role("textbox", name="Code").press("Tab")
    expect(dialog.get_by_role("textbox", name="Name", exact=True)).to_have_value("teal")
    dialog.get_by_role("textbox", name="For").fill("the gate")
    dialog.get_by_role("button", name="Use this prompt").click()
    expect(studio.prompt).to_have_value(PROMPT)


def sweep(page: Page) -> None:
    """Make a grid of three seeds, and buy all within a budget that is not enough for the third."""
    page.get_by_label("More ways to generate").locator("visible=true").first.click()
    page.get_by_role("button", name="Sweep…").click()
    expect(page.get_by_label("What differs").first.locator("option:checked")).to_have_text("Seed")
    page.get_by_label("Seed: numbers and ranges").fill("1-3")
    page.get_by_role("button", name="Make the grid").click()
    cells = page.locator("td .sweep-buy")
    expect(cells).to_have_count(3)
    expect(cells.first).to_contain_text("$0.04")
    cells.nth(0).click()
    expect(page.locator("td .sweep-picture img")).to_have_count(1)
    page.locator("td .sweep-buy").first.click()
    expect(page.locator("td .sweep-picture img")).to_have_count(2)


def compare(page: Page) -> None:
    """Compare the two pictures, and pick the second one by keys."""
    for box in page.locator('td input[name="picture"]').all():
        box.check()
    page.get_by_role("button", name="Compare checked").click()
    expect(page.locator("compare-view:defined .compare-current")).to_have_count(1)
    expect(page.locator("#values")).to_contain_text("Seed")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(".mark-verdict")).to_have_text(["Rejected", "Picked"])


def test_from_a_composed_prompt_to_a_shared_winner(studio: Studio, open_context: Callable[..., BrowserContext]) -> None:
    page = studio.page
    enter_key(page)
    studio.open(MAX)
    compose(page, studio)
    expect(quote_of(page)).to_have_text("$0.04")
    sweep(page)
    compare(page)
    page.locator("#compare-next").get_by_role("link", name="Share").click()
    expect(page).to_have_url(re.compile("/generations/"))
    expect(page.locator("[data-answer=quoted]")).to_have_text("$0.04")
    address = share(page, page.url.split("/generations/")[1].split("/")[0])
    guest = open_context().new_page()
    guest.goto(address)
    expect(guest.locator("main img").first).to_be_visible()
    page.goto("/spending/")
    expect(page.locator("main")).to_contain_text("$0.08")
    # The same cells again are reused: nothing more is spent.
    page.goto("/sweeps/")
    expect(page.locator("main")).to_contain_text("2 of 3 made")
