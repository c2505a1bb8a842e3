"""Works a page in one of two ways: by the mouse, or by the keyboard alone."""

import re
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

type Way = Literal["mouse", "keyboard"]

WIDTHS = (1440, 390)
WAYS: tuple[Way, ...] = ("mouse", "keyboard")
# Of the Tab key, before a person gives up.
MOST_STOPS = 150
# Negative if the focus has to go back, 0 if it is there.
DIRECTION = """target => {
  const focused = document.activeElement;
  if (focused === target) return 0;
  return focused.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING ? -1 : 1;
}"""
# The outline may be on what stands for a control that is hidden behind its label. A part of the control is enough.
IS_SEEN = """element => {
  // A link in a text can go over two lines.
  const { left, top, right, bottom } = element.getClientRects()[0];
  const points = [[(left + right) / 2, (top + bottom) / 2], [left + 4, top + 4], [right - 4, bottom - 4]];
  const found = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
  const isClear = found.some((one) => element.contains(one) || one.contains(element) || one.closest("label"));
  const shown = [element, element.parentElement, element.nextElementSibling].filter(Boolean).map(getComputedStyle);
  return isClear && shown.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
}"""


@dataclass(frozen=True)
class Hand:
    """One page, and the way in which it is worked."""

    page: Page
    way: Way
    width: int

    @property
    def is_mouse(self) -> bool:
        return self.way == "mouse"

    def reach(self, target: Locator) -> Locator:
        """Go to a control by Tab or Shift+Tab, as long as it takes, and check that the focus is seen there."""
        expect(target).to_be_visible()
        for _ in range(MOST_STOPS):
            direction = target.evaluate(DIRECTION)
            if not direction:
                assert target.evaluate(IS_SEEN), f"The focus is not seen at {target}."
                return target
            self.page.keyboard.press("Tab" if direction > 0 else "Shift+Tab")
        pytest.fail(f"Tab never came to {target}.")

    def press(self, target: Locator) -> None:
        """Press a button, or follow a link."""
        if self.is_mouse:
            target.click()
        else:
            self.reach(target)
            self.page.keyboard.press("Enter")

    def check(self, target: Locator) -> None:
        """Check a box, or switch a switch."""
        if self.is_mouse:
            target.check()
        else:
            self.reach(target)
            self.page.keyboard.press("Space")
            expect(target).to_be_checked()

    def enter(self, target: Locator, text: str) -> None:
        """Replace what is in a field."""
        if self.is_mouse:
            target.click()
        else:
            self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def choose(self, target: Locator, label: str) -> None:
        """Choose an option of a list: by keys as people do who go through it with the arrows."""
        if self.is_mouse:
            target.select_option(label=label)
        else:
            self.reach(target)
            self.page.keyboard.press("Home")
            for _ in range(target.locator("option").count()):
                if target.evaluate("select => select.selectedOptions[0].label") == label:
                    break
                self.page.keyboard.press("ArrowDown")
        expect(target.locator("option:checked")).to_have_text(re.compile(rf"^\s*{re.escape(label)}\s*$"))
        # What depends on it is there.
        expect(target).not_to_have_class(re.compile("htmx-request"))


def assert_silent(page: Page) -> None:
    """Let axe look at the page as it is, light and dark, and check that nothing is wider than the window."""
    found: list[Any] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for violation in Axe().run(page).response["violations"]:
            found += [(scheme, violation["id"], node["target"], node["html"][:160]) for node in violation["nodes"]]
    page.emulate_media(color_scheme="light")
    assert not found, found
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
