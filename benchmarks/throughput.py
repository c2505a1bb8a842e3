"""Measures generations a second from submission to finished row, and checks that none is lost or made twice.

The engine takes no time. It uses SQLite with one worker, or with DATABASE_URL and REDIS_URL these servers with three:
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

from benchmarks.figures import Figure, judge_maximum, judge_minimum, note, print_table
from benchmarks.jobs import ORDER, sign_in
from benchmarks.serving import ROOT, TIMEOUT_SECONDS, Playground, playground

# Jobs are submitted over this many connections at the same time.
CONNECTIONS = 16
# Seconds to wait until all pictures are finished.
WORK_TIMEOUT = 300


@contextmanager
def extra_workers(server: Playground, number: int) -> Iterator[None]:
    """Run that many additional workers while the block runs."""
    command = [sys.executable, "manage.py", "run_worker"]
    with ExitStack() as stack:
        for _ in range(number):
            process = stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=server.environment))
            stack.callback(process.terminate)
        wait_for_workers(number + 1)
        yield


def wait_for_workers(number: int) -> None:
    """Wait until that many workers have written a heartbeat."""
    workers = apps.get_model("generations", "Worker").objects
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while workers.alive().count() < number:
        if time.monotonic() > deadline:
            raise RuntimeError("The workers did not start.")
        time.sleep(0.1)


def submit_all(server: Playground, number: int) -> list[str]:
    """Submit that many jobs and return their ids."""
    with sign_in(server, "orders@example.com") as client, ThreadPoolExecutor(CONNECTIONS) as pool:

        def order(_: int) -> str:
            return str(client.post("/v2/images/generate", json=ORDER).raise_for_status().json()["jobId"])

        return list(pool.map(order, range(number)))


def wait_for_rows(number: int) -> None:
    """Wait until that many rows have ended."""
    rows = apps.get_model("generations", "Generation").objects
    deadline = time.monotonic() + WORK_TIMEOUT
    while rows.filter(status__in=("done", "failed", "cancelled")).count() < number and time.monotonic() < deadline:
        time.sleep(0.05)


def measure(server: Playground, number: int, target: float, stores: str) -> Iterator[Figure]:
    """Submit jobs, wait for the rows, and check each of them."""
    rows = apps.get_model("generations", "Generation").objects
    submit_all(server, 20)
    wait_for_rows(20)
    rows.all().delete()
    started = time.perf_counter()
    ids = submit_all(server, number)
    submitted = time.perf_counter() - started
    wait_for_rows(number)
    taken = time.perf_counter() - started
    made = rows.annotate(made=Count("pictures")).filter(status="done", attempts=1, made=1)
    found = {str(id_) for id_ in made.values_list("wire_id", flat=True)}
    yield judge_minimum(f"{stores}: generations a second, of {number}", number / taken, target, "/s")
    yield note(f"{stores}: all accepted; all made", f"{submitted:.1f} s; {taken:.1f} s")
    yield judge_maximum(f"{stores}: lost, failed or made twice", len(set(ids) - found) + rows.count() - number, 0, "")


def main() -> None:
    """Measure with the stores of the environment and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=600, help="number of jobs (600)")
    parser.add_argument("--workers", type=int, help="number of workers (3 with DATABASE_URL, else 1)")
    arguments = parser.parse_args()
    servers = "DATABASE_URL" in os.environ
    stores, target = ("PostgreSQL and Redis", 60) if servers else ("SQLite", 20)
    workers = arguments.workers or (3 if servers else 1)
    with playground(PLAYGROUND_API_REQUESTS_A_MINUTE="100000") as server:
        os.environ |= {"PLAYGROUND_HOME": str(server.home), "DJANGO_SETTINGS_MODULE": "playground.settings"}
        django.setup()
        with extra_workers(server, workers - 1):
            what = f"{stores}, {workers} worker{'s' if workers > 1 else ''}"
            print_table(list(measure(server, arguments.orders, target, what)))


if __name__ == "__main__":
    main()
