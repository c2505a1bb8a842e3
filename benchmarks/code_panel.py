"""Measures how long the code panel takes to follow typing, without its deliberate delay."""

import argparse
import re

from playwright.sync_api import Page

from benchmarks.browsing import WATCH_SCRIPT, chromium, visiting
from benchmarks.figures import judge_times, note, print_table
from benchmarks.serving import playground

# Milliseconds between two letters, which must be longer than the panel's delay.
PAUSE_MS = 500


def read_debounce(page: Page) -> int:
    """Return the panel's delay after the last change in milliseconds, or 0 if the page states none."""
    trigger = page.get_attribute("#code", "hx-trigger") or page.get_attribute("#code", "data-delay") or ""
    found = re.search(r"(\d+)ms", trigger) or re.fullmatch(r"(\d+)", trigger)
    return int(found[1]) if found else 0


def type_letter(page: Page) -> float:
    """Type a letter; return the milliseconds until the code shows it."""
    watched = page.evaluate_handle("() => ({ time: watching.watchCode() })")
    page.keyboard.type("x")
    time: float = watched.evaluate("({ time }) => time")
    page.wait_for_timeout(PAUSE_MS)
    return time


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=40, help="letters to type (40)")
    letters = parser.parse_args().letters
    with chromium() as browser, playground() as server:
        person = server.sign_up()
        with visiting(browser, person.cookies, server.address) as (page, _):
            page.add_init_script(WATCH_SCRIPT)
            page.goto(server.address, wait_until="networkidle")
            page.fill("[name=prompt]", "a lighthouse in fog ")
            page.press("[name=prompt]", "End")
            page.wait_for_timeout(1200)
            debounce = read_debounce(page)
            times = [type_letter(page) - debounce for _ in range(letters + 1)][1:]
    print_table([note("delay of the code panel", f"{debounce} ms"), judge_times("typed letter to new code", times, 10)])


if __name__ == "__main__":
    main()
