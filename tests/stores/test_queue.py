"""The queue of the settings: what one connection puts in, another takes out."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from huey.storage import BaseStorage

from playground.generations.models import Generation
from playground.generations.submission.task import run_generation
from playground.generations.worker.process import this_worker
from playground.stores.queue.records import purge_finished_records
from tests.cast import Person

TIMEOUT_SECONDS = 20.0


@pytest.fixture
def storages(tasks: Any, django_db_blocker: Any, django_db_setup: None) -> Iterator[tuple[BaseStorage, BaseStorage]]:
    """Return two connections to the queue, which is empty; they are the queue's own, whatever the database does."""
    with django_db_blocker.unblock():
        first, second = tasks.create_storage(), tasks.create_storage()
        yield first, second
        first.close()
        second.close()


def test_what_is_there_is_taken_in_order(storages: tuple[BaseStorage, BaseStorage]) -> None:
    giver, taker = storages
    for data in (b"first", b"second"):
        giver.enqueue(data)
    assert [taker.dequeue(), taker.dequeue()] == [b"first", b"second"]
    assert giver.queue_size() == 0


def test_one_that_waits_is_given_what_comes(storages: tuple[BaseStorage, BaseStorage]) -> None:
    giver, taker = storages
    waits = threading.Event()

    def take() -> Any:
        waits.set()
        return taker.dequeue()

    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(take)
        waits.wait(TIMEOUT_SECONDS)
        giver.enqueue(b"a task")
        assert taken.result(TIMEOUT_SECONDS) == b"a task"


def test_each_task_is_taken_once(storages: tuple[BaseStorage, BaseStorage]) -> None:
    giver, taker = storages
    for number in range(40):
        giver.enqueue(str(number).encode())

    def take() -> list[bytes]:
        taken = []
        while taker.queue_size() and (data := taker.dequeue()):
            taken.append(data)
        return taken

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(lambda _: take(), range(4)))
    assert sorted(int(data) for share in shares for data in share) == list(range(40))


def test_an_empty_queue_gives_nothing_after_a_while(
    storages: tuple[BaseStorage, BaseStorage],
) -> None:
    assert storages[0].dequeue() is None


@pytest.mark.django_db(transaction=True)
def test_a_click_puts_a_task_into_the_queue_that_makes_the_picture(bob: Person, tasks: Any) -> None:
    this_worker.cache_clear()
    row = bob.ask()
    assert tasks.storage.queue_size() == 1
    tasks.execute(tasks.dequeue())
    row.refresh_from_db()
    assert row.status == "done"
    this_worker.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_the_records_of_finished_tasks_are_dropped(bob: Person, tasks: Any) -> None:
    this_worker.cache_clear()
    for _ in range(2):
        bob.ask()
    tasks.execute(tasks.dequeue())
    assert len(tasks.all_results()) == 2
    assert purge_finished_records() == 1
    assert len(tasks.all_results()) == 1
    assert purge_finished_records() == 0
    this_worker.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_the_records_of_tasks_that_raised_are_dropped_too(tasks: Any) -> None:
    run_generation.enqueue("no id at all")
    tasks.execute(tasks.dequeue())
    assert purge_finished_records() > 0
    assert tasks.all_results() == {}


def test_nothing_is_in_the_queue_before_the_row_is_committed(
    bob: Person, tasks: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        bob.ask()
        assert tasks.storage.queue_size() == 0
    assert tasks.storage.queue_size() == 1
    assert tasks.pending()[0].args[1] == [str(Generation.objects.get().id)]


def test_a_task_of_a_row_that_is_gone_does_nothing(db: None, tasks: Any) -> None:
    this_worker.cache_clear()
    run_generation.call("00000000-0000-7000-8000-000000000000")
    assert not Generation.objects.exists()
    this_worker.cache_clear()
