"""`manage.py show_state`: the numbers that tell how it goes."""

from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from playground.generations.models import Generation, Worker
from tests.cast import Person


def show() -> dict[str, int]:
    printed = StringIO()
    call_command("show_state", stdout=printed)
    return {name: int(number) for name, number in (line.split(" ") for line in printed.getvalue().splitlines())}


def test_a_server_at_rest_has_nothing_waiting(db: None, tasks: Any) -> None:
    state = show()
    assert (state["waiting"], state["oldest_waiting_seconds"], state["running"], state["queue_length"]) == (0, 0, 0, 0)
    assert (state["workers"], state["latest_beat_seconds"]) == (0, -1)
    assert state["free_disk_bytes"] > 0


def test_counts_what_waits_and_runs_and_for_how_long(bob: Person) -> None:
    old, _, running, deleted = (bob.ask() for _ in range(4))
    Generation.objects.filter(id=old.id).update(created=timezone.now() - timedelta(minutes=5))
    running.claim(Worker.objects.create())
    deleted.delete_softly()
    Worker.objects.create(beat=timezone.now() - timedelta(hours=1))
    state = show()
    assert (state["waiting"], state["running"], state["workers"]) == (2, 1, 1)
    assert 300 <= state["oldest_waiting_seconds"] < 330
    assert 0 <= state["latest_beat_seconds"] < 10
