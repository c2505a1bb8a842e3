"""Measures studio pages a second for a person who is signed in, their times, and their number of queries.

wrk sends requests over 64 open connections. Queries are counted in this process with Django's test client.
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile

import django
import httpx
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from benchmarks.figures import Figure, judge_maximum, judge_minimum, note, print_table
from benchmarks.processes import cpu_seconds
from benchmarks.serving import Person, Playground, canonical_path, playground

CONNECTIONS, THREADS = 64, 2
FEW, MANY = 10, 10_000
# wrk itself prints no 95th percentile.
REPORT = """done = function(summary, latency, requests)
  io.write(string.format("requests %d\\nrate %.1f\\n", summary.requests, summary.requests / summary.duration * 1e6))
  io.write(string.format("p50 %.1f\\np95 %.1f\\n", latency:percentile(50) / 1000, latency:percentile(95) / 1000))
  local errors = summary.errors
  io.write(string.format("errors %d\\n", errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end"""


def load(address: str, person: Person, seconds: int) -> dict[str, float]:
    """Request one page as fast as possible; return pages a second, percentiles in milliseconds, and errors."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(REPORT)
        script.flush()
        command = ["wrk", f"-c{CONNECTIONS}", f"-t{THREADS}", f"-d{seconds}s", "-s", script.name]
        command += ["-H", f"Cookie: {person.cookie_header}", address]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)
    return {
        name: float(value)
        for name, value in re.findall(r"^(requests|rate|p50|p95|errors) ([\d.]+)$", done.stdout, re.M)
    }


def studio_address(server: Playground, person: Person) -> str:
    """Return the URL of the studio page that the root shows this person."""
    return server.address + canonical_path(httpx.get(server.address, cookies=dict(person.cookies), timeout=30))


def judge_load(server: Playground, person: Person, seconds: int) -> list[Figure]:
    """Measure the studio page under load."""
    if shutil.which("wrk") is None:
        return [note("pages a second", "wrk is not installed. On Debian, run: apt-get install wrk")]
    address = studio_address(server, person)
    load(address, person, 2)
    before = cpu_seconds(server.process_id)
    seen = load(address, person, seconds)
    spent = 1000 * (cpu_seconds(server.process_id) - before) / max(1, seen["requests"])
    what = f"studio page, {MANY:,} pictures, {CONNECTIONS} connections"
    return [
        judge_minimum(f"{what}: rate", seen["rate"], 330, "pages/s"),
        judge_maximum(f"{what}: p95 (median {seen['p50']:.0f} ms)", seen["p95"], 300, "ms"),
        note("CPU time of a page", f"{spent:.2f} ms"),
        judge_maximum("errors under load", seen["errors"], 0, ""),
    ]


def open_database(server: Playground) -> None:
    """Set up Django in this process with the server's home."""
    os.environ |= {"PLAYGROUND_HOME": str(server.home), "DJANGO_SETTINGS_MODULE": "playground.settings"}
    django.setup()


def count_queries(person: Person, address: str, expected: int = 200) -> int:
    """Return the number of queries of a page; call `open_database` first."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies.load(dict(person.cookies))
    # Where no request may be held, a poll without changes answers at once.
    with override_settings(HELD_REQUESTS=0):
        # The first request fills the caches.
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address, headers={"HX-Request": "true"} if "changes" in address else {})
    if answer.status_code != expected:
        raise RuntimeError(f"{address} answered {answer.status_code}.")
    return len(captured)


def poll_addresses(person: Person) -> dict[str, tuple[str, int]]:
    """Return the paths of two polls with their expected statuses: for a changed card and for an unchanged one."""
    generations = apps.get_model("generations", "Generation").objects
    newest = generations.filter(owner__user__email=person.email).latest("created")
    ask = f"/generations/changes/?shown=card-{newest.id}"
    return {"with changes": (f"{ask}.{newest.version - 1}", 200), "without changes": (f"{ask}.{newest.version}", 204)}


def judge_queries(server: Playground, people: dict[int, Person]) -> list[Figure]:
    """Count the queries of the page and of the two polls."""
    open_database(server)
    figures = []
    for size, person in people.items():
        path = studio_address(server, person).removeprefix(server.address)
        figures.append(
            judge_maximum(f"queries of the studio page, {size:,} pictures", count_queries(person, path), 8, "")
        )
    for what, (path, expected) in poll_addresses(people[MANY]).items():
        queries = count_queries(people[MANY], path, expected)
        figures.append(judge_maximum(f"queries of a poll {what}", queries, 2, ""))
    return figures


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10, help="duration of the load (10)")
    seconds = parser.parse_args().seconds
    with playground() as server:
        people = {size: server.sign_up() for size in (FEW, MANY)}
        for size, person in people.items():
            server.fill_history(person.email, size)
        figures = judge_load(server, people[MANY], seconds) + judge_queries(server, people)
    print_table(figures)


if __name__ == "__main__":
    main()
