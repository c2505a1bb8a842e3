"""`manage.py show_state`: the numbers that tell how it goes."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from playground.generations.management.commands.show_state import collect, read_database, read_disk, read_queue
from playground.generations.models import Generation, Worker
from tests.cast import Person

ROOT = Path(__file__).resolve().parents[2]


def show() -> dict[str, int]:
    """Return the numbers, read in this thread, whose transaction others do not see."""
    return {**read_database(), **read_queue(), **read_disk()}


def fail() -> dict[str, int]:
    raise ConnectionError("Error 111 connecting to\n127.0.0.1:6379")


def test_names_failing_sources_and_prints_the_others() -> None:
    over = threading.Event()

    def hang() -> dict[str, int]:
        over.wait(60)
        return {"workers": 1}

    numbers, unknown = collect({"database": hang, "queue": fail, "disk": lambda: {"free_disk_bytes": 7}}, timeout=0.2)
    over.set()
    assert numbers == {"free_disk_bytes": 7}
    assert unknown == {
        "database": "no answer within 0.2 s",
        "queue": "ConnectionError: Error 111 connecting to 127.0.0.1:6379",
    }


def test_prints_numbers_and_reports_what_is_unknown(tmp_path: Path) -> None:
    # Nobody has prepared this home, so there is no table.
    surroundings = os.environ | {"PLAYGROUND_HOME": str(tmp_path)}
    for name in ("DATABASE_URL", "REDIS_URL"):
        surroundings.pop(name, None)
    command = [sys.executable, "manage.py", "show_state"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert [line.split(" ")[0] for line in done.stdout.splitlines()] == ["queue_length", "free_disk_bytes"]
    assert done.stderr.startswith(
        "CommandError: cannot read the state of the database: OperationalError: no such table"
    )
    assert len(done.stderr.splitlines()) == 1


def test_a_server_at_rest_has_nothing_waiting(db: None, tasks: Any) -> None:
    state = show()
    assert (state["waiting"], state["oldest_waiting_seconds"], state["running"], state["queue_length"]) == (0, 0, 0, 0)
    assert (state["workers"], state["latest_beat_seconds"]) == (0, -1)
    assert state["free_disk_bytes"] > 0


def test_counts_waiting_and_running_generations(bob: Person) -> None:
    old, _, running, deleted = (bob.ask() for _ in range(4))
    Generation.objects.filter(id=old.id).update(created=timezone.now() - timedelta(minutes=5))
    running.claim(Worker.objects.create())
    deleted.delete_softly()
    Worker.objects.create(heartbeat=timezone.now() - timedelta(hours=1))
    state = show()
    assert (state["waiting"], state["running"], state["workers"]) == (2, 1, 1)
    assert 300 <= state["oldest_waiting_seconds"] < 330
    assert 0 <= state["latest_beat_seconds"] < 10
