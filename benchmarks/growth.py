"""Compares the times of pages with few rows and with many, alternating between the two.

On SQLite, an owner with 1,000 generations is compared with one who has 100,000. If `DATABASE_URL` names a PostgreSQL
database whose user may create others, one of 1,001 owners with 1,000 generations each is compared with a single one.
"""

import argparse
import os
import secrets
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
import psycopg

from benchmarks.figures import Figure, judge_maximum, note, print_table, summarize
from benchmarks.serving import TIMEOUT_SECONDS, Person, Playground, playground

FEW, MANY, OWNERS = 1_000, 100_000, 1_000
MAX_RATIO = 1.3
SETTINGS = {"PLAYGROUND_API_REQUESTS_A_MINUTE": "1000000"}


@dataclass(frozen=True)
class Visitor:
    """A browser and an API client of the same person."""

    browser: httpx.Client
    program: httpx.Client

    def pages(self) -> dict[str, tuple[httpx.Client, str]]:
        """Return the client and the path of each measured request, by its name."""
        job = self.program.get("/v2/jobs?limit=50").raise_for_status().json()
        deep = job["nextCursor"]
        middle = job["jobs"][25]
        before = quote(f"{middle['createdAt'].replace('Z', '+00:00')}_{'0' * 32}")
        return {
            "studio": (self.browser, "/onemin/flux-2-flex/generate/"),
            "history": (self.browser, "/history/"),
            "history, further on": (self.browser, f"/history/?before={before}"),
            "jobs": (self.program, "/v2/jobs?limit=100"),
            "jobs, further on": (self.program, f"/v2/jobs?limit=100&cursor={deep}"),
            "jobs that failed": (self.program, "/v2/jobs?limit=100&status=FAILED"),
            "jobs of one model": (self.program, "/v2/jobs?limit=100&model=flux-2-max"),
            "jobs with models": (self.program, "/v2/jobs?limit=20&include_models=true"),
            "job by its id": (self.program, f"/v2/jobs?search={middle['id']}"),
        }


def visit(server: Playground) -> tuple[Person, Visitor]:
    """Sign a new person up and create an API key for them."""
    person = server.sign_up()
    key = server.manage("create_api_key", person.email).split()[-1]
    browser = httpx.Client(base_url=server.address, cookies=dict(person.cookies), timeout=TIMEOUT_SECONDS)
    return person, Visitor(
        browser, httpx.Client(base_url=server.address, headers={"X-API-Key": key}, timeout=TIMEOUT_SECONDS)
    )


def fill(server: Playground, number: int, *whose: str) -> Figure:
    """Add generations without files, and report how long that took."""
    started = time.perf_counter()
    server.manage("fill_history", str(number), *whose, "--source", "api", "--without-files")
    return note(f"filling {number:,} generations", f"{time.perf_counter() - started:.0f} s")


def measure(client: httpx.Client, address: str) -> float:
    """Send a request and return its time in milliseconds."""
    started = time.perf_counter()
    client.get(address).raise_for_status()
    return 1000 * (time.perf_counter() - started)


def times_of(visitors: list[Visitor], number: int) -> list[dict[str, list[float]]]:
    """Return the times of each page for each visitor, measured in turns."""
    asked = [visitor.pages() for visitor in visitors]
    times: list[dict[str, list[float]]] = [{name: [] for name in pages} for pages in asked]
    for turn in range(number + 5):
        for pages, seen in zip(asked, times, strict=True):
            for name, (client, address) in pages.items():
                elapsed = measure(client, address)
                seen[name] += [elapsed] if turn >= 5 else []
    return times


def compare(few: dict[str, list[float]], many: dict[str, list[float]], what: str) -> Iterator[Figure]:
    """Compare the median of each page with the one with few rows."""
    for name, times in few.items():
        ratio = statistics.median(many[name]) / statistics.median(times)
        text = f"{name}: {summarize(times)}; {what}: {summarize(many[name])}"
        yield judge_maximum(f"{text}; ratio", ratio, MAX_RATIO, "")


def grow_one_owner(number: int) -> Iterator[Figure]:
    """Compare two owners in one database."""
    with playground(**SETTINGS) as server:
        visitors = []
        for size in (FEW, MANY):
            person, visitor = visit(server)
            yield fill(server, size, "--email", person.email)
            visitors.append(visitor)
        few, many = times_of(visitors, number)
        yield from compare(few, many, f"with {MANY:,} of one owner")


@contextmanager
def two_databases(url: str) -> Iterator[list[str]]:
    """Create two empty databases on the same server, yield their URLs, and drop them at the end."""
    with psycopg.connect(url, autocommit=True) as server:
        names = [f"growth_{secrets.token_hex(4)}" for _ in range(2)]
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        try:
            yield [urlunsplit(urlsplit(url)._replace(path=f"/{name}")) for name in names]
        finally:
            for name in names:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def grow_many_owners(url: str, number: int) -> Iterator[Figure]:
    """Compare a single owner in a database with one among a thousand others."""
    with (
        two_databases(url) as [alone, among],
        playground(DATABASE_URL=alone, **SETTINGS) as small,
        playground(DATABASE_URL=among, **SETTINGS) as large,
    ):
        visitors = []
        for server in (small, large):
            person, visitor = visit(server)
            yield fill(server, FEW, "--email", person.email)
            visitors.append(visitor)
        yield fill(large, OWNERS * FEW, "--owners", str(OWNERS))
        for address in (alone, among):
            # Autovacuum would do this some minutes later, in the middle of the measurement.
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        few, many = times_of(visitors, number)
        yield from compare(few, many, f"with {OWNERS * FEW:,} of {OWNERS:,} owners")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=60, help="visits to each page (60)")
    number = parser.parse_args().visits
    url = os.environ.get("DATABASE_URL")
    print_table(list(grow_many_owners(url, number) if url else grow_one_owner(number)))


if __name__ == "__main__":
    main()
