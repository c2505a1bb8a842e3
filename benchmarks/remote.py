"""Measures the overhead of pictures from a public API: one after another, and very many at once.

The API is a separate process that answers each request after a fixed time with a picture of 1 megapixel: a PNG of
800 KB for single requests, a JPEG of 200 KB for many at once.
"""

import argparse
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import httpx
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from benchmarks.figures import (
    Figure,
    judge_maximum,
    judge_minimum,
    judge_times,
    note,
    percentile,
    print_table,
    summarize,
)
from benchmarks.processes import cpu_seconds, describe, process_tree
from benchmarks.serving import Playground, playground
from benchmarks.slow_api import read_times, slow_api

SUBMISSION = "playground.generations.submission.submit"
SPEC = "onemin/flux-2-flex/generate"
# The time-out for all pictures, and the pause between two checks, in seconds.
TIMEOUT_SECONDS = 180
POLL_SECONDS = 0.02
# Seconds between two page requests while the worker is busy.
VISIT_SECONDS = 0.1
API_SETTINGS = {
    "ONEMIN_API_KEY": "a-key-for-benchmarks",
    # A single owner can use all slots except one.
    "ONEMIN_AT_ONCE": "1001",
    "PLAYGROUND_SERVER_KEYS_FOR": "everyone",
    "PLAYGROUND_SERVER_KEYS_A_DAY": "0",
    "PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY": "0",
}


@dataclass(frozen=True, slots=True)
class Order:
    """Rows that were submitted together, and when they were committed."""

    batch: Any
    committed: datetime

    def rows(self) -> Any:  # noqa: ANN401
        return apps.get_model("generations", "Generation").objects.filter(batch=self.batch)

    def wait(self) -> list[Any]:
        """Return the rows once all have ended."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while self.rows().filter(status__in=("queued", "running")).exists():
            if time.monotonic() > deadline:
                raise RuntimeError("The pictures elapsed too long.")
            time.sleep(POLL_SECONDS)
        return list(self.rows())


def order(number: int, seconds: float, kind: str) -> Order:
    """Submit that many rows for an API that takes so long, and returns such files."""
    return submit_order(SPEC, {"prompt": f"a lighthouse in fog, seconds {seconds}", "output_format": kind}, number)


def submit_order(spec_id: str, params: Any, number: int = 1) -> Order:  # noqa: ANN401
    """Submit that many rows in one transaction, as a page or the API does."""
    get_spec, submission = import_string("playground.catalog.loading.get_spec"), import_module(SUBMISSION)
    owner = apps.get_model("accounts", "Owner").objects.create()
    moments: list[datetime] = []
    with transaction.atomic():
        transaction.on_commit(lambda: moments.append(timezone.now()))
        rows = submission.submit(
            submission.Submission(owner=owner, spec=get_spec(spec_id), params=params, variants=number, source="api")
        )
    return Order(rows[0].batch, moments[0])


def measure_overhead(address: str, number: int) -> Iterator[Figure]:
    """Request one picture after another; the queue and the download count as overhead."""
    rows = [row for _ in range(number + 5) for row in order(1, 0.3, "png").wait()][5:]
    api = read_times(address)
    times = [1000 * ((row.finished - row.created).total_seconds() - api[row.seed]) for row in rows]
    yield judge_times("from the click to the finished row, less the API's own time", times, 120, 120)
    yield judge_minimum("finished well", sum(row.status == "done" for row in rows), number, "")


def measure_many(server: Playground, number: int, seconds: float, most: float) -> Iterator[Figure]:
    """Request very many pictures at once, and view pages meanwhile."""
    what = f"{number:,} at once of {seconds:g} s"
    worker = find_worker(server)
    rest(worker)
    used = cpu_seconds(worker)
    with visiting(server) as times:
        placed = order(number, seconds, "jpg")
        rows = placed.wait()
    end = max(row.finished for row in rows)
    yield judge_maximum(f"{what}: all finished", (end - placed.committed).total_seconds(), most, "s")
    yield judge_minimum(f"{what}: finished well", sum(row.status == "done" for row in rows), number, "")
    yield note(f"{what}: sent", spread([(row.sent - placed.committed).total_seconds() for row in rows]))
    yield note(f"{what}: CPU of the worker a generation", f"{1000 * (cpu_seconds(worker) - used) / number:.1f} ms")
    yield judge_maximum(f"{what}: most memory of the worker so far", peak_size(worker), 400, "MB")
    yield judge_maximum(f"{what}: pages meanwhile, p95", percentile(times, 0.95), 100, "ms")
    yield note(f"{what}: pages meanwhile", summarize(times))


def spread(values: list[float]) -> str:
    """Return the first, the median and the last time as text."""
    return f"first {min(values):.2f} s, median {percentile(values, 0.5):.2f} s, last {max(values):.2f} s"


class visiting:  # noqa: N801 – used as a context manager
    """Requests the studio and the history in turns while the block runs; yields the milliseconds of each response."""

    def __init__(self, server: Playground) -> None:
        self._client = httpx.Client(
            base_url=server.address, cookies=dict(server.sign_up().cookies), timeout=TIMEOUT_SECONDS
        )
        self._over = threading.Event()
        self._times: list[float] = []
        self._thread = threading.Thread(target=self._visit)

    def __enter__(self) -> list[float]:
        self._thread.start()
        return self._times

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _visit(self) -> None:
        while not self._over.wait(VISIT_SECONDS):
            for path in ("/", "/history/"):
                started = time.perf_counter()
                self._client.get(path, follow_redirects=True).raise_for_status()
                self._times.append(1000 * (time.perf_counter() - started))


def rest(worker: int) -> None:
    """Wait until the worker is idle, so that thumbnails of earlier pictures do not count."""
    before = float("-inf")
    while (now := cpu_seconds(worker)) - before > 0.2:
        before = now
        time.sleep(1.5)


def find_worker(server: Playground) -> int:
    """Return the worker's process id."""
    return next(each for each in reversed(process_tree(server.process_id)) if "run_worker" in describe(each))


def peak_size(process_id: int) -> float:
    """Return the peak resident memory of the process in MB."""
    status = Path(f"/proc/{process_id}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--single", type=int, default=60, help="pictures one after another (60)")
    parser.add_argument("--many", type=int, default=200, help="pictures of 5 s at once (200)")
    parser.add_argument("--most", type=int, default=1000, help="pictures of 10 s at once (1000)")
    numbers = parser.parse_args()
    figures: list[Figure] = []
    with slow_api() as address, playground(**API_SETTINGS, ONEMIN_BASE_URL=address) as server:
        os.environ |= {**server.environment, "DJANGO_SETTINGS_MODULE": "playground.settings"}
        django.setup()
        figures += measure_overhead(address, numbers.single)
        figures += measure_many(server, numbers.many, 5, 6.5)
        figures += measure_many(server, numbers.most, 10, 14)
    print_table(figures)


if __name__ == "__main__":
    main()
