"""Whether the studio stays as quick and as light when the history grows.

Opens the studio with nothing cached, and notes when every picture in sight is decoded, and what the heap then holds.
"""

import argparse
import statistics
from dataclasses import dataclass

from playwright.sync_api import Browser

from benchmarks.browsing import WATCHING, chromium, read_heap, visiting
from benchmarks.figures import Figure, judge_most, judge_times, note, print_table
from benchmarks.serving import Person, playground

SIZES = (100, 1_000, 10_000)
# What two heaps may differ by and still count as the same, in MiB.
SLACK = 0.5


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of the studio: when the pictures were there in milliseconds, how many, and the heap in MiB."""

    time: float
    pictures: int
    heap: float


def open_studio(browser: Browser, address: str, person: Person) -> Opening:
    """Open the studio with nothing cached."""
    with visiting(browser, person.cookies, address) as (page, session):
        page.add_init_script(WATCHING)
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
            figures.append(judge_times(f"{size:,} pictures: all in sight are there", [one.time for one in seen], 400))
            figures.append(note(f"{size:,} pictures: in sight; heap", f"{seen[0].pictures}; {heaps[-1]:.2f} MiB"))
    figures.append(judge_most("heap of the largest history over the smallest's", heaps[-1] - heaps[0], SLACK, "MiB"))
    print_table(figures)


if __name__ == "__main__":
    main()
