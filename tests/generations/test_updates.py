"""A request that waits is woken when another connection changes its generation."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from playground.accounts.models import Owner
from playground.catalog.loading import get_spec
from playground.generations.models import Generation
from playground.generations.submission.submit import Submission, submit
from playground.generations.updates import wait_for_change, watcher
from playground.work_limits import Person
from tests.cast import FLEX

pytestmark = pytest.mark.django_db(transaction=True)

# Far more than a change takes to be seen; a test that waits this long has failed.
TIMEOUT_SECONDS = 20.0

type Wait = Callable[..., Future[bool]]


@pytest.fixture(autouse=True)
def room(settings: Any) -> None:
    """Let eight requests be held."""
    settings.HELD_REQUESTS = 8


@pytest.fixture
def wait() -> Iterator[Wait]:
    """Return a function that waits in another thread, with a connection of its own."""
    pool = ThreadPoolExecutor(8)

    def act(known: dict[UUID, int], timeout: float, owner: UUID | None) -> bool:
        try:
            return wait_for_change(known, timeout, Person(owner, "192.0.2.1"))
        finally:
            connection.close()

    yield lambda known, timeout=TIMEOUT_SECONDS, owner=None: pool.submit(act, known, timeout, owner)
    pool.shutdown()
    join_watcher()


def join_watcher() -> None:
    """Let the watching thread end, so that the database can be emptied."""
    for thread in threading.enumerate():
        if thread.name == "watcher":
            thread.join(timeout=TIMEOUT_SECONDS)


def until(condition: Callable[[], bool]) -> None:
    """Look until something holds; fail when it takes too long."""
    gong = threading.Event()
    for _ in range(2000):
        if condition():
            return
        gong.wait(0.005)
    pytest.fail("It took too long.")


@pytest.fixture
def row() -> Generation:
    return make_row()


def make_row() -> Generation:
    return submit(Submission(Owner.objects.create(), get_spec(FLEX), {"prompt": "a"}))[0]


def test_a_change_wakes_the_waiter(row: Generation, wait: Wait) -> None:
    waiting = wait({row.id: 0})
    until(lambda: watcher.waiting == 1)
    assert not waiting.done()
    row.cancel()
    assert waiting.result(TIMEOUT_SECONDS) is True


def test_a_change_before_the_wait_is_seen_at_once(row: Generation, wait: Wait) -> None:
    row.cancel()
    assert wait({row.id: 0}).result(TIMEOUT_SECONDS) is True


def test_a_removed_row_wakes_the_waiter(wait: Wait) -> None:
    assert wait({uuid4(): 0}).result(TIMEOUT_SECONDS) is True


def test_another_owners_row_looks_removed(row: Generation, wait: Wait) -> None:
    own = wait({row.id: 0}, owner=row.owner_id)
    until(lambda: watcher.waiting == 1)
    assert wait({row.id: 0}, owner=make_row().owner_id).result(TIMEOUT_SECONDS) is True
    assert not own.done()
    row.cancel()
    assert own.result(TIMEOUT_SECONDS) is True


def test_another_owners_change_wakes_nobody(row: Generation, wait: Wait) -> None:
    other = make_row()
    first, second = wait({row.id: 0}), wait({other.id: 0})
    until(lambda: watcher.waiting == 2)
    other.cancel()
    assert second.result(TIMEOUT_SECONDS) is True
    assert not first.done()
    row.cancel()
    assert first.result(TIMEOUT_SECONDS) is True


def test_one_change_of_many_rows_is_enough(row: Generation, wait: Wait) -> None:
    others = [make_row() for _ in range(3)]
    waiting = wait({each.id: 0 for each in (row, *others)})
    until(lambda: watcher.waiting == 1)
    others[1].cancel()
    assert waiting.result(TIMEOUT_SECONDS) is True


def test_a_change_wakes_two_windows(row: Generation, wait: Wait) -> None:
    waiting = [wait({row.id: 0}), wait({row.id: 0})]
    until(lambda: watcher.waiting == 2)
    row.cancel()
    assert [each.result(TIMEOUT_SECONDS) for each in waiting] == [True, True]


def test_the_wait_times_out_without_a_change(row: Generation, wait: Wait) -> None:
    assert wait({row.id: 0}, 0.05).result(TIMEOUT_SECONDS) is False


def test_refuses_to_hold_too_many_requests(row: Generation, wait: Wait, settings: Any) -> None:
    settings.HELD_REQUESTS = 1
    held = wait({row.id: 0})
    until(lambda: watcher.waiting == 1)
    assert wait_for_change({row.id: 0}, TIMEOUT_SECONDS, Person(None, "192.0.2.2")) is False
    row.cancel()
    assert held.result(TIMEOUT_SECONDS) is True


def test_returns_immediately_without_a_card() -> None:
    assert wait_for_change({}, TIMEOUT_SECONDS, Person(None, "192.0.2.2")) is False


def test_no_waiter_is_left_in_the_watcher(row: Generation, wait: Wait) -> None:
    wait({row.id: 0}, 0.01).result(TIMEOUT_SECONDS)
    assert watcher.waiting == 0
