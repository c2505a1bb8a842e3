"""Measures the time from a click to the picture on the page, without the time that the engine needs.

Presses Generate in Chromium and records, inside the page, when anything visible changed and when the picture of the new
card was decoded: with a fast and a slow engine, and with an empty and a full history.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.browsing import WATCH_SCRIPT, chromium, visiting
from benchmarks.figures import Figure, judge_times, note, print_table, summarize
from benchmarks.serving import Person, playground
from benchmarks.yardstick import yardstick

ENGINE_SECONDS = 2.5
# Milliseconds between two clicks, so that the thumbnails of the last picture are finished.
PAUSE_MS = 500
# New visitors of each server, besides the first.
VISITORS = 4


def click(page: Page) -> dict[str, float]:
    """Press the button; return the milliseconds until the first visible change and until the decoded picture."""
    page.focus("#generate")
    watched = page.evaluate_handle("() => ({ times: watching.watchClick() })")
    page.keyboard.press("Enter")
    times: dict[str, float] = watched.evaluate("({ times }) => times")
    page.wait_for_timeout(PAUSE_MS)
    return times


def clicks(browser: Browser, address: str, person: Person | None, number: int) -> list[dict[str, float]]:
    """Open the page, enter a prompt, and press the button that many times after one warm-up click."""
    cookies = person.cookies if person else None
    with visiting(browser, cookies, address) as (page, _):
        page.add_init_script(WATCH_SCRIPT)
        page.goto(address, wait_until="networkidle")
        page.fill("[name=prompt]", "a lighthouse in fog")
        page.wait_for_timeout(1200)
        return [click(page) for _ in range(number + 1)][1:]


def first_click(browser: Browser, address: str) -> float:
    """Open the page as a new visitor, enter a prompt, press the button at once, and return the milliseconds."""
    with visiting(browser) as (page, _):
        page.add_init_script(WATCH_SCRIPT)
        page.goto(address, wait_until="networkidle")
        page.fill("[name=prompt]", "a lighthouse in fog")
        return click(page)["picture"]


def measure_first_clicks(browser: Browser, servers: int) -> Iterator[Figure]:
    """Measure new visitors, of whom the first also meets a server that has just started."""
    first, others = [], []
    for _ in range(servers):
        with playground() as server:
            first.append(first_click(browser, server.address))
            others += [first_click(browser, server.address) for _ in range(VISITORS)]
    yield judge_times("very first click of a new visitor, at a server that has just started", first, 130)
    yield judge_times("very first click of a new visitor", others, 130)


def measure_yardstick(browser: Browser, number: int) -> Iterator[Figure]:
    """Measure a minimal page as a baseline."""
    with tempfile.TemporaryDirectory(prefix="yardstick-") as folder, yardstick(Path(folder)) as address:
        times = clicks(browser, address, None, number)
    yield note("yardstick: a minimal page without a queue", summarize([time["picture"] for time in times]))


def measure(browser: Browser, seconds: float, numbers: argparse.Namespace) -> Iterator[Figure]:
    """Measure with an engine that takes that many seconds, first without a history, then with a full one."""
    number = numbers.slow_clicks if seconds else numbers.clicks
    median, p95 = (66, 90) if seconds else (80, 100)
    with playground(PLAYGROUND_BLANK_SECONDS=str(seconds)) as server:
        person = server.sign_up()
        for pictures in (0, numbers.pictures):
            if pictures:
                server.fill_history(person.email, pictures)
            times = clicks(browser, server.address, person, number)
            what = f"engine of {seconds:g} s, {pictures:,} pictures in the history"
            beyond = [time["picture"] - 1000 * seconds for time in times]
            yield judge_times(f"click to decoded picture, {what}", beyond, median, p95)
            yield judge_times(f"click to first visible change, {what}", [time["change"] for time in times], 25)


def read_numbers() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clicks", type=int, default=40, help="clicks with the fast engine (40)")
    parser.add_argument("--slow-clicks", type=int, default=8, help=f"clicks with the engine of {ENGINE_SECONDS} s (8)")
    parser.add_argument("--servers", type=int, default=3, help="servers that new visitors open (3)")
    parser.add_argument("--pictures", type=int, default=10_000, help="pictures in the full history (10000)")
    return parser.parse_args()


def main() -> None:
    """Measure everything and print the table."""
    numbers = read_numbers()
    figures: list[Figure] = []
    with chromium() as browser:
        figures += measure_yardstick(browser, numbers.clicks)
        figures += measure_first_clicks(browser, numbers.servers)
        figures += measure(browser, 0, numbers)
        figures += measure(browser, ENGINE_SECONDS, numbers)
    print_table(figures)


if __name__ == "__main__":
    main()
