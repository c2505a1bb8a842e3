"""The page "API" on a desk, a tablet and a phone: its menu and languages stay in reach, and examples lie on nothing."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

WINDOWS = ((1440, 900), (820, 1180), (390, 844))
# Pairs of examples that lie on each other, at any place of the page.
OVERLAPS = """() => {
  const found = [];
  const codes = [...document.querySelectorAll(".reference-code")];
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight / 3) {
    scrollTo({ top, behavior: "instant" });
    const boxes = codes.map((code) => code.getBoundingClientRect());
    for (let place = 1; place < boxes.length; place += 1)
      if (boxes[place].top < boxes[place - 1].bottom - 1) found.push([top, place]);
  }
  return found;
}"""


@pytest.fixture(params=WINDOWS, ids=lambda window: str(window[0]))
def page(request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext]) -> Page:
    width, height = request.param
    page = open_context(viewport={"width": width, "height": height}).new_page()
    page.goto("/reference/")
    return page


def test_language_and_operations_are_in_reach_from_anywhere(page: Page) -> None:
    errors = page.get_by_role("heading", name="Errors", exact=True)
    errors.scroll_into_view_if_needed()
    expect(page.get_by_role("heading", name="Errors")).to_have_count(1)
    python = page.get_by_label("Python", exact=True)
    expect(python).to_be_in_viewport()
    python.check()
    for code in page.locator(".reference-code").all():
        expect(code.locator("pre:visible")).to_have_attribute("data-language", "python")
    operation = page.get_by_role("navigation", name="Operations").get_by_role("link", name="Read a job")
    if page.viewport_size != {"width": 1440, "height": 900}:
        expect(operation).not_to_be_in_viewport()
        page.get_by_role("link", name="All operations").click()
    expect(operation).to_be_in_viewport()
    operation.click()
    expect(page.get_by_role("heading", name="/v2/jobs/{id}")).to_be_in_viewport()
    expect(page.get_by_label("Python", exact=True)).to_be_in_viewport()


def test_nothing_is_cut_or_covered(page: Page) -> None:
    for language in ("cURL", "JavaScript", "Python"):
        page.get_by_label(language, exact=True).check()
        assert page.evaluate(OVERLAPS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # A description has room for a line of words, not for three.
    narrowest = page.locator(".reference-members td:last-child").evaluate_all(
        "cells => Math.min(...cells.map(cell => cell.getBoundingClientRect().width))"
    )
    assert narrowest >= 180
    assert Axe().run(page).response["violations"] == []
