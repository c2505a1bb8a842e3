"""Measures whether the studio becomes slower or heavier as the history grows.

Opens the studio with an empty cache, and records when all visible pictures are decoded, and the size of the heap then.
"""

import argparse
import statistics
from dataclasses import dataclass

from playwright.sync_api import Browser

from benchmarks.browsing import WATCH_SCRIPT, chromium, read_heap, visiting
from benchmarks.figures import Figure, judge_maximum, judge_times, note, print_table
from benchmarks.serving import Person, playground

SIZES = (100, 1_000, 10_000)
# The difference of two heaps that still counts as equal, in MiB.
HEAP_TOLERANCE = 0.5


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of the studio: milliseconds until the pictures were decoded, their number, and the heap in MiB."""

    time: float
    pictures: int
    heap: float


def open_studio(browser: Browser, address: str, person: Person) -> Opening:
    """Open the studio with an empty cache."""
    with visiting(browser, person.cookies, address) as (page, session):
        page.add_init_script(WATCH_SCRIPT)
        page.goto(address, wait_until="commit")
        seen: dict[str, float] = page.evaluate("() => watching.watchPictures()")
        if not seen["pictures"]:
            raise RuntimeError("The studio shows no picture, so there is nothing to wait for.")
        page.wait_for_load_state("networkidle")
        return Opening(seen["time"], int(seen["pictures"]), read_heap(session))


def main() -> None:
    """Measure each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--openings", type=int, default=10, help="openings for each size (10)")
    number = parser.parse_args().openings
    figures: list[Figure] = []
    heaps: list[float] = []
    with chromium() as browser, playground() as server:
        for size in SIZES:
            person = server.sign_up()
            server.fill_history(person.email, size)
            seen = [open_studio(browser, server.address, person) for _ in range(number + 1)][1:]
            heaps.append(statistics.median(opening.heap for opening in seen))
            figures.append(judge_times(f"{size:,} pictures: visible ones decoded", [one.time for one in seen], 400))
            figures.append(note(f"{size:,} pictures: visible; heap", f"{seen[0].pictures}; {heaps[-1]:.2f} MiB"))
    figures.append(
        judge_maximum("heap of the largest history over the smallest's", heaps[-1] - heaps[0], HEAP_TOLERANCE, "MiB")
    )
    print_table(figures)


if __name__ == "__main__":
    main()
