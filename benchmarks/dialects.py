"""Measures what one picture of each public API takes beyond the API's own time, with the stand-ins of this repository.

From the click to the finished row: the queue, the request, the pauses between polls, the download and storing.
"""

import argparse
import os
from contextlib import ExitStack

import django

from benchmarks.figures import Figure, judge_minimum, judge_times, print_table
from benchmarks.remote import submit_order
from benchmarks.serving import playground
from playground.catalog.loading import specs
from playground.standins.registry import STANDINS

# How long each stand-in says that a picture takes.
SECONDS = 0.3
SETTINGS = {
    "PLAYGROUND_SERVER_KEYS_FOR": "everyone",
    "PLAYGROUND_SERVER_KEYS_A_DAY": "0",
    "PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY": "0",
}


def measure(dialect: str, number: int) -> list[Figure]:
    """Request one picture after another of the first model that needs no input; the first two do not count."""
    spec = next(spec for spec in specs().values() if spec.dialect == dialect and spec.mode == "generate")
    rows = [submit_order(spec.id, {"prompt": "a lighthouse in fog"}).wait()[0] for _ in range(number + 2)][2:]
    times = [1000 * ((row.finished - row.created).total_seconds() - SECONDS) for row in rows]
    return [
        judge_times(f"{dialect}: beyond the API's own time", times, 120, 120),
        judge_minimum(f"{dialect}: finished well", sum(row.status == "done" for row in rows), number, ""),
    ]


def main() -> None:
    """Measure all APIs and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=20, help="pictures of each API (20)")
    number = parser.parse_args().pictures
    settings = dict(SETTINGS)
    with ExitStack() as stack:
        for name, standin in STANDINS.items():
            running = stack.enter_context(standin(seconds=SECONDS))
            settings[f"{name.upper()}_BASE_URL"] = running.address
            if running.keys:
                settings[f"{name.upper()}_API_KEY"] = min(running.keys)
        server = stack.enter_context(playground(**settings))
        os.environ |= {**server.environment, "DJANGO_SETTINGS_MODULE": "playground.settings"}
        django.setup()
        print_table([figure for name in STANDINS for figure in measure(name, number)])


if __name__ == "__main__":
    main()
