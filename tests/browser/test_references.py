"""References from the history, by keyboard and touch: they are added, and nobody loses words, models or pictures."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.studio import EDIT, FLEX, JOB, Studio, tool

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

SIZES = [(1440, 900), (820, 1180), (390, 844)]


def bring(studio: Studio, place: int) -> None:
    """Bring a picture of the history onto the stage, alone."""
    frame = studio.frames.nth(place)
    wanted = frame.get_attribute("data-generation") or ""
    frame.get_by_role("link").first.click()
    expect(studio.card(wanted)).to_be_visible()
    expect(studio.cards).to_have_count(1)


def make_three(studio: Studio) -> None:
    studio.open(FLEX).choose_variants(3).generate("a lone tree", guidance=4)
    expect(studio.page.locator("#stage [data-status=done]")).to_have_count(3)


def test_pictures_are_picked_from_the_history_by_keyboard(page: Page) -> None:
    studio = Studio(page)
    make_three(studio)
    studio.open(JOB).prompt.fill("all on one table")
    expect(page.locator("picture-field:defined")).to_be_attached()
    for number, (width, height) in enumerate(SIZES, start=1):
        page.set_viewport_size({"width": width, "height": height})
        opener = page.get_by_role("button", name="From history")
        if not opener.is_visible():
            page.locator("[data-sheet-open]:visible").first.click()
        opener.press("Enter")
        dialog = page.get_by_role("dialog", name="From history")
        picture = dialog.get_by_role("button", name=re.compile("a lone tree")).nth(number - 1)
        picture.press("Enter")
        expect(picture).to_have_attribute("aria-pressed", "true")
        expect(dialog).to_contain_text(f"{number} of 10 chosen")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
        expect(studio.references).to_have_count(number)
    expect(studio.prompt).to_have_value("all on one table")
    expect(page).to_have_url(re.compile(f"/{JOB}/$"))


def test_the_picker_says_that_the_form_is_full_and_lets_go_of_a_chosen_picture(page: Page) -> None:
    studio = Studio(page)
    make_three(studio)
    studio.choose_variants(2).generate("a lone tree", guidance=3)
    expect(page.locator("#stage [data-status=done]")).to_have_count(2)
    studio.open("bfl/flux-2-klein-4b/generate")
    expect(page.locator("picture-field:defined")).to_be_attached()
    page.get_by_role("button", name="From history").click()
    dialog = page.get_by_role("dialog", name="From history")
    pictures = dialog.get_by_role("button", name=re.compile("a lone tree"))
    for place in range(4):
        pictures.nth(place).press("Enter")
        expect(dialog.get_by_role("status")).to_have_text(f"{place + 1} of 4 chosen")
    pictures.nth(4).press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("This model takes no more.")
    expect(page.locator("#notice [data-level=error]")).to_have_count(0)
    pictures.nth(1).press("Enter")
    expect(pictures.nth(1)).to_have_attribute("aria-pressed", "false")
    expect(pictures.nth(1)).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text("3 of 4 chosen")
    pictures.nth(4).press("Enter")
    page.keyboard.press("Escape")
    expect(studio.references).to_have_count(4)


def test_a_reference_is_added_and_never_replaces_one(page: Page) -> None:
    studio = Studio(page)
    make_three(studio)
    studio.open(JOB).prompt.fill("on a table")
    expect(page.locator("picture-field:defined")).to_be_visible()
    for place in range(2):
        bring(studio, place)
        tool(page, "Use as reference").click()
        expect(page.locator("#notice")).to_contain_text(f"Added as reference {place + 1} of 10.")
    tool(page, "Use as reference").click()
    expect(page.locator("#notice")).to_contain_text("This picture is reference 2 already.")
    expect(studio.references).to_have_count(2)
    expect(studio.prompt).to_have_value("on a table")
    expect(page).to_have_url(re.compile(f"/{JOB}/"))


def test_a_model_without_pictures_offers_another_which_says_when_it_is_full(page: Page) -> None:
    studio = Studio(page)
    make_three(studio)
    studio.prompt.fill("typed meanwhile")
    tool(page, "Use as reference").click()
    notice = page.locator("#notice")
    expect(notice).to_contain_text("FLUX.2 flex on 1min.ai does not take pictures.")
    notice.get_by_role("button", name="Switch to FLUX.2 flex edit on 1min.ai").press("Enter")
    expect(studio.references).to_have_count(1)
    expect(studio.prompt).to_be_focused()
    expect(studio.prompt).to_have_value("typed meanwhile")
    expect(studio.control("guidance")).to_have_value("4")
    bring(studio, 0)
    expect(page.locator("picture-field:defined")).to_be_visible()
    tool(page, "Use as reference").click()
    expect(notice).to_contain_text("takes 1 picture and has 1. Remove one first.")
    expect(studio.references).to_have_count(1)


def test_the_edited_picture_is_seen_at_every_size_and_can_be_left(page: Page) -> None:
    studio = Studio(page)
    make_three(studio)
    studio.prompt.fill("at night")
    edited = page.locator("#stage [data-generation]").first.get_attribute("data-generation")
    tool(page, "Edit").click()
    expect(page).to_have_url(re.compile(rf"/{EDIT}/\?show={edited}"))
    expect(studio.prompt).to_be_focused()
    bar = page.locator("[data-editing]")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        expect(bar).to_be_in_viewport()
        expect(bar).to_contain_text("Editing")
        expect(page.locator("#stage [data-generation]")).to_have_count(1)
        expect(page.locator(f'#stage [data-generation="{edited}"] img').first).to_be_visible()
    expect(studio.prompt).to_have_value("at night")
    expect(studio.control("guidance")).to_have_value("4")
    bar.get_by_role("button", name="Stop editing").press("Enter")
    expect(page).to_have_url(re.compile(f"/{FLEX}/$"))
    expect(studio.prompt).to_be_focused()
    expect(bar).to_have_count(0)
    expect(studio.prompt).to_have_value("at night")


def test_an_edit_ends_when_its_picture_is_removed(page: Page) -> None:
    studio = Studio(page)
    make_three(studio)
    tool(page, "Edit").click()
    expect(page.locator("picture-field:defined")).to_be_visible()
    studio.references.first.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.locator("[data-editing]")).to_have_count(0)


def test_without_script_a_picture_is_picked_on_a_page(page: Page, open_context: Callable[..., BrowserContext]) -> None:
    make_three(Studio(page))
    state = page.context.storage_state()
    plain = open_context(java_script_enabled=False, storage_state=state).new_page()
    plain.goto(f"/{JOB}/")
    plain.locator("#id_prompt").fill("without script")
    plain.get_by_role("button", name="From history").click()
    plain.get_by_role("button", name=re.compile("a lone tree")).first.click()
    expect(plain.locator("[data-reference]")).to_have_count(1)
    expect(plain.locator("#id_prompt")).to_have_value("without script")
    expect(plain.locator("#notice")).to_contain_text("Added as reference 1 of 10.")


def test_a_picture_that_is_deleted_leaves_the_form_and_comes_back(page: Page) -> None:
    studio = Studio(page)
    make_three(studio)
    tool(page, "Edit").click()
    expect(page.locator("picture-field:defined")).to_be_visible()
    tool(page, "Delete").click()
    expect(studio.references).to_have_count(0)
    expect(page.locator("[data-editing]")).to_have_count(0)
    problem = page.locator("[data-problem]")
    expect(problem).to_contain_text("You deleted a picture that was in this form")
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(studio.references).to_have_count(1)
    expect(page.locator("[data-editing]")).to_have_count(1)
    expect(problem).to_be_hidden()
    # Another one that is not in the form changes nothing there.
    bring(studio, 1)
    tool(page, "Delete").click()
    expect(page.locator("#notice")).to_contain_text("Deleted.")
    expect(studio.references).to_have_count(1)
