"""A queue that cannot be asked keeps no worker from its other duties."""

from collections.abc import Iterator
from typing import Any

import pytest
from huey.storage import MemoryStorage

from playground.generations.models import Generation
from playground.generations.worker.recovery import Recovery
from playground.stores.queue.records import count_tasks, purge_finished_records, queue
from tests.cast import Person


class DeafStorage(MemoryStorage):
    """A queue whose server is away."""

    def queue_size(self) -> int:
        raise queue.failures[0]("away")

    def result_items(self) -> dict[str, bytes]:
        raise queue.failures[0]("away")


@pytest.fixture
def deaf() -> Iterator[None]:
    """Let the queue be away."""
    given: Any = queue.storage
    queue.storage = DeafStorage("tested")
    yield
    queue.storage = given


def test_nobody_knows_its_length_and_its_records_stay(deaf: None) -> None:
    assert count_tasks() is None
    assert purge_finished_records() == 0


def test_the_work_of_the_dead_is_taken_up_all_the_same(bob: Person, deaf: None) -> None:
    row = bob.ask()
    Generation.objects.filter(id=row.id).update(status="running", attempts=1)
    assert Recovery().recover() == 1
    row.refresh_from_db()
    assert row.status == "queued"
