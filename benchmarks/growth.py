"""Whether pages stay as quick when the tables grow: the same pages with few rows and with many, by turns.

Over SQLite one owner has 1,000 generations and another 100,000. Where `DATABASE_URL` names a PostgreSQL database whose
user may make others, one of 1,001 owners with 1,000 generations each is compared with one who is alone.
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

from benchmarks.figures import Figure, judge_most, note, print_table, summarize
from benchmarks.serving import PATIENCE, Person, Playground, playground

FEW, MANY, OWNERS = 1_000, 100_000, 1_000
MOST = 1.3
SETTINGS = {"PLAYGROUND_API_REQUESTS_A_MINUTE": "1000000"}


@dataclass(frozen=True)
class Visitor:
    """A browser and a program of the same person."""

    browser: httpx.Client
    program: httpx.Client

    def pages(self) -> dict[str, tuple[httpx.Client, str]]:
        """Return what is asked for, by name: the client and the address."""
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
    """Return somebody new with an account and a key."""
    person = server.sign_up()
    key = server.manage("create_api_key", person.email).split()[-1]
    browser = httpx.Client(base_url=server.address, cookies=dict(person.cookies), timeout=PATIENCE)
    return person, Visitor(browser, httpx.Client(base_url=server.address, headers={"X-API-Key": key}, timeout=PATIENCE))


def fill(server: Playground, number: int, *whose: str) -> Figure:
    """Add generations without files, and tell how long that took."""
    began = time.perf_counter()
    server.manage("fill_history", str(number), *whose, "--source", "api", "--without-files")
    return note(f"filling {number:,} generations", f"{time.perf_counter() - began:.0f} s")


def measure(client: httpx.Client, address: str) -> float:
    """Return how long an answer takes, in milliseconds."""
    began = time.perf_counter()
    client.get(address).raise_for_status()
    return 1000 * (time.perf_counter() - began)


def times_of(visitors: list[Visitor], number: int) -> list[dict[str, list[float]]]:
    """Return the times of each page for each visitor, asked for by turns."""
    asked = [visitor.pages() for visitor in visitors]
    times: list[dict[str, list[float]]] = [{name: [] for name in pages} for pages in asked]
    for turn in range(number + 5):
        for pages, seen in zip(asked, times, strict=True):
            for name, (client, address) in pages.items():
                took = measure(client, address)
                seen[name] += [took] if turn >= 5 else []
    return times


def compare(few: dict[str, list[float]], many: dict[str, list[float]], what: str) -> Iterator[Figure]:
    """Set each page's median against the one with few."""
    for name, times in few.items():
        ratio = statistics.median(many[name]) / statistics.median(times)
        told = f"{name}: {summarize(times)}; {what}: {summarize(many[name])}"
        yield judge_most(f"{told}; ratio", ratio, MOST, "")


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
    """Make two empty databases beside the one of the address; yield their addresses, and drop them at the end."""
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
    """Compare an owner in a database of their own with one among a thousand others."""
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
            # What the server would do by itself some minutes later, and in the middle of what is measured.
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
