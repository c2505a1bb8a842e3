"""Everything by keyboard alone, with the focus always in sight."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.furnishing import Furnished
from tests.browser.studio import FLEX, JOB, Studio, file

pytestmark = pytest.mark.browser

# An outline on the control itself, or on what stands for it where the control is hidden behind its label.
IS_SEEN = """element => [element, element.parentElement, element.nextElementSibling].some((shown) => {
  const style = shown && getComputedStyle(shown);
  return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
})"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, which it must be after a sensible number of stops."""
    target = page.locator(selector).first
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab never came to {selector}.")


def test_the_prompt_and_generate_are_reached_and_used(studio: Studio) -> None:
    page = studio.page
    tab_to(page, "#id_prompt")
    page.keyboard.type("no mouse at all")
    tab_to(page, "#id_steps")
    page.keyboard.press("Control+a")
    page.keyboard.type("9")
    tab_to(page, "#generate")
    page.keyboard.press("Enter")
    studio.finished(studio.cards)
    expect(studio.cards).to_contain_text("no mouse at all")
    expect(studio.code).to_contain_text('"steps": 9')


def test_the_focus_stays_with_the_pictures_that_an_action_makes(studio: Studio) -> None:
    first = studio.make("a red fox").get_attribute("data-generation")
    studio.page.keyboard.press("Escape")
    studio.cards.get_by_role("button", name="Vary").press("Enter")
    expect(studio.cards).to_have_count(4)
    expect(studio.page.locator("#stage")).to_be_focused()
    tab_to(studio.page, "#stage .card a, #stage .card button")
    assert studio.cards.first.get_attribute("data-generation") != first


def test_the_first_stop_skips_to_the_content(studio: Studio) -> None:
    studio.page.keyboard.press("Tab")
    link = studio.page.get_by_role("link", name="Skip to content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    studio.page.keyboard.press("Enter")
    expect(studio.page.locator("#main")).to_be_focused()


@pytest.mark.thorough
@pytest.mark.parametrize("address", [f"/{FLEX}/", f"/{JOB}/", "/history/", "/account/signup/", "/sketches/"])
def test_every_stop_shows_the_focus(page: Page, address: str) -> None:
    page.goto(address)
    stops = unseen = 0
    names = []
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator("*:focus")
        if not focused.count() or focused.evaluate("element => element === window.firstStop"):
            break
        focused.evaluate("element => { window.firstStop ??= element; }")
        stops += 1
        if not focused.evaluate(IS_SEEN):
            unseen += 1
            names.append(focused.evaluate("element => element.outerHTML.slice(0, 120)"))
    assert stops > 3
    assert (unseen, names) == (0, [])


@pytest.mark.thorough
def test_references_are_moved_and_removed(page: Page) -> None:
    studio = Studio(page).open(JOB)
    studio.add_pictures(file("one.png"), file("two.png", colour="#883333"), file("three.png", colour="#333388"))
    tab_to(page, "[data-reference] [data-later]:not(:disabled)")
    page.keyboard.press("Enter")
    expect(studio.references).to_contain_text(["two", "one", "three"])
    page.keyboard.press("Enter")
    expect(studio.references).to_contain_text(["two", "three", "one"])
    studio.references.first.get_by_role("button", name=re.compile("^Remove")).focus()
    page.keyboard.press("Enter")
    expect(studio.references).to_contain_text(["three", "one"])
    studio.prompt.fill("in this order")
    expect(studio.code).to_contain_text(re.compile(r"three.*one", re.DOTALL))


@pytest.mark.thorough
def test_an_open_fold_is_worked(studio: Studio) -> None:
    tab_to(studio.page, "#spec-form .fold > summary")
    studio.page.keyboard.press("Enter")
    tab_to(studio.page, "#id_prompt_upsampling")
    studio.page.keyboard.press("Space")
    expect(studio.code).to_contain_text('"prompt_upsampling": true')


def test_arrows_lead_from_picture_to_picture(page: Page, furnished: Furnished) -> None:
    page.context.add_cookies(furnished.cookies["cookies"])
    page.goto(f"/generations/{furnished.edited}/")
    for key, there in (("ArrowRight", furnished.done), ("ArrowLeft", furnished.edited)):
        expect(page.locator("zoom-view:defined")).to_be_visible()
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"/generations/{there}/"))


def test_arrows_lead_past_a_failure(page: Page, furnished: Furnished) -> None:
    page.context.add_cookies(furnished.cookies["cookies"])
    page.goto(f"/generations/{furnished.failed}/")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(f"/generations/{furnished.done}/"))
