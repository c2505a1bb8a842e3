"""Two hundred people who browse at the same time: how long pages take, whether any fails, whether memory grows.

Each looks at the studio, the history, a generation and a picture, and asks what has changed since the page was shown,
with pauses between, for as long as it runs. With DATABASE_URL and REDIS_URL in the environment on those servers.
"""

import argparse
import random
import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from benchmarks.figures import Figure, judge_most, note, percentile, print_table, summarize
from benchmarks.processes import process_tree, proportional_size
from benchmarks.serving import PATIENCE, Person, Playground, playground

PEOPLE = 200
# People share accounts, since what an account has costs time to make; their connections are their own.
ACCOUNTS = 8
PICTURES = 60
# Between two looks of one person, in seconds.
PAUSE = (1.0, 5.0)
# Memory may differ by this much between the first minute's end and the last, in per cent: what is kept for reuse.
GROWTH = 5
KINDS = ("studio", "history", "generation", "picture", "poll")


class Visitor:
    """One person's browser: what it asked for, in milliseconds, and what failed."""

    def __init__(self, server: Playground, person: Person, number: int) -> None:
        self._client = httpx.Client(base_url=server.address, headers={"Cookie": person.cookie_header}, timeout=PATIENCE)
        self._chance = random.Random(number)
        self.times: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.errors: list[str] = []

    def browse(self, over: threading.Event) -> None:
        """Look at one thing after the other until it is over."""
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
            # With the version of a page that is older than the row, as a poll is answered that has news.
            "poll": f"/generations/changes/?shown=card-{generation.split('/')[2]}.0" if generation else "/",
        }[kind]

    def _ask(self, kind: str, path: str) -> str:
        began = time.perf_counter()
        try:
            answer = self._client.get(path)
            self.times[kind].append(1000 * (time.perf_counter() - began))
        except httpx.HTTPError as error:
            self.errors.append(f"{path}: {error!r}")
            return ""
        if answer.status_code >= 400:
            self.errors.append(f"{path}: {answer.status_code}")
        return answer.text if "html" in answer.headers.get("Content-Type", "") else ""


def memory(server: Playground) -> float:
    """Return the proportional set size of all processes in MB."""
    return sum(proportional_size(process) for process in process_tree(server.process_id))


def measure(server: Playground, people: int, minutes: float) -> Iterator[Figure]:
    """Let them browse; the first fifth of the time only warms up."""
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
    yield judge_most(f"memory (PSS) from {at_first:.0f} to {at_last:.0f} MB: growth", grown, GROWTH, "%")


def judge(visitors: Sequence[Visitor]) -> Iterator[Figure]:
    """Compare what all have seen."""
    errors = [error for visitor in visitors for error in visitor.errors]
    every = [took for visitor in visitors for times in visitor.times.values() for took in times]
    yield judge_most(f"{len(visitors)} people, {len(every)} answers: p95", percentile(every, 0.95), 500, "ms")
    for kind in KINDS:
        if times := [took for visitor in visitors for took in visitor.times[kind]]:
            yield note(kind, summarize(times))
    yield judge_most("errors", len(errors), 0, "")
    for error in sorted(set(errors))[:5]:
        yield note("error", error)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"how many ({PEOPLE})")
    parser.add_argument("--minutes", type=float, default=10, help="for how long (10)")
    arguments = parser.parse_args()
    with playground() as server:
        print_table(list(measure(server, arguments.people, arguments.minutes)))


if __name__ == "__main__":
    main()
