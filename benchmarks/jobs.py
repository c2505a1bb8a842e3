"""Measures the APIs: many jobs at once, lists of many jobs, and synchronous requests one after another.

The engine takes no time, so only the server is measured. Afterwards every job is checked.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import batched
from typing import Any

import django
import httpx
from django.apps import apps
from django.utils import timezone

from benchmarks.figures import Figure, judge_maximum, judge_minimum, judge_times, note, print_table, summarize
from benchmarks.serving import TIMEOUT_SECONDS, Playground, playground

# Jobs are submitted over this many connections at the same time.
CONNECTIONS = 32
# Seconds to wait until all pictures are finished.
WORK_TIMEOUT = 180
FEW, MANY = 1_000, 100_000
ORDER: dict[str, Any] = {
    "prompt": "a lighthouse in fog",
    "model": "flux-2-flex",
    "fluxParams": {"steps": 30, "aspect_ratio": "1:1"},
}
FEATURE = {
    "type": "IMAGE_GENERATOR",
    "model": "black-forest-labs/flux-2-flex",
    "promptObject": {"prompt": "a lighthouse in fog", "aspect_ratio": "1:1"},
}


def sign_in(server: Playground, email: str) -> httpx.Client:
    """Return a client with a new API key of the user."""
    key = server.manage("create_api_key", email).split()[-1]
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    return httpx.Client(base_url=server.address, headers={"X-API-Key": key}, limits=limits, timeout=TIMEOUT_SECONDS)


def milliseconds(client: httpx.Client, method: str, path: str, json: object = None) -> tuple[float, httpx.Response]:
    """Send a request; return its time and the response, which must be successful."""
    started = time.perf_counter()
    answer = client.request(method, path, json=json)
    elapsed = 1000 * (time.perf_counter() - started)
    answer.raise_for_status()
    return elapsed, answer


def list_all(client: httpx.Client) -> list[dict[str, Any]]:
    """Return all jobs of all pages."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/v2/jobs", params={"limit": 100, "cursor": cursor}).raise_for_status().json()
        found += page["jobs"]
        cursor = page["nextCursor"]
    return found


def measure_orders(server: Playground, number: int) -> Iterator[Figure]:
    """Submit that many jobs at once, and check each of them."""
    client = sign_in(server, "orders@example.com")
    # The connections are opened first, so that only the jobs are measured.
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda _: client.get("/v2/me").raise_for_status(), range(CONNECTIONS)))
        started = time.perf_counter()
        answers = list(
            pool.map(lambda _: milliseconds(client, "POST", "/v2/images/generate", json=ORDER), range(number))
        )
        taken = time.perf_counter() - started
        ids = [answer.json()["jobId"] for _, answer in answers]
        jobs = wait_for_all(client, len(ids))
        done = time.perf_counter() - started
    what = f"{number} orders at once"
    listed = [job["id"] for job in jobs]
    yield judge_maximum(f"{what}: all accepted", taken, 3, "s")
    yield note(
        f"{what}: each answer; all pictures made", f"{summarize([elapsed for elapsed, _ in answers])}; {done:.1f} s"
    )
    yield judge_maximum(f"{what}: lost", len(set(ids) - set(listed)), 0, "")
    yield judge_maximum(f"{what}: doubled", len(listed) - len(set(ids)), 0, "")
    yield judge_minimum(f"{what}: completed", sum(job["status"] == "COMPLETED" for job in jobs), number, "")


def wait_for_all(client: httpx.Client, number: int) -> list[dict[str, Any]]:
    """Return the jobs once all of them have ended."""
    deadline = time.monotonic() + WORK_TIMEOUT
    while True:
        jobs = list_all(client)
        working = [job for job in jobs if job["status"] in ("QUEUED", "PROCESSING")]
        if (len(jobs) >= number and not working) or time.monotonic() > deadline:
            return jobs
        time.sleep(0.25)


def fill(server: Playground, email: str, number: int) -> None:
    """Add that many finished jobs with one picture each."""
    # The pictures have no files, because lists do not read them.
    generations, pictures = (apps.get_model("generations", name) for name in ("Generation", "Picture"))
    owner = apps.get_model("accounts", "Owner").objects.get(user__email=email)
    now = timezone.now()
    common = {"owner": owner, "source": "api", "status": "done", "engine": "blank", "progress": 100, "version": 2}
    size = {"width": 1024, "height": 1024}
    params = {"prompt": ORDER["prompt"], **ORDER["fluxParams"]}
    for places in batched(range(number), 2000, strict=False):
        rows = [
            generations(
                **common,
                **size,
                spec_id="apiframe/flux-2-flex/generate",
                params=params,
                resolved=params | {"seed": 1},
                created=now - timedelta(minutes=place),
                finished=now - timedelta(minutes=place),
            )
            for place in places
        ]
        generations.objects.bulk_create(rows)
        facts = {"format": "png", "byte_size": 1, "sha256": "0" * 64, "seed": 1}
        pictures.objects.bulk_create(
            pictures(**facts, **size, generation=row, key=f"images/{row.id}.png", created=row.created) for row in rows
        )


def measure_lists(server: Playground, number: int) -> Iterator[Figure]:
    """List a hundred of a thousand jobs and of a hundred thousand, in turns."""
    clients = {}
    for size in (FEW, MANY):
        email = f"has-{size}@example.com"
        clients[size] = sign_in(server, email)
        fill(server, email, size)
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    for turn in range(number + 5):
        for size, client in clients.items():
            elapsed, answer = milliseconds(client, "GET", "/v2/jobs?limit=100")
            if len(answer.json()["jobs"]) != 100:
                raise RuntimeError("The list is not full.")
            times[size] += [elapsed] if turn >= 5 else []
    for size in (FEW, MANY):
        yield note(f"GET /v2/jobs?limit=100 of {size:,} jobs", summarize(times[size]))
    ratio = statistics.median(times[MANY]) / statistics.median(times[FEW])
    yield judge_maximum(f"time with {MANY:,} jobs over time with {FEW:,}", ratio, 1.3, "")


def measure_features(server: Playground, number: int) -> Iterator[Figure]:
    """Request one picture after another and wait for each."""
    client = sign_in(server, "features@example.com")
    times = [milliseconds(client, "POST", "/api/features", json=FEATURE)[0] for _ in range(number + 5)][5:]
    yield judge_times("POST /api/features, from request to answer", times, 150, 150)


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=200, help="jobs at once (200)")
    parser.add_argument("--lists", type=int, default=60, help="lists of each size (60)")
    parser.add_argument("--features", type=int, default=100, help="synchronous requests (100)")
    numbers = parser.parse_args()
    figures: list[Figure] = []
    with playground(PLAYGROUND_API_REQUESTS_A_MINUTE="100000") as server:
        os.environ |= {"PLAYGROUND_HOME": str(server.home), "DJANGO_SETTINGS_MODULE": "playground.settings"}
        django.setup()
        figures += measure_orders(server, numbers.orders)
        figures += measure_features(server, numbers.features)
        figures += measure_lists(server, numbers.lists)
    print_table(figures)


if __name__ == "__main__":
    main()
