"""Workers that are killed or stopped at any moment: each generation ends once, and files and rows belong together."""

import random
import signal
from pathlib import Path

import pytest

from tests.crashes.system import System, dump, kill, pause, until

pytestmark = pytest.mark.system

ORDERS = 30
KILLS = 4


def is_at_work(system: System, ids: list[str]) -> bool:
    return any(row.status == "running" for row in system.rows(ids).values())


def test_killed_at_any_moment(system: System) -> None:
    chance = random.Random(5)
    ids = system.order(ORDERS)
    for _ in range(KILLS):
        with system.worker() as worker:
            until(lambda: is_at_work(system, ids), lambda: "work")
            pause(chance.uniform(0, 0.7))
            kill(worker)
    # What a clock leaves behind that was set back meanwhile: the dead seem to have beaten in the future.
    system.query("UPDATE generations_worker SET heartbeat = '2037-01-01 00:00:00+00:00'")
    with system.worker(), system.worker():
        rows = system.until_ended(ids)
    assert {row.status for row in rows.values()} <= {"done", "failed"}
    assert sum(row.attempts for row in rows.values()) > ORDERS, "no kill hit any work"
    for row in rows.values():
        assert row.status == "done" or "stopped 3 times" in row.error, dump(rows)
        assert 1 <= row.attempts <= 3, dump(rows)


# As many as one owner may have at work at once are handed back. Only one has to be finished: a worker waits for six
# seconds, in which a busy machine may not store three.
@pytest.mark.parametrize(("orders", "seconds", "status"), [(1, "1", "done"), (3, "60", "queued")])
def test_asked_to_stop_it_finishes_or_hands_back(system: System, orders: int, seconds: str, status: str) -> None:
    ids = system.order(orders)
    with system.worker(PLAYGROUND_BLANK_SECONDS=seconds) as worker:
        until(lambda: all(row.status == "running" for row in system.rows(ids).values()), lambda: "work")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    left = system.rows(ids)
    assert {row.status for row in left.values()} == {status}, dump(left)
    with system.worker():
        rows = system.until_ended(ids)
    assert {row.status for row in rows.values()} == {"done"}, dump(rows)
    assert {row.attempts for row in rows.values()} == {1 if status == "done" else 2}


def test_a_worker_that_stops_has_counted_the_thumbnails_that_it_wrote(system: System) -> None:
    def read_pictures() -> dict[str, int]:
        return dict(system.query("SELECT key, derived_bytes FROM generations_picture"))

    def sizes(key: str) -> list[int]:
        # The name of a thumbnail is that of its picture with one more dot.
        found = (system.home / "files").rglob(f"{Path(key).stem}.*")
        return [path.stat().st_size for path in found if path.name.count(".") > 1]

    earlier = read_pictures()
    with system.worker() as worker:
        system.until_ended(system.order(1))
        [key] = read_pictures().keys() - earlier.keys()
        until(lambda: len(sizes(key)) >= 2, lambda: "thumbnails")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    assert read_pictures()[key] == sum(sizes(key))
