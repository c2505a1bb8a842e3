"""A grid is judged, sorted, extended, taken away and shared, by mouse and by keyboard."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.hand import Hand, assert_silent
from tests.browser.studio import FLEX
from tests.browser.sweeping import buy, columns, lead_to_set_up, make_grid, open_menu, pictures, said, vary
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def make_all(hand: Hand) -> None:
    """Make a grid of three numbers of steps and two animals, and all of its pictures."""
    lead_to_set_up(hand, FLEX, "a red fox")
    vary(hand, "columns", "Steps", "Steps: numbers and ranges", "6-18 step 6")
    vary(hand, "rows", "Words of the prompt", "Words of the prompt that differ", "fox")
    hand.enter(hand.page.get_by_label("Words in their place"), "wolf")
    make_grid(hand)
    buy(hand, "Make all 6 · free", 6)


def mark(hand: Hand, name: str, *, rating: int = 0) -> None:
    """Rate the picture of a cell, or star it without a rating."""
    link = hand.page.get_by_role("link", name=name, exact=True)
    cell = hand.page.locator("td", has=link)
    if hand.is_mouse:
        cell.hover()
        cell.locator(f'[data-mark][value="{rating or "toggle"}"]').click()
    else:
        hand.reach(link)
        hand.page.keyboard.press(str(rating) if rating else "s")
    expect(cell.locator(".mark-rating" if rating else ".mark-star")).to_have_count(1)


def mean_of(hand: Hand, head: str) -> Locator:
    return hand.page.locator(f"#{head} [data-mean]")


def test_stars_ratings_means_and_sorting(hand: Hand) -> None:
    page = hand.page
    make_all(hand)
    mark(hand, "6, fox")
    for name, rating in (("12, fox", 2), ("18, fox", 5), ("18, wolf", 4)):
        mark(hand, name, rating=rating)
    # The means are there without another look at the server, and are the same after one.
    for _ in range(2):
        expect(mean_of(hand, "column-2")).to_contain_text("4.5")
        expect(mean_of(hand, "column-1")).to_contain_text("2.0")
        expect(mean_of(hand, "row-0")).to_contain_text("3.5")
        expect(mean_of(hand, "column-0")).to_be_hidden()
        page.reload()
    page.get_by_role("link", name="18, fox").focus()
    page.keyboard.press("0")
    expect(mean_of(hand, "column-2")).to_contain_text("4.0")
    page.keyboard.press("Control+z")
    expect(mean_of(hand, "column-2")).to_contain_text("4.5")
    assert_silent(page)
    hand.press(open_menu(hand, "Sort").get_by_role("link", name="Columns by rating"))
    expect(columns(hand)).to_have_text(["18", "12", "6"])
    hand.press(open_menu(hand, "Sort").get_by_role("link", name="Rows by rating"))
    expect(page.locator("tbody .sweep-words")).to_have_text(["wolf", "fox"])
    expect(columns(hand)).to_have_text(["18", "12", "6"])
    menu = open_menu(hand, "Sort")
    assert_silent(page)
    hand.press(menu.get_by_role("link", name="Their own order"))
    expect(columns(hand)).to_have_text(["6", "12", "18"])


def test_columns_and_rows_are_added_later(hand: Hand) -> None:
    page = hand.page
    make_all(hand)
    hand.press(page.locator("summary", has_text="Add columns or rows"))
    assert_silent(page)
    hand.enter(page.get_by_label("Steps: numbers and ranges"), "99")
    hand.press(page.get_by_role("button", name="Add columns"))
    expect(page.get_by_role("alert").first).to_contain_text("steps is 99; the maximum is 50.")
    assert_silent(page)
    hand.enter(page.get_by_label("Steps: numbers and ranges"), "24, 12")
    hand.press(page.get_by_role("button", name="Add columns"))
    expect(said(hand)).to_contain_text("1 column added.")
    hand.press(page.locator("summary", has_text="Add columns or rows"))
    hand.enter(page.get_by_label("Words in their place"), "heron")
    hand.press(page.get_by_role("button", name="Add rows"))
    expect(columns(hand)).to_have_text(["6", "12", "18", "24"])
    expect(page.locator("tbody .sweep-words")).to_have_text(["fox", "wolf", "heron"])
    expect(pictures(hand)).to_have_count(6)
    buy(hand, "Make the column 24", 9)


def fetch(hand: Hand, name: str) -> Path:
    """Download one of the exports."""
    link = open_menu(hand, "Export").get_by_role("link", name=name)
    with hand.page.expect_download() as download:
        hand.press(link)
    return download.value.path()


def test_the_grid_is_taken_away(hand: Hand) -> None:
    make_all(hand)
    mark(hand, "18, wolf", rating=4)
    with Image.open(fetch(hand, "One labelled picture")) as sheet:
        assert sheet.format == "JPEG"
        assert sheet.width > 3 * 200
    rows = list(csv.DictReader(io.StringIO(fetch(hand, "Table (CSV)").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 6
    [rated] = [row for row in rows if row["rating"] == "4"]
    assert (rated["Steps"], rated["“fox”"], rated["state"]) == ("18", "wolf", "done")
    with ZipFile(fetch(hand, "All pictures (ZIP)")) as archive:
        assert archive.testzip() is None
        assert sum(name.endswith(".png") for name in archive.namelist()) == 6
    open_menu(hand, "Export")
    assert_silent(hand.page)


def test_a_stranger_sees_what_was_shared_until_it_is_revoked(
    hand: Hand, open_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    page = hand.page
    make_all(hand)
    address = page.url
    menu = open_menu(hand, "Share")
    hand.press(menu.get_by_role("button", name="Make a link"))
    link = page.get_by_label("Link", exact=True).input_value()
    assert_silent(page)
    stranger = Hand(open_context(viewport={"width": hand.width, "height": 900}).new_page(), hand.way, hand.width)
    look_as_a_stranger(stranger, link, address, watch)
    hand.check(open_menu(hand, "Share").get_by_label("Also show the prompt and the settings"))
    with page.expect_response(re.compile(r"\?share$")):
        hand.press(page.get_by_role("button", name="Save", exact=True))
    stranger.page.goto(link)
    expect(stranger.page.locator("dl.facts")).to_contain_text("a red fox")
    assert_silent(stranger.page)
    hand.press(open_menu(hand, "Share").get_by_role("button", name="Revoke the link"))
    expect(said(hand)).to_contain_text("The link was revoked")
    assert stranger.page.goto(link).status == 404  # type: ignore[union-attr]


def look_as_a_stranger(stranger: Hand, link: str, address: str, watch: Watch) -> None:
    page = stranger.page
    page.goto(link)
    expect(page.locator("td img")).to_have_count(6)
    expect(page.locator("body")).not_to_contain_text("a red fox")
    assert_silent(page)
    stranger.press(page.get_by_role("link", name="18, fox"))
    viewer = page.get_by_role("dialog", name="Full screen")
    expect(viewer.get_by_role("img", name="18, fox")).to_have_js_property("complete", True)
    expect(viewer.get_by_role("button", name="Settings")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("[data-viewer-part=caption]")).to_have_text("6, wolf")
    assert_silent(page)
    stranger.press(viewer.get_by_role("button", name="Close"))
    expect(viewer).to_be_hidden()
    watch.expect_status(404)
    # The grid itself is nobody else's.
    assert page.context.new_page().goto(address).status == 404  # type: ignore[union-attr]


def test_headers_stay_in_view_while_a_person_goes_through_the_grid(hand: Hand) -> None:
    page = hand.page
    lead_to_set_up(hand, FLEX, "a red fox")
    vary(hand, "columns", "Seed", "Seed: numbers and ranges", "1-16")
    vary(hand, "rows", "Steps", "Steps: numbers and ranges", "6-17")
    make_grid(hand)
    go_to(hand, 9, 12)
    expect(page.locator("#column-0")).not_to_be_in_viewport()
    for head in (page.locator(".sweep-corner"), page.locator("#column-12"), page.locator("#row-9")):
        expect(head).to_be_in_viewport()
    # Back at the first cell, no header covers what has the focus.
    go_to(hand, 0, 0)
    assert_silent(page)


def go_to(hand: Hand, row: int, column: int) -> None:
    """Scroll to a cell, or walk to it by the arrow keys."""
    page = hand.page
    target = page.locator("tbody tr").nth(row).locator("td").nth(column).locator(".sweep-buy")
    if hand.is_mouse:
        target.scroll_into_view_if_needed()
        target.click(trial=True)
        return
    if not page.locator("td :focus").count():
        hand.reach(page.locator(".sweep-buy").first)
    there = focused_place(page)
    for key, steps in (("Down", row - there[0]), ("Right", column - there[1])):
        for _ in range(abs(steps)):
            page.keyboard.press(f"Arrow{key if steps > 0 else {'Down': 'Up', 'Right': 'Left'}[key]}")
    expect(target).to_be_focused()
    hand.reach(target)


def focused_place(page: Page) -> tuple[int, int]:
    row, column = page.locator("td:has(:focus)").evaluate(
        "cell => [cell.parentElement.rowIndex - 1, cell.cellIndex - 1]"
    )
    return row, column
