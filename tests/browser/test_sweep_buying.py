"""A grid is set up and bought, by mouse and by keyboard: cell, column, row, sample and all, within a budget."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand, assert_silent
from tests.browser.studio import FLEX, JOB, Studio, file
from tests.browser.sweeping import (
    buy,
    choose_sweep,
    columns,
    lead_to_set_up,
    make_grid,
    pictures,
    said,
    vary,
    what_differs,
)
from tests.browser.test_quotes import MAX, enter_key

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def set_up_with_prices(hand: Hand) -> None:
    """Make a grid of five seeds and two animals, of which each picture costs four cents."""
    enter_key(hand.page)
    lead_to_set_up(hand, MAX, "a red fox")
    vary(hand, "columns", "Seed", "Seed: numbers and ranges", "1-4, 7")
    vary(hand, "rows", "Words of the prompt", "Words of the prompt that differ", "fox")
    hand.enter(hand.page.get_by_label("Words in their place"), "wolf")
    hand.enter(hand.page.get_by_label("Budget in dollars"), "0.30")
    assert_silent(hand.page)
    make_grid(hand)


def set_budget(hand: Hand, amount: str, answer: str) -> None:
    hand.enter(hand.page.get_by_label("Budget in dollars"), amount)
    hand.press(hand.page.get_by_role("button", name="Set", exact=True))
    expect(said(hand)).to_contain_text(answer)


def take_sample(hand: Hand, number: str) -> None:
    hand.enter(hand.page.get_by_label("Sample of"), number)
    hand.press(hand.page.locator("button[name=sample]"))


def test_cell_column_row_sample_and_all_within_a_budget(hand: Hand) -> None:
    page = hand.page
    set_up_with_prices(hand)
    expect(page.locator("td .sweep-buy")).to_have_text([re.compile(r"\$0\.04")] * 10)
    expect(pictures(hand)).to_have_count(0)
    assert_silent(page)

    buy(hand, "Buy: 2, fox, $0.04", 1)
    if not hand.is_mouse:
        # The focus has stayed in the cell, through all that it showed.
        expect(page.get_by_role("link", name="2, fox")).to_be_focused()
    buy(hand, "Buy the column 7: $0.08", 3)
    buy(hand, "Buy the row wolf: $0.16", 7)
    expect(page.locator(".sweep-facts")).to_have_text(
        re.compile(r"7 of 10 made\.\s+Spent \$0\.28\.\s+\$0\.02 of the budget left\.")
    )
    take_sample(hand, "2")
    expect(said(hand)).to_contain_text("2 cells would exceed the budget and are not sent.")
    assert_silent(page)
    set_budget(hand, "nine", "The budget is “nine”; it must be an amount")
    set_budget(hand, "0.36", "The budget was set.")
    take_sample(hand, "2")
    expect(pictures(hand)).to_have_count(9)
    buy(hand, "Buy all 1 · $0.04", 9)
    expect(said(hand)).to_contain_text("1 cell would exceed the budget and is not sent.")
    set_budget(hand, "", "The budget was removed.")
    buy(hand, "Buy all 1 · $0.04", 10)
    expect(page.locator(".sweep-buy, .sweep-buy-line")).to_have_count(0)
    assert_silent(page)

    # Another grid asks for two of the same pictures.
    page.goto(f"/sweeps/new/?spec={MAX}")
    vary(hand, "columns", "Seed", "Seed: numbers and ranges", "1-2, 9")
    make_grid(hand)
    expect(page.locator("td .badge")).to_have_text(["Reused", "Reused"])
    expect(page.get_by_role("button", name="Buy all 1 · $0.04")).to_be_visible()
    expect(page.locator(".sweep-facts")).to_have_text(re.compile(r"2 of 3 made\.\s+Spent \$0\.00\."))


def test_references_and_models_are_axes(hand: Hand) -> None:
    page = hand.page
    Studio(page).open(JOB).add_pictures(file("first.png"), file("second.png", colour="#7a3b2e"))
    with page.expect_response("**/draft/"):
        page.locator("#id_prompt").fill("on one table")
    choose_sweep(hand)
    hand.choose(what_differs(hand, "columns"), "References")
    across = page.get_by_role("group", name="Across: columns")
    hand.choose(across.get_by_label("Replaces reference number"), "2")
    for name in ("first.png", "second.png"):
        hand.check(across.get_by_role("checkbox", name=name))
    hand.choose(what_differs(hand, "rows"), "Models and APIs")
    down = page.get_by_role("group", name="Down: rows")
    hand.check(down.locator("input[value='apiframe/flux-2-pro/generate']"))
    assert_silent(page)
    make_grid(hand)
    expect(page.locator("thead .sweep-reference")).to_have_count(2)
    expect(columns(hand)).to_have_text(["Picture 1", "Picture 2"])
    buy(hand, "Make all 4 · free", 4)
    assert_silent(page)


def test_what_waits_is_cancelled_and_a_double_click_buys_only(hand: Hand) -> None:
    page = hand.page
    lead_to_set_up(hand, FLEX, "a slow fox [sketch:wait 60]")
    vary(hand, "columns", "Steps", "Steps: numbers and ranges", "6-9")
    make_grid(hand)
    cell = page.get_by_role("button", name="Make: 7, free")
    cancel = page.get_by_role("button", name="Cancel: 7")
    if hand.is_mouse:
        cell.dblclick()
    else:
        hand.reach(cell)
        page.keyboard.press("Enter")
        expect(cancel).to_be_visible()
        page.keyboard.press("Enter")
    expect(cancel).to_be_visible()
    hand.press(cancel)
    expect(page.get_by_role("button", name="Make again: 7, free")).to_be_visible()
    hand.press(page.get_by_role("button", name="Make all 4 · free"))
    expect(page.locator("td [data-active]")).to_have_count(4)
    assert_silent(page)
    hand.press(page.get_by_role("button", name="Cancel what waits"))
    expect(page.get_by_role("button", name=re.compile("^Make again: "))).to_have_count(4)


def test_a_wrong_set_up_is_said_where_it_is_wrong_and_keeps_what_was_chosen(hand: Hand) -> None:
    page = hand.page
    lead_to_set_up(hand, FLEX, "a red fox")
    vary(hand, "columns", "Steps", "Steps: numbers and ranges", "1-3")
    hand.press(page.get_by_role("button", name="Make the grid"))
    expect(page.get_by_role("alert")).to_have_text("steps is 1; the minimum is 6.")
    assert_silent(page)
    expect(what_differs(hand, "columns").locator("option:checked")).to_have_text(re.compile("Steps"))
    # Values of one parameter are not offered for another.
    hand.choose(what_differs(hand, "columns"), "Prompt guidance")
    expect(page.get_by_label("Prompt guidance: numbers and ranges")).to_have_value("")
    expect(page.get_by_role("alert")).to_have_count(0)
    vary(hand, "rows", "Prompt guidance", "Prompt guidance: numbers and ranges", "2")
    hand.enter(page.get_by_role("group", name="Across: columns").get_by_label("Prompt guidance"), "3, 4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(re.compile("Columns and rows vary the same"))
    hand.choose(what_differs(hand, "rows"), "Nothing: one row")
    expect(page.get_by_role("alert")).to_have_count(0)
    make_grid(hand)
    expect(columns(hand)).to_have_text(["3", "4"])
