"""Comparing pictures: selected in the history, zoomed together, seen in each view, and the winner chosen by keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import FLEX, Studio

pytestmark = pytest.mark.browser


def compare(page: Page, count: int) -> None:
    """Make pictures with the seeds 1, 2 …, select them in the history, and compare them."""
    studio = Studio(page).open(FLEX)
    for number in range(count):
        studio.set(seed=number + 1).generate("a red fox" if number else "a blue fox")
        expect(page.locator("#frames img")).to_have_count(number + 1)
    page.goto("/history/")
    for box in page.locator('.tile input[name="id"]').all():
        box.check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("compare-view:defined .compare-current")).to_have_count(1)


def sizes(page: Page) -> list[float]:
    """Return the width of each picture on the screen."""
    pictures = page.locator(".compare-box > img").all()
    return [round((picture.bounding_box() or {"width": 0})["width"]) for picture in pictures]


def use_slider(page: Page) -> None:
    """Move the divider by keys, and see that a reload and another choice show the right pictures."""
    page.get_by_role("link", name="Slider").click()
    page.get_by_role("slider", name="Where the left picture ends").press("Home")
    expect(page.locator(".compare-left > .compare-box")).to_have_css("clip-path", "inset(0px 100% 0px 0px)")
    page.reload()
    expect(page.locator(".compare-left")).to_have_attribute("data-pane", "1")
    page.locator('[name="left"]').select_option("3")
    expect(page.locator(".compare-left")).to_have_attribute("data-pane", "3")


def flicker(page: Page) -> None:
    """Change the picture by numbers, and hold the space bar for the one before."""
    page.get_by_role("link", name="Flicker").click()
    shown = page.locator(".compare-shown")
    page.keyboard.press("2")
    expect(shown).to_have_attribute("data-pane", "2")
    page.keyboard.press("3")
    page.keyboard.down(" ")
    expect(shown).to_have_attribute("data-pane", "2")
    page.keyboard.up(" ")
    expect(shown).to_have_attribute("data-pane", "3")


def choose(page: Page) -> None:
    """Pick the second one by keys, undo it, reject the first one, and pick the second one again."""
    verdicts = page.locator(".mark-verdict")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("p")
    expect(verdicts).to_have_text(["Rejected", "Picked", "Rejected"])
    page.keyboard.press("Control+z")
    expect(verdicts).to_have_count(0)
    page.keyboard.press("1")
    page.keyboard.press("x")
    expect(verdicts).to_have_text(["Rejected"])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(verdicts).to_have_text(["Rejected", "Picked", "Rejected"])


@pytest.mark.thorough
def test_pictures_are_compared_and_the_winner_is_chosen(page: Page) -> None:
    compare(page, 3)
    expect(page.locator("#words ins")).to_have_text("blue")
    expect(page.locator("#values")).to_contain_text("Seed")
    fitting = sizes(page)
    page.keyboard.press("z")
    expect(page.locator("[data-compare-figure]")).to_have_text("100 %")
    assert len(set(sizes(page))) == 1 < sizes(page)[0] / fitting[0]
    use_slider(page)
    flicker(page)
    page.get_by_role("link", name="Difference").click()
    expect(page.locator("[data-compare-said]")).to_have_text(re.compile(r"% of the pixels differ visibly"))
    expect(page).to_have_url(re.compile("view=difference"))
    page.get_by_role("link", name="Side by side").click()
    choose(page)
    page.locator("#compare-next").get_by_role("button", name="Edit").click()
    expect(page).to_have_url(re.compile("/edit/"))
