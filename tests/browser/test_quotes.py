"""The price beside Generate follows the form, opens to show its parts, and stays with the picture."""

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.standins.server import KEY
from tests.browser.studio import Studio, hold
from tests.browser.test_accessibility import assert_accessible

pytestmark = pytest.mark.browser

# This server's operator has given it a price, see the fixture `server`.
MAX = "onemin/flux-2-max/generate"
FLEX = "onemin/flux-2-flex/generate"


def enter_key(page: Page) -> None:
    page.goto("/account/keys/apis/")
    page.get_by_label("key for 1min.ai").fill(KEY)
    page.locator("#onemin").get_by_role("button", name="Save and test").click()
    expect(page.locator("#onemin [data-verdict]")).to_have_text("Accepted")


def quote_of(page: Page) -> Locator:
    return page.locator("#quote > summary")


def test_the_price_follows_the_form_and_stays_with_the_picture(studio: Studio) -> None:
    page, quote = studio.page, quote_of(studio.page)
    expect(page.locator("#quote")).to_have_text("free")
    enter_key(page)
    studio.open(MAX)
    expect(quote).to_have_text("$0.04")
    quote.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#quote .menu-items")).to_contain_text("From the price list of our team, 1 November 2026.")
    page.keyboard.press("Escape")
    expect(page.locator("#quote .menu-items")).to_be_hidden()
    expect(quote).to_be_focused()
    studio.choose_variants(4)
    expect(quote).to_have_text("$0.16")
    expect(page.locator("#quote .menu-items")).to_contain_text("4 × first megapixel of 1024 × 1024")
    page.locator("#engine-sketch").click()
    expect(page.locator("#quote")).to_have_text("free")
    page.locator("#engine-own").click()
    expect(quote).to_have_text("$0.16")
    studio.choose_variants(1)
    expect(quote).to_have_text("$0.04")
    card = studio.make("a red fox")
    expect(card.locator("[data-part=cost]")).to_have_text("quoted $0.04")
    page.goto(f"/generations/{card.get_attribute('data-generation')}/")
    expect(page.locator("[data-answer=quoted]")).to_have_text("$0.04")
    page.goto("/history/?q=price:0.04&sort=price")
    expect(page.locator("tile-grid [data-generation]")).to_have_count(1)


@pytest.mark.thorough
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_it_is_beside_generate_and_in_the_sheet(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    enter_key(page)
    page.set_viewport_size({"width": 390, "height": 800})
    studio = Studio(page).open(MAX)
    chip = page.locator("[data-chip=count]")
    expect(chip).to_have_text("$0.04 · 1 picture")
    chip.click()
    # The other tab below would restore what this one has not saved.
    with page.expect_response("**/draft/"):
        studio.choose_variants(2)
    expect(quote_of(page)).to_have_text("$0.08")
    quote_of(page).click()
    items = page.locator("#quote .menu-items")
    expect(items).to_be_in_viewport(ratio=1)
    # Escape leaves the menu, and not the sheet around it.
    page.keyboard.press("Escape")
    expect(items).to_be_hidden()
    expect(quote_of(page)).to_be_focused()
    page.locator("[data-sheet-close]").click()
    expect(chip).to_have_text("$0.08 · 2 pictures")
    # In another tab: closing the sheet goes a step back, which would end a navigation that begins meanwhile.
    tab = page.context.new_page()
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    Studio(tab).open(FLEX)
    expect(tab.locator("[data-chip=count]")).to_have_text("price unknown · 1 picture")
    tab.set_viewport_size({"width": 1440, "height": 900})
    Studio(tab).open(MAX)
    quote_of(tab).click()
    expect(tab.locator("#quote .menu-items")).to_be_visible()
    assert_accessible(tab)


@pytest.mark.thorough
def test_an_open_price_stays_open_while_the_form_is_restored(page: Page) -> None:
    """Another tab, which has not yet saved what was chosen there, lets a new tab restore it, at any moment."""
    enter_key(page)
    studio = Studio(page).open(MAX)
    hold(page, "**/draft/")
    studio.choose_variants(2)
    expect(quote_of(page)).to_have_text("$0.08")
    tab = page.context.new_page()
    restore = hold(tab, "**/restore/")
    Studio(tab).open(MAX)
    quote_of(tab).click()
    expect(quote_of(tab)).to_have_text("$0.04")
    restore()
    expect(quote_of(tab)).to_have_text("$0.08")
    expect(tab.locator("#quote .menu-items")).to_be_visible()
    expect(quote_of(tab)).to_be_focused()
