"""Generations a second from submit to finished row, with the engine that costs nothing: none lost, none made twice.

On SQLite in one folder with one worker; with DATABASE_URL and REDIS_URL in the environment on those servers with three:
`uv run python -m tests.servers --only postgres --only redis python -m benchmarks.throughput`.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import django
from django.apps import apps
from django.db.models import Count

from benchmarks.figures import Figure, judge_least, judge_most, note, print_table
from benchmarks.jobs import ORDER, sign_in
from benchmarks.serving import PATIENCE, ROOT, Playground, playground

# Orders come over this many connections, as from a program that sends them in parallel.
CONNECTIONS = 16
# All are waited for this long, in seconds.
LONGEST_WORK = 300


@contextmanager
def further_workers(server: Playground, number: int) -> Iterator[None]:
    """Run so many workers beside the playground's own while the block runs."""
    command = [sys.executable, "manage.py", "run_worker"]
    with ExitStack() as stack:
        for _ in range(number):
            process = stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=server.environment))
            stack.callback(process.terminate)
        wait_for_workers(number + 1)
        yield


def wait_for_workers(number: int) -> None:
    """Wait until so many have said that they live."""
    workers = apps.get_model("generations", "Worker").objects
    deadline = time.monotonic() + PATIENCE
    while workers.alive().count() < number:
        if time.monotonic() > deadline:
            raise RuntimeError("The workers did not start.")
        time.sleep(0.1)


def submit_all(server: Playground, number: int) -> list[str]:
    """Order so many pictures and return the ids of their jobs."""
    with sign_in(server, "orders@example.com") as client, ThreadPoolExecutor(CONNECTIONS) as pool:

        def order(_: int) -> str:
            return str(client.post("/v2/images/generate", json=ORDER).raise_for_status().json()["jobId"])

        return list(pool.map(order, range(number)))


def wait_for_rows(number: int) -> None:
    """Wait until so many rows have ended."""
    rows = apps.get_model("generations", "Generation").objects
    deadline = time.monotonic() + LONGEST_WORK
    while rows.filter(status__in=("done", "failed", "cancelled")).count() < number and time.monotonic() < deadline:
        time.sleep(0.05)


def measure(server: Playground, number: int, target: float, stores: str) -> Iterator[Figure]:
    """Order, wait for the rows, and look at each of them."""
    rows = apps.get_model("generations", "Generation").objects
    submit_all(server, 20)
    wait_for_rows(20)
    rows.all().delete()
    began = time.perf_counter()
    ids = submit_all(server, number)
    submitted = time.perf_counter() - began
    wait_for_rows(number)
    taken = time.perf_counter() - began
    made = rows.annotate(made=Count("pictures")).filter(status="done", attempts=1, made=1)
    found = {str(id_) for id_ in made.values_list("wire_id", flat=True)}
    yield judge_least(f"{stores}: generations a second, of {number}", number / taken, target, "/s")
    yield note(f"{stores}: all accepted; all made", f"{submitted:.1f} s; {taken:.1f} s")
    yield judge_most(f"{stores}: lost, failed or made twice", len(set(ids) - found) + rows.count() - number, 0, "")


def main() -> None:
    """Measure on the stores of the environment and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=600, help="how many pictures are ordered (600)")
    parser.add_argument("--workers", type=int, help="how many workers (3 with DATABASE_URL, else 1)")
    arguments = parser.parse_args()
    servers = "DATABASE_URL" in os.environ
    stores, target = ("PostgreSQL and Redis", 60) if servers else ("SQLite", 20)
    workers = arguments.workers or (3 if servers else 1)
    with playground(PLAYGROUND_API_REQUESTS_A_MINUTE="100000") as server:
        os.environ |= {"PLAYGROUND_HOME": str(server.home), "DJANGO_SETTINGS_MODULE": "playground.settings"}
        django.setup()
        with further_workers(server, workers - 1):
            what = f"{stores}, {workers} worker{'s' if workers > 1 else ''}"
            print_table(list(measure(server, arguments.orders, target, what)))


if __name__ == "__main__":
    main()
