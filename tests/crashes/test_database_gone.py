"""The database is gone for ten seconds and more: people are told, work waits, and everything goes on by itself."""

import time
from contextlib import ExitStack

import pytest

from tests.crashes.outages import without_database
from tests.crashes.system import System, dump, pause, until
from tests.standins.receiver import Receiver

pytestmark = pytest.mark.system


def read_beats(system: System) -> set[tuple[str, str]]:
    return {(str(worker), str(beat)) for worker, beat in system.query("SELECT id, heartbeat FROM generations_worker")}


def test_gone_while_people_work(system: System, receiver: Receiver) -> None:
    with system.worker(PLAYGROUND_BLANK_SECONDS="1") as worker, ExitStack() as late:
        ids = system.order(12, webhookUrl=f"{receiver.address}/")
        until(lambda: any(row.status == "running" for row in system.rows(ids).values()), lambda: "work")
        begun = time.monotonic()
        with without_database(system) as seconds:
            newcomer = late.enter_context(system.worker())
            refused = system.ask()
            pause(max(0.0, seconds - (time.monotonic() - begun)))
        assert refused.status_code == 503, refused.text
        assert refused.headers["Retry-After"]
        assert "database" in refused.text
        rows = system.until_ended(ids)
        assert {row.status for row in rows.values()} == {"done"}, dump(rows)
        # Each thread beside the work is there: held requests wait, webhooks are sent, the heartbeat is written.
        assert system.ask().status_code == 200
        until(lambda: receiver.has_heard(ids), lambda: f"the webhooks: {receiver.received}")
        beats = read_beats(system)
        until(lambda: read_beats(system) != beats, lambda: "a beat")
        assert (worker.poll(), newcomer.poll()) == (None, None)
