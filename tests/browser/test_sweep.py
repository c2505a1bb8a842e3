"""Sweeps as a person uses them: from the form to a grid, bought by cell, row and sample, judged, sorted and shared."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.studio import FLEX, Studio

pytestmark = pytest.mark.browser


def set_up(page: Page) -> None:
    """Make a grid of three columns and two rows from the form."""
    Studio(page).open(FLEX).prompt.fill("a red fox")
    page.get_by_label("More ways to generate").locator("visible=true").first.click()
    page.get_by_role("button", name="Sweep…").click()
    expect(page.get_by_role("heading", name="New sweep")).to_be_visible()
    page.get_by_label("What differs").first.select_option(label="Steps")
    page.get_by_label("Steps: numbers and ranges").fill("6-18 step 6")
    page.get_by_label("What differs").last.select_option(label="Words of the prompt")
    page.get_by_label("Words of the prompt that differ").fill("fox")
    page.get_by_label("Words in their place").fill("wolf")
    page.get_by_role("button", name="Make the grid").click()
    expect(page.locator("td .sweep-buy")).to_have_count(6)


def pictures(page: Page) -> Locator:
    return page.locator("td .sweep-picture img")


@pytest.mark.thorough
def test_a_grid_is_bought_judged_sorted_and_shared(page: Page, open_context: Callable[..., BrowserContext]) -> None:
    set_up(page)
    page.get_by_role("button", name="Make: 12, fox, free").click()
    expect(pictures(page)).to_have_count(1)
    page.get_by_role("button", name="Make the row wolf").click()
    expect(pictures(page)).to_have_count(4)
    expect(page.locator(".sweep-facts")).to_have_text("4 of 6 made.")

    page.get_by_role("link", name="18, wolf").focus()
    page.keyboard.press("5")
    expect(page.locator("td .mark-rating")).to_have_attribute("data-rating", "5")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("link", name="12, wolf")).to_be_focused()
    page.locator("td", has=page.get_by_role("link", name="12, wolf")).get_by_role("button", name="3 stars").click()
    expect(page.locator("td .mark-rating")).to_have_count(2)
    page.get_by_text("Sort", exact=True).click()
    page.get_by_role("link", name="Columns by rating").click()
    expect(page.locator("thead .sweep-words")).to_have_text(["18", "12", "6"])

    page.locator("summary", has_text="Share").click()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Link").input_value()
    guest = open_context().new_page()
    guest.goto(address)
    expect(guest.locator("td img")).to_have_count(4)
    expect(guest.locator("body")).not_to_contain_text("a red fox")


@pytest.mark.thorough
def test_axe_finds_nothing_on_a_sweep_and_its_set_up(page: Page) -> None:
    set_up(page)
    page.get_by_role("button", name="Make the row wolf").click()
    expect(pictures(page)).to_have_count(3)
    for path in (page.url, "/sweeps/", "/sweeps/new/"):
        page.goto(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                violations = Axe().run(page).response["violations"]
                assert [(path, scheme, width, one["id"], one["nodes"][0]["html"][:120]) for one in violations] == []


@pytest.mark.thorough
@pytest.mark.parametrize("width", [1440, 390])
def test_headers_stay_in_view_and_nothing_is_wider_than_the_page(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/sweeps/new/")
    page.get_by_label("Seed: numbers and ranges").fill("1-20")
    page.get_by_label("What differs").last.select_option(label="Steps")
    page.get_by_label("Steps: numbers and ranges").fill("6-20")
    page.get_by_label("What differs").last.select_option(label="Whole prompts")
    page.get_by_label("Prompt, a line each").fill("\n".join(f"picture {number}" for number in range(15)))
    page.get_by_role("button", name="Make the grid").click()
    page.locator("tbody tr").nth(9).locator("td").nth(12).scroll_into_view_if_needed()
    expect(page.locator("#column-0")).not_to_be_in_viewport()
    for head in (page.locator(".sweep-corner"), page.locator("#column-12"), page.locator("#row-9")):
        expect(head).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.thorough
def test_works_without_script(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/sweeps/new/")
    page.get_by_label("What differs").first.select_option(label="Whole prompts")
    page.get_by_role("button", name="Show the values to choose").click()
    page.get_by_label("Prompt, a line each").fill("a fox\na wolf")
    page.get_by_role("button", name="Make the grid").locator("visible=true").click()
    page.get_by_role("button", name="Make all 2").click()
    expect(page.locator("#notice")).to_contain_text("2 pictures are being made.")
    expect(page.locator("td .sweep-picture")).to_have_count(2)
