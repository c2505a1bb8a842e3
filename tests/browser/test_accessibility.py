"""Axe finds nothing on any page, light and dark, on a phone and on a desk."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.furnishing import BARE, Furnished
from tests.browser.studio import FLEX, Studio
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

FULL = (
    "studio with a result",
    "studio with a failure",
    "edit with its picture",
    "references",
    "history, full",
    "generation",
    "generation of an edit",
    "generation that failed",
    "keys",
)


def assert_accessible(page: Page) -> None:
    """Let axe look at the page in each theme at each width; motion is off, so that no colour is on its way."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for violation in Axe().run(page).response["violations"]:
                found += [
                    (scheme, width, violation["id"], node["target"], node["html"][:120]) for node in violation["nodes"]
                ]
    assert found == []


@pytest.mark.parametrize("name", BARE)
def test_axe_finds_nothing_on_a_first_visit(page: Page, watch: Watch, name: str) -> None:
    watch.expect_status(404)
    page.goto(BARE[name])
    assert_accessible(page)


@pytest.mark.parametrize("name", FULL)
def test_axe_finds_nothing_on_a_full_page(
    open_context: Callable[..., BrowserContext], furnished: Furnished, name: str
) -> None:
    page = open_context(storage_state=furnished.cookies).new_page()
    page.goto(furnished.addresses[name])
    for fold in page.locator("main details:not(.menu)").all():
        fold.evaluate("fold => { fold.open = true; }")
    assert_accessible(page)


def test_axe_finds_nothing_on_a_shared_page(page: Page, furnished: Furnished) -> None:
    page.goto(furnished.shared)
    assert_accessible(page)


def test_axe_finds_nothing_while_one_runs(studio: Studio) -> None:
    studio.generate("still drawing [sketch:wait 60]")
    expect(studio.cards).to_have_attribute("data-status", "running")
    assert_accessible(studio.page)
    studio.act(studio.cards, "Cancel")
    expect(studio.cards).to_have_attribute("data-status", "cancelled")
    assert_accessible(studio.page)


def test_axe_finds_nothing_in_a_refused_form(studio: Studio) -> None:
    studio.generate(steps=99, safety_tolerance=9)
    expect(studio.field("steps").locator(".errorlist")).to_be_visible()
    assert_accessible(studio.page)


def test_axe_finds_nothing_in_the_open_sheet(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    Studio(page).open(FLEX)
    page.get_by_role("button", name="All settings").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
