"""What was requested and received, as a person reads it: on the page of a picture, in the viewer, and over a sweep."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.hand import Hand, assert_silent
from tests.browser.studio import FLEX, Studio
from tests.browser.sweeping import buy, columns, lead_to_set_up, make_grid, open_menu, vary

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

TEAL, RUST = "#0F766E", "#C2410C"


def make(hand: Hand, prompt: str, **values: object) -> Studio:
    """Make a picture; on a telephone the fields are in a sheet."""
    studio = Studio(hand.page).open(FLEX)
    studio.prompt.fill(prompt)
    if hand.width < 760:
        hand.page.locator("[data-sheet-open]").first.click()
    studio.set(**values)
    if hand.width < 760:
        hand.page.locator("[data-sheet-close]").click()
    studio.generate_button.locator("visible=true").click()
    studio.finished(studio.cards.first)
    return studio


def fact(hand: Hand, name: str) -> Locator:
    return hand.page.locator(f"#measured [data-fact={name}] td")


def test_size_format_seed_and_colours_are_compared(hand: Hand) -> None:
    page = hand.page
    prompt = f"a teal ({TEAL}) gate below a {RUST} roof"
    studio = make(hand, prompt, aspect_ratio="3:2", seed=7, output_format="jpg", prompt_upsampling=True)
    hand.press(studio.cards.first.get_by_role("button", name="More"))
    hand.press(studio.cards.first.get_by_role("link", name="Open"))
    expect(page.get_by_role("heading", name="Measured")).to_be_visible()
    expect(fact(hand, "size")).to_have_text([re.compile("3:2"), re.compile("1248 × 832")])
    expect(fact(hand, "format")).to_have_text([re.compile("JPEG"), re.compile("JPEG")])
    expect(fact(hand, "seed")).to_have_text([re.compile("7"), re.compile("7")])
    expect(fact(hand, "prompt").last).to_contain_text("rewritten by the API")
    expect(page.get_by_text("Rewritten prompt", exact=True)).to_be_visible()
    for colour in (TEAL, RUST):
        row = page.locator(f'#measured [data-colour="{colour}"]')
        expect(row).to_contain_text(re.compile(r"#[0-9A-F]{6}\s+#[0-9A-F]{6}\s+ΔE\s\d+\.\d ·\s+\w+ ·\s+.*%"))
    hand.press(page.locator("summary", has_text="How colors are measured"))
    expect(page.get_by_text("ΔE is ΔE2000")).to_be_visible()
    assert_silent(page)

    if hand.is_mouse:
        page.get_by_role("button", name="Full screen").click()
    else:
        page.keyboard.press("f")
    viewer = page.get_by_role("dialog", name="Full screen")
    hand.press(viewer.get_by_role("button", name="Settings"))
    expect(viewer.locator("[data-colour]")).to_have_count(2)
    expect(viewer.locator(f'[data-colour="{TEAL}"]')).to_contain_text(re.compile(r"ΔE\s\d"))
    assert_silent(page)


def test_a_sweep_is_sorted_by_how_well_its_colours_were_met(hand: Hand) -> None:
    page = hand.page
    lead_to_set_up(hand, FLEX, f"a gate in {TEAL}")
    vary(hand, "columns", "Words of the prompt", "Words of the prompt that differ", TEAL)
    hand.enter(page.get_by_label("Words in their place"), f"{RUST}\n#FF00FF\n#FDE68A")
    make_grid(hand)
    buy(hand, "Make all 4 · free", 4)
    distances = page.locator("thead [data-colour-distance]")
    expect(distances).to_have_count(4)
    hand.press(open_menu(hand, "Sort").get_by_role("link", name="Columns by color match"))
    expect(page).to_have_url(re.compile("columns=colours"))
    expect(columns(hand)).to_have_count(4)
    sorted_ = [float(text.split()[-1]) for text in distances.all_inner_texts()]
    assert sorted_ == sorted(sorted_)
    assert_silent(page)
