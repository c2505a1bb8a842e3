"""On a phone: the stage first, Generate fixed at the bottom, the settings in a sheet."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.studio import FLEX, Studio, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Studio:
    """The studio on a phone."""
    return Studio(open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()).open(FLEX)


def opener(page: Page) -> Locator:
    return page.get_by_role("button", name="All settings")


def test_generate_stands_at_the_bottom_wherever_one_scrolls(phone: Studio) -> None:
    expect(phone.generate_button).to_be_in_viewport(ratio=1)
    phone.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(phone.generate_button).to_be_in_viewport(ratio=1)
    box = phone.generate_button.bounding_box()
    assert box is not None
    assert box["y"] > PHONE["height"] / 2


def test_the_stage_comes_first(phone: Studio) -> None:
    expect(phone.page.locator("#stage")).to_be_in_viewport()
    stage, code = phone.page.locator("#stage").bounding_box(), phone.page.locator("#code-drawer").bounding_box()
    assert stage is not None
    assert code is not None
    assert stage["y"] < code["y"]
    assert stage["y"] < PHONE["height"] / 3


def test_the_settings_open_and_close(phone: Studio) -> None:
    expect(phone.control("steps")).to_be_hidden()
    opener(phone.page).tap()
    expect(phone.page.get_by_role("dialog", name="Settings")).to_be_visible()
    expect(phone.control("steps")).to_be_visible()
    phone.page.get_by_role("button", name="Done").tap()
    expect(phone.control("steps")).to_be_hidden()
    expect(opener(phone.page)).to_be_focused()


def test_escape_closes_the_settings(phone: Studio) -> None:
    opener(phone.page).tap()
    expect(phone.control("steps")).to_be_visible()
    phone.page.keyboard.press("Escape")
    expect(phone.control("steps")).to_be_hidden()


def test_back_closes_a_sheet_and_the_page_behind_it_is_inert(phone: Studio) -> None:
    page, behind = phone.page, phone.page.locator("[inert] #stage, #stage[inert]")
    phone.prompt.fill("kept")
    address, summary = page.url, page.locator("#code-drawer > summary")
    for button, inside in ((opener(page), phone.control("steps")), (summary, page.locator("#snippet-text"))):
        button.tap()
        expect(inside).to_be_visible()
        expect(behind).to_be_attached()
        page.go_back()
        expect(inside).to_be_hidden()
        expect(behind).not_to_be_attached()
        expect(page).to_have_url(address)
        expect(phone.prompt).to_have_value("kept")
    # Escape closes it wherever the focus is, and then it is no longer a step in the history.
    opener(page).tap()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(phone.control("steps")).to_be_hidden()
    wait_until(page, "!history.state?.opened")
    # The next model brings a new sheet in place of the open one; Back closes that one.
    opener(page).tap()
    page.locator("#change-model").tap()
    page.locator('#models [value="onemin/flux-2-pro/generate"]').tap()
    expect(page).to_have_url(re.compile("flux-2-pro"))
    expect(phone.control("aspect_ratio")).to_be_visible()
    page.go_back()
    expect(phone.control("aspect_ratio")).to_be_hidden()
    expect(page).to_have_url(re.compile("flux-2-pro"))


def test_what_is_set_in_the_sheet_is_sent(phone: Studio) -> None:
    phone.prompt.fill("from the sofa")
    opener(phone.page).tap()
    phone.set(steps=9, seed=3)
    phone.page.get_by_role("button", name="Done").tap()
    phone.generate_button.tap()
    phone.finished(phone.cards)
    expect(phone.cards.locator("img")).to_be_in_viewport()
    expect(phone.code).to_contain_text('"steps": 9')


def test_what_is_wrong_in_the_sheet_is_shown(phone: Studio) -> None:
    phone.prompt.fill("too many steps")
    opener(phone.page).tap()
    phone.set(steps=99)
    phone.page.get_by_role("button", name="Done").tap()
    phone.generate_button.tap()
    expect(phone.field("steps").locator(".errorlist")).to_be_visible()


def test_what_was_wrong_in_the_sheet_is_mended_and_sent_from_there(phone: Studio) -> None:
    phone.prompt.fill("fewer steps")
    opener(phone.page).tap()
    phone.set(steps=99)
    phone.generate_button.tap()
    expect(phone.control("steps")).to_be_focused()
    expect(phone.field("steps").locator(".errorlist")).to_be_visible()
    phone.set(steps=9)
    phone.generate_button.tap()
    phone.finished(phone.cards)
    expect(phone.control("steps")).to_be_hidden()
    expect(phone.generate_button).to_be_focused()
    expect(phone.field("steps").locator(".errorlist, [aria-invalid=true]")).to_have_count(0)


def test_where_the_focus_would_be_hidden_with_the_sheet_it_goes_to_what_opens_it(phone: Studio) -> None:
    phone.prompt.fill("sent by Enter")
    opener(phone.page).tap()
    phone.set(steps=9)
    phone.control("steps").press("Enter")
    phone.finished(phone.cards)
    expect(opener(phone.page)).to_be_focused()


def test_a_refused_form_moves_nothing(phone: Studio) -> None:
    phone.prompt.fill("")
    phone.page.evaluate("""() => {
      window.shifts = [0];
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => shifts.push(value)))
        .observe({ type: "layout-shift" });
    }""")
    phone.generate_button.tap()
    expect(phone.field("prompt").locator("[aria-invalid=true]")).to_be_focused()
    assert phone.page.evaluate("shifts.reduce((sum, value) => sum + value)") < 0.02
