"""Judging and keeping: marks by keys with undo, culling, then many pictures tagged, deleted and restored."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.studio import FLEX, Studio

pytestmark = pytest.mark.browser


def make(page: Page, count: int) -> None:
    """Make pictures, and go to the history."""
    studio = Studio(page).open(FLEX)
    for number in range(count):
        studio.prompt.fill(f"picture {number}")
        studio.prompt.press("Control+Enter")
        expect(studio.frames).to_have_count(number + 1)
        expect(page.locator("#frames img")).to_have_count(number + 1)
    page.goto("/history/")
    expect(page.locator(".tile")).to_have_count(count)


def marks(page: Page, place: int) -> Locator:
    return page.locator(".tile").nth(place).locator(".marks")


def test_pictures_are_marked_by_keys_and_culled(page: Page) -> None:
    make(page, 3)
    first = page.locator(".tile .tile-link").first
    first.focus()
    for key in ("s", "4", "p"):
        page.keyboard.press(key)
    expect(marks(page, 0)).to_contain_text(re.compile(r"starred\s+rated 4 of 5\s+Picked"))
    expect(page.locator("#notice")).to_contain_text("Picked.")
    page.keyboard.press("Control+z")
    expect(marks(page, 0)).not_to_contain_text("Picked")
    page.get_by_role("button", name="Dismiss").click()
    # A key typed into a field does not mark a picture, although the pointer is on a picture.
    page.locator(".tile").first.hover()
    page.locator("#search-text").press("5")
    expect(page.locator(".tile")).to_have_count(0)
    page.goto("/history/")
    expect(marks(page, 0)).to_contain_text("rated 4 of 5")

    page.goto("/history/cull/?q=is%3Aunrated")
    expect(page.locator(".cull-place")).to_contain_text("1 of 2")
    # The second key is pressed before the next picture is there, and means that one.
    page.keyboard.press("5")
    page.keyboard.press("x")
    expect(page.get_by_role("heading", name="You have seen all 2 pictures")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".cull-place")).to_contain_text("2 of 2")
    page.goto("/history/")
    expect(marks(page, 1)).to_contain_text("rated 5 of 5")
    expect(marks(page, 2)).not_to_contain_text("Rejected")


@pytest.mark.thorough
def test_many_are_tagged_deleted_and_restored(page: Page) -> None:
    make(page, 3)
    boxes = page.locator('.tile input[name="id"]')
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    count = page.locator("[data-select-count]")
    expect(count).to_have_text("3 selected")
    page.locator(".tile .tile-link").nth(1).click(modifiers=["Control"])
    expect(count).to_have_text("2 selected")
    page.locator("#select-tag").fill("poster")
    page.locator("#select-tag").press("Enter")
    expect(page.locator("#notice")).to_contain_text("Tagged “poster”: 2 pictures.")
    page.locator(".tile .tile-link").nth(0).focus()
    page.keyboard.press("3")
    expect(marks(page, 2)).to_contain_text("rated 3 of 5")
    expect(marks(page, 1)).not_to_contain_text("rated")
    page.keyboard.press("Delete")
    expect(page.locator(".tile")).to_have_count(1)
    expect(page.locator("#notice")).to_contain_text("Moved to the trash: 2 pictures.")
    page.get_by_role("link", name="Trash").last.click()
    expect(page.locator(".trash-item")).to_have_count(2)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".trash-item")).to_have_count(1)
    page.get_by_role("button", name="Empty the trash").click()
    expect(page.get_by_role("heading", name="Remove 1 picture for good?")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Removed for good: 1 picture")).to_be_visible()
    page.goto("/history/")
    expect(page.locator(".tile")).to_have_count(2)
