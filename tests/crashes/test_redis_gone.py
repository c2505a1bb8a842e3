"""Redis is gone for ten seconds and comes back empty: orders are taken all the same, and made."""

import time

import pytest
from django.conf import settings

from tests.crashes.outages import without_redis
from tests.crashes.system import System, dump, pause, until

pytestmark = pytest.mark.system


@pytest.mark.skipif(not settings.STORES.has_redis, reason="these tests run without Redis")
def test_gone_while_orders_come_in(system: System) -> None:
    earlier = system.worker_log.read_text() if system.worker_log.exists() else ""

    def read() -> str:
        return system.worker_log.read_text().removeprefix(earlier)

    with system.worker(PLAYGROUND_BLANK_SECONDS="0.5") as worker:
        early = system.order(12)
        until(lambda: any(row.status == "running" for row in system.rows(early).values()), lambda: "work")
        begun = time.monotonic()
        with without_redis(system):
            late = system.order(6)
            pause(max(0.0, 10 - (time.monotonic() - begun)))
        rows = system.until_ended([*early, *late])
        assert {row.status for row in rows.values()} == {"done"}, dump(rows)
        assert {row.status for row in system.until_ended(system.order(4)).values()} == {"done"}
        # One line when it went and one when it was back, whatever failed in between and wherever it was logged.
        until(lambda: "over after" in read(), lambda: f"the end of the outage in the log: {read()}")
        log = read()
        about = [line for line in log.splitlines() if "redis" in line.lower()]
        assert len(about) == 2, about
        assert "Traceback" not in log
        assert worker.poll() is None
