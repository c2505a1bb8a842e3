"""Web processes that are killed while orders come in: what was accepted is there, and a repeat orders nothing new."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.crashes.system import ORDER, System, children, pause

pytestmark = pytest.mark.system

ORDERS = 160
KILLS = 3


def post(client: httpx.Client, key: str) -> str:
    """Return the id of the job, or "" where the answer never came."""
    try:
        answer = client.post("/v2/images/generate", json=ORDER, headers={"Idempotency-Key": key})
    except httpx.TransportError:
        return ""
    assert answer.status_code == 202, answer.text
    return str(answer.json()["jobId"])


def insist(client: httpx.Client, key: str) -> str:
    """Send it until it is answered."""
    for _ in range(30):
        if job := post(client, key):
            return job
        pause(0.5)
    raise AssertionError("The web processes did not come back.")


def test_killed_while_orders_come_in(system: System) -> None:
    keys = [f"order {number}" for number in range(ORDERS)]
    before = system.query("SELECT count(*) FROM generations_generation")[0][0]
    over = threading.Event()

    def kill_some() -> None:
        for _ in range(KILLS):
            if over.wait(0.6):
                return
            for process in children(system.web[0])[:1]:
                os.kill(process, signal.SIGKILL)

    limits = httpx.Limits(max_connections=8)
    with system.client(timeout=5, limits=limits) as client, ThreadPoolExecutor(9) as pool:
        killing = pool.submit(kill_some)
        answered = list(pool.map(lambda key: post(client, key), keys))
        over.set()
        killing.result()
        jobs = list(pool.map(lambda key: insist(client, key), keys))
    assert [job for job, first in zip(jobs, answered, strict=True) if first] == [first for first in answered if first]
    assert "" in answered, "no kill hit any request"
    assert len(set(jobs)) == ORDERS
    after = system.query("SELECT count(*) FROM generations_generation")[0][0]
    assert after - before == ORDERS
    with system.worker(PLAYGROUND_BLANK_SECONDS="0"):
        rows = system.until_ended(jobs)
    assert {(row.status, row.attempts, row.pictures) for row in rows.values()} == {("done", 1, 1)}
