"""Judging and keeping: marks by keys with undo, culling, then many pictures tagged, deleted and restored."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.studio import FLEX, Studio
from tests.browser.watch import Watch

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


def undo_the_last(page: Page) -> None:
    """Take back what the last key did to the second of two pictures, when both have been seen."""
    expect(page.get_by_role("heading", name="You have seen all 2 pictures")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".cull-place")).to_contain_text("2 of 2")


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
    expect(page.locator("cull-mode:defined .cull-place")).to_contain_text("1 of 2")
    # The second key is pressed before the next picture is there, and means that one.
    page.keyboard.press("5")
    page.keyboard.press("x")
    undo_the_last(page)
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


@pytest.mark.thorough
def test_more_than_a_form_can_send_are_chosen_by_a_search(page: Page) -> None:
    make(page, 1)
    ids = " ".join(f"00000000-0000-7000-8000-{number:012}" for number in range(1200))
    # As rows that the grid has put away.
    page.evaluate(
        """(ids) => {
        const away = Object.assign(document.createElement("li"), { className: "tiles-away" });
        away.dataset.ids = ids;
        document.querySelector("#tiles").append(away);
        }""",
        ids,
    )
    page.locator(".tile .tile-link").focus()
    page.keyboard.press("Control+a")
    expect(page.locator("[data-select-count]")).to_have_text("1201 selected")
    page.keyboard.press("4")
    expect(page.locator("#notice")).to_contain_text("1,201 pictures are selected; the maximum is 1,000.")
    page.get_by_role("checkbox", name="All").check()
    page.locator(".tile .tile-link").focus()
    page.keyboard.press("4")
    expect(page.get_by_role("heading", name="Rate 1 picture 4 stars?")).to_be_visible()


@pytest.mark.thorough
def test_a_key_without_a_meaning_waits_for_no_other_picture(page: Page) -> None:
    make(page, 2)
    page.goto("/history/cull/")
    expect(page.locator("cull-mode:defined .cull-place")).to_contain_text("1 of 2")
    # There is nothing to undo yet, and no picture before this one.
    for key in ("Control+z", "ArrowLeft", "4"):
        page.keyboard.press(key)
    expect(page.locator(".cull-place")).to_contain_text("2 of 2")
    for key in ("5", "3", "2"):
        page.keyboard.press(key)
    undo_the_last(page)
    page.goto("/history/")
    expect(marks(page, 0)).to_contain_text("rated 4 of 5")
    expect(marks(page, 1)).not_to_contain_text("rated")


@pytest.mark.thorough
def test_a_note_is_saved_after_the_connection_was_lost_for_long(page: Page, watch: Watch) -> None:
    make(page, 1)
    page.goto(page.locator(".tile .tile-link").get_attribute("href") or "")
    note = page.locator("note-field textarea")
    watch.may_fail = True
    page.route("**/note/", lambda route: route.abort())
    for text in ("one", "one two", "one two three"):
        note.fill(text)
        note.blur()
        expect(page.locator("[data-note-said]")).to_contain_text("The note is not saved.")
    page.unroute("**/note/")
    note.fill("one two three four")
    note.blur()
    expect(page.locator("[data-note-said]")).to_have_text("Saved.")
    page.reload()
    expect(note).to_have_value("one two three four")
