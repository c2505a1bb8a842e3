"""How long a click takes to become a picture in the page, beyond the time that the engine needs.

Presses Generate in Chromium and notes, inside the page, when anything visible changed and when the new card's picture
was decoded: with an engine that costs nothing and with one that takes its time, with an empty history and a full one.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.browsing import WATCHING, chromium, visiting
from benchmarks.figures import Figure, judge_times, note, print_table, summarize
from benchmarks.serving import Person, playground
from benchmarks.yardstick import yardstick

ENGINE_SECONDS = 2.5
# Milliseconds between two clicks, in which the worker makes the thumbnails of the last one.
REST = 500


def click(page: Page) -> dict[str, float]:
    """Press the button once; return the milliseconds until the first visible change and until the decoded picture."""
    page.focus("#generate")
    watched = page.evaluate_handle("() => ({ times: watching.watchClick() })")
    page.keyboard.press("Enter")
    times: dict[str, float] = watched.evaluate("({ times }) => times")
    page.wait_for_timeout(REST)
    return times


def clicks(browser: Browser, address: str, person: Person | None, number: int) -> list[dict[str, float]]:
    """Visit the page, write a prompt, and press the button that many times after one that is not counted."""
    cookies = person.cookies if person else None
    with visiting(browser, cookies, address) as (page, _):
        page.add_init_script(WATCHING)
        page.goto(address, wait_until="networkidle")
        page.fill("[name=prompt]", "a lighthouse in fog")
        page.wait_for_timeout(1200)
        return [click(page) for _ in range(number + 1)][1:]


def measure_yardstick(browser: Browser, number: int) -> Iterator[Figure]:
    """Measure the least page, with which the others compare."""
    with tempfile.TemporaryDirectory(prefix="yardstick-") as folder, yardstick(Path(folder)) as address:
        times = clicks(browser, address, None, number)
    yield note("yardstick: a minimal page without a queue", summarize([time["picture"] for time in times]))


def measure(browser: Browser, seconds: float, numbers: argparse.Namespace) -> Iterator[Figure]:
    """Measure with an engine of that many seconds, first with no history, then with a full one."""
    number = numbers.slow_clicks if seconds else numbers.clicks
    median, p95 = (70, 100) if seconds else (90, 150)
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
    """Return how often to click and how full the history is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clicks", type=int, default=40, help="clicks with the engine that costs nothing (40)")
    parser.add_argument("--slow-clicks", type=int, default=8, help=f"clicks with one of {ENGINE_SECONDS} s (8)")
    parser.add_argument("--pictures", type=int, default=10_000, help="pictures in the full history (10000)")
    return parser.parse_args()


def main() -> None:
    """Measure everything and print the table."""
    numbers = read_numbers()
    figures: list[Figure] = []
    with chromium() as browser:
        figures += measure_yardstick(browser, numbers.clicks)
        figures += measure(browser, 0, numbers)
        figures += measure(browser, ENGINE_SECONDS, numbers)
    print_table(figures)


if __name__ == "__main__":
    main()
