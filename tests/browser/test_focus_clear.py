"""Going back with Shift+Tab, the focus is never below the header, which stays while a page scrolls."""

import pytest
from playwright.sync_api import Page

from tests.browser.hand import IS_SEEN

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("address", ["/account/keys/apis/", "/reference/", "/sweeps/new/", "/notices/"])
def test_no_stop_is_covered_on_the_way_back(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 500})
    page.goto(address)
    page.locator("main :is(a, button, input, summary):visible").last.focus()
    unseen = []
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        focused = page.locator("main *:focus")
        if not focused.count():
            break
        if not focused.evaluate(IS_SEEN):
            unseen.append(focused.evaluate("element => element.outerHTML.slice(0, 120)"))
    assert not unseen, unseen
