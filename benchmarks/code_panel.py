"""Measures how long the code panel takes to follow a key, from the input event to the changed text."""

import argparse

from playwright.sync_api import Page

from benchmarks.browsing import WATCH_SCRIPT, chromium, visiting
from benchmarks.figures import judge_times, print_table
from benchmarks.serving import playground

# Milliseconds between two keys, so that each is followed before the next one.
PAUSE_MS = 500


def press(page: Page, key: str) -> float:
    """Press a key in the prompt; return the milliseconds until the code shows it."""
    watched = page.evaluate_handle("() => ({ time: watching.watchCode() })")
    page.keyboard.type(key)
    time: float = watched.evaluate("({ time }) => time")
    page.wait_for_timeout(PAUSE_MS)
    return time


def open_panel(page: Page) -> None:
    """Open the drawer with the code, if the page has one and it is closed."""
    if not page.locator("#snippet-text").is_visible():
        page.locator("body").press("c")
        page.locator("#snippet-text").wait_for()


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=40, help="keys of each kind to press (40)")
    keys = parser.parse_args().letters
    with chromium() as browser, playground() as server:
        person = server.sign_up()
        with visiting(browser, person.cookies, server.address) as (page, _):
            page.add_init_script(WATCH_SCRIPT)
            page.goto(server.address, wait_until="networkidle")
            open_panel(page)
            page.fill("[name=prompt]", "a lighthouse in fog ")
            page.press("[name=prompt]", "End")
            page.wait_for_timeout(1200)
            letters = [press(page, "x") for _ in range(keys + 1)][1:]
            # A quote is escaped in the code, so the browser cannot replace the prompt without the server.
            quotes = [press(page, '"') for _ in range(keys + 1)][1:]
    print_table([judge_times("letter to new code", letters, 35), judge_times("quote to new code", quotes, 35)])


if __name__ == "__main__":
    main()
