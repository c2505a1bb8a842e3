"""Somebody who works a page either by mouse or by the keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Locator, Page

WAYS = ("mouse", "keyboard")
WIDTHS = (1440, 390)
# Nothing on a page is further away than this.
MOST_STOPS = 150


class Hands:
    """Presses, types and chooses files on a page of one width."""

    def __init__(self, page: Page, way: str, width: int) -> None:
        self.page, self.is_mouse = page, way == "mouse"
        page.set_viewport_size({"width": width, "height": 900})

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is there."""
        for _ in range(MOST_STOPS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never came to {target}.")

    def press(self, target: Locator) -> None:
        """Press a button, a link, or the summary of a fold."""
        if self.is_mouse:
            return target.click()
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """Put a text in place of what a field has."""
        if self.is_mouse:
            target.click()
        else:
            self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose_file(self, target: Locator, file: FilePayload) -> None:
        """Choose a file in the dialog of the system."""
        with self.page.expect_file_chooser() as chooser:
            self.press(target)
        chooser.value.set_files(file)

    def check(self) -> None:
        """Let axe look at the page as it is, light and dark; nothing may be wider than the page."""
        # The page is the same for both, and axe takes longer than all else.
        if not self.is_mouse:
            return
        found = []
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in Axe().run(self.page).response["violations"]:
                found += [(scheme, violation["id"], node["html"][:120]) for node in violation["nodes"]]
        assert not found, found
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
