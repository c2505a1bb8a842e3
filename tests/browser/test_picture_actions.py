"""What the buttons of a picture do: they act at once, once, and say what they did."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.furnishing import share
from tests.browser.studio import EDIT, FLEX, Studio, download_all, file, seed_of, tool

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

SIZES = [(1440, 900), (820, 1180), (390, 844)]


def staged(page: Page) -> list[str]:
    """The ids of the generations on the stage."""
    cards = page.locator("#stage [data-generation]")
    return [str(id_) for id_ in cards.evaluate_all("cards => cards.map((card) => card.dataset.generation)")]


def test_reroll_makes_the_same_number_at_once(studio: Studio) -> None:
    studio.choose_variants(2).generate("a paper boat", seed=7)
    page = studio.page
    done = page.locator("#stage [data-status=done]")
    expect(done).to_have_count(2)
    before = staged(page)
    tool(page, "More").click()
    tool(page, "Reroll").dblclick()
    expect(page.locator("#notice")).to_contain_text("Making 2 pictures with new seeds.")
    expect(studio.frames).to_have_count(4)
    expect(done).to_have_count(2)
    assert not set(before) & set(staged(page))
    # The form is as it was, and the second half of the double click made nothing.
    expect(studio.control("seed")).to_have_value("7")
    page.reload()
    expect(studio.frames).to_have_count(4)


def test_vary_makes_four_by_click_and_by_key(studio: Studio) -> None:
    studio.choose_variants(2).generate("a paper boat", seed=7)
    page = studio.page
    done = page.locator("#stage [data-status=done]")
    expect(done).to_have_count(2)
    tool(page, "Vary").dblclick()
    expect(page.locator("#notice")).to_contain_text("Making 4 variations with new seeds.")
    expect(studio.frames).to_have_count(6)
    expect(done).to_have_count(4)
    # While somebody types, the key is a letter.
    studio.prompt.press("Shift+V")
    page.locator("#stage .card-picture").nth(1).focus()
    page.keyboard.press("Shift+V")
    expect(studio.frames).to_have_count(10)
    expect(page.locator("#stage .card-facts").first).to_contain_text("seed")
    expect(done).to_have_count(4)
    expect(studio.prompt).to_have_value("a paper boatV")


def test_other_shapes_come_in_one_click_with_the_same_seed(studio: Studio) -> None:
    page = studio.page
    seed = seed_of(studio.make("a paper boat"))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        tool(page, "Same in").click()
        menu = page.get_by_role("group", name="Same in another shape")
        expect(menu.get_by_role("button", name="All of these")).to_be_in_viewport(ratio=1)
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
    page.set_viewport_size({"width": 1440, "height": 900})
    tool(page, "Same in").press("Enter")
    menu.get_by_role("button", name="16:9", exact=True).press("Enter")
    expect(page.locator("#notice")).to_contain_text(f"Making 16:9 with seed {seed}.")
    card = studio.finished(page.locator("#stage [data-generation]"))
    assert seed_of(card) == seed
    expect(card.locator("img").first).to_have_js_property("naturalHeight", 768)


def test_load_settings_keeps_the_number_of_pictures(studio: Studio) -> None:
    page = studio.page
    studio.make("a paper boat", steps=9, seed=7)
    studio.choose_variants(4).set(prompt="something else", steps=30)
    tool(page, "Load settings").click()
    expect(studio.prompt).to_have_value("a paper boat")
    expect(studio.control("steps")).to_have_value("9")
    expect(page.locator("[name=variants]:checked")).to_have_value("4")
    expect(page.locator("#notice")).to_contain_text("Settings loaded, with seed 7. Generate makes 4 pictures.")


def test_every_button_has_its_label_at_every_size(studio: Studio) -> None:
    page = studio.page
    studio.make("a paper boat")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for name in ("Edit", "Use as reference", "Vary", "Same in", "Load settings", "More", "Delete"):
            button = tool(page, name)
            button.scroll_into_view_if_needed()
            expect(button.get_by_text(name)).to_be_in_viewport()
            expect(button).to_have_accessible_name(re.compile("a paper boat"))
        rows = page.locator(".card-toolbar:visible > .action:visible").evaluate_all(
            "all => new Set(all.map((one) => Math.round(one.getBoundingClientRect().top))).size"
        )
        assert rows == 1
    page.set_viewport_size({"width": 1440, "height": 900})
    # Without scrolling sideways, and not below the button of the code drawer.
    tool(page, "Delete").click(trial=True)
    assert page.locator(".card-foot:visible").evaluate("foot => foot.scrollWidth <= foot.clientWidth")


def test_after_a_delete_the_neighbour_is_shown_and_undo_puts_all_back(studio: Studio) -> None:
    page = studio.page
    studio.make("the older one")
    studio.make("the newer one")
    [newer] = staged(page)
    tool(page, "Delete").click()
    expect(page.locator("#stage")).to_contain_text("the older one")
    expect(studio.frames).to_have_count(1)
    expect(studio.frames.first.get_by_role("link").first).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#stage")).to_contain_text("the newer one")
    assert staged(page) == [newer]
    expect(studio.frames).to_have_count(2)


def test_revoking_asks_and_is_undone_under_the_same_address(studio: Studio) -> None:
    page = studio.page
    studio.make("a paper boat")
    page.clock.install()
    address = share(page, staged(page)[0])
    page.get_by_text("Revoke…").click()
    page.get_by_role("button", name="Revoke link").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(page.locator("#share-url")).to_have_attribute("href", address)
    expect(page.locator("#notice")).to_contain_text("The link works again.")
    assert page.request.get(address).ok
    page.get_by_text("Revoke…").click()
    page.get_by_role("button", name="Revoke link").click()
    expect(undo).to_be_visible()
    page.clock.fast_forward(10_500)
    expect(undo).to_have_count(0)
    assert page.request.get(address).status == 404


def test_before_changes_its_label_while_it_is_pressed(page: Page) -> None:
    studio = Studio(page).open(EDIT).add_pictures(file("garden.png", width=480, height=320))
    card = studio.make("turn it orange")
    button = card.get_by_role("button", name=re.compile("^(Before|After)$"))
    shown = card.get_by_alt_text("The input, before the edit")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        button.click()
        expect(button).to_have_text("After")
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(shown).to_be_visible()
        button.press("Enter")
        expect(button).to_have_text("Before")
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(shown).to_be_hidden()


def test_all_pictures_of_a_click_are_downloaded_under_their_names(studio: Studio, tmp_path: Path) -> None:
    page = studio.page
    studio.open(FLEX).choose_variants(3).generate("Slow pour", guidance=4, aspect_ratio="9:16", seed=1203)
    expect(page.locator("#stage [data-status=done]")).to_have_count(3)
    names = download_all(page, tmp_path)
    assert len(set(names)) == 3
    for number, name in enumerate(names):
        assert re.fullmatch(rf"slow-pour-9x16-g4-s{1203 + number}-[0-9a-z]{{5}}\.png", name)
