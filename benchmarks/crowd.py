"""Lets two hundred people browse at the same time, and measures times, errors and the growth of memory.

Each person repeatedly views the studio, the history, a generation or a picture, or polls for changes, with pauses
between. It uses DATABASE_URL and REDIS_URL if they are set.
"""

import argparse
import random
import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from benchmarks.figures import Figure, judge_maximum, note, percentile, print_table, summarize
from benchmarks.processes import process_tree, proportional_size
from benchmarks.serving import TIMEOUT_SECONDS, Person, Playground, playground

PEOPLE = 200
# People share accounts, because filling an account takes time. Each has its own connection.
ACCOUNTS = 8
PICTURES = 60
# The range of the pause between two requests of a person, in seconds.
PAUSE = (1.0, 5.0)
# The allowed growth of memory after the warm-up in per cent, because caches are still filling.
GROWTH = 5
KINDS = ("studio", "history", "generation", "picture", "poll")


class Visitor:
    """A person's browser, with the times of its requests in milliseconds and its errors."""

    def __init__(self, server: Playground, person: Person, number: int) -> None:
        self._client = httpx.Client(
            base_url=server.address, headers={"Cookie": person.cookie_header}, timeout=TIMEOUT_SECONDS
        )
        self._chance = random.Random(number)
        self.times: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.errors: list[str] = []

    def browse(self, over: threading.Event) -> None:
        """Send one request after another until the event is set."""
        over.wait(self._chance.uniform(0, PAUSE[1]))
        generation = picture = ""
        while not over.is_set():
            kind = self._chance.choice(KINDS)
            page = self._ask(kind, self._path(kind, generation, picture))
            if kind == "history":
                tiles = re.findall(r'href="(/generations/[0-9a-f-]+/)"', page)
                generation = self._chance.choice(tiles) if tiles else generation
                pictures = re.findall(r'src="(/files/[^"]+)"', page)
                picture = self._chance.choice(pictures) if pictures else picture
            over.wait(self._chance.uniform(*PAUSE))
        self._client.close()

    def _path(self, kind: str, generation: str, picture: str) -> str:
        return {
            "studio": "/",
            "history": "/history/",
            "generation": generation or "/history/",
            "picture": picture or "/history/",
            # Version 0 is older than the row, so the poll is answered immediately.
            "poll": f"/generations/changes/?shown=card-{generation.split('/')[2]}.0" if generation else "/",
        }[kind]

    def _ask(self, kind: str, path: str) -> str:
        started = time.perf_counter()
        try:
            answer = self._client.get(path)
            self.times[kind].append(1000 * (time.perf_counter() - started))
        except httpx.HTTPError as error:
            self.errors.append(f"{path}: {error!r}")
            return ""
        if answer.status_code >= 400:
            self.errors.append(f"{path}: {answer.status_code}")
        return answer.text if "html" in answer.headers.get("Content-Type", "") else ""


def memory(server: Playground) -> float:
    return sum(proportional_size(process) for process in process_tree(server.process_id))


def measure(server: Playground, people: int, minutes: float) -> Iterator[Figure]:
    """Let people browse; the first fifth of the time is the warm-up."""
    accounts = [server.sign_up() for _ in range(ACCOUNTS)]
    for account in accounts:
        server.fill_history(account.email, PICTURES)
    over = threading.Event()
    visitors = [Visitor(server, accounts[number % ACCOUNTS], number) for number in range(people)]
    with ThreadPoolExecutor(people) as pool:
        browsing = [pool.submit(visitor.browse, over) for visitor in visitors]
        time.sleep(minutes * 60 / 5)
        at_first = memory(server)
        time.sleep(minutes * 60 * 4 / 5)
        at_last = memory(server)
        over.set()
        for one in browsing:
            one.result()
    yield from judge(visitors)
    grown = 100 * (at_last - at_first) / at_first
    yield judge_maximum(f"memory (PSS) from {at_first:.0f} to {at_last:.0f} MB: growth", grown, GROWTH, "%")


def judge(visitors: Sequence[Visitor]) -> Iterator[Figure]:
    """Judge the times and errors of all people together."""
    errors = [error for visitor in visitors for error in visitor.errors]
    every = [elapsed for visitor in visitors for times in visitor.times.values() for elapsed in times]
    yield judge_maximum(f"{len(visitors)} people, {len(every)} answers: p95", percentile(every, 0.95), 500, "ms")
    for kind in KINDS:
        if times := [elapsed for visitor in visitors for elapsed in visitor.times[kind]]:
            yield note(kind, summarize(times))
    yield judge_maximum("errors", len(errors), 0, "")
    for error in sorted(set(errors))[:5]:
        yield note("error", error)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"number of people ({PEOPLE})")
    parser.add_argument("--minutes", type=float, default=10, help="duration (10)")
    arguments = parser.parse_args()
    with playground() as server:
        print_table(list(measure(server, arguments.people, arguments.minutes)))


if __name__ == "__main__":
    main()
