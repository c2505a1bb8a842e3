"""Costly work is bounded: so much at once, a little waits, and nobody gets more than their share."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from playground.work_limits import Person, TooBusy, WorkLimit

TIMEOUT_SECONDS = 20.0
ANN, BEN, CLEO = (Person(UUID(int=number), f"192.0.2.{number}") for number in (1, 2, 3))


class Working:
    """Threads that hold places until they are let go, and the order in which they began to work."""

    def __init__(self, limit: WorkLimit) -> None:
        self.limit = limit
        self.began: list[Person | None] = []
        self._changed = threading.Condition()
        self._leave = threading.Semaphore(0)
        self._threads: list[threading.Thread] = []

    def come(self, person: Person | None) -> None:
        """Let somebody take a place, or for None a thread of this server's own, and wait until they are in line."""
        there = self.limit.taken + 1
        self._threads.append(threading.Thread(target=self._work, args=(person,)))
        self._threads[-1].start()
        self.until(lambda: self.limit.taken >= there)

    def _work(self, person: Person | None) -> None:
        with self.limit.take(person) if person else self.limit.hold():
            self.began.append(person)
            self._leave.acquire(timeout=TIMEOUT_SECONDS)

    def until(self, condition: Callable[[], bool]) -> None:
        gong = threading.Event()
        for _ in range(4000):
            if condition():
                return
            gong.wait(0.005)
        pytest.fail("It took too long.")

    def let_go(self, count: int = 1) -> None:
        self._leave.release(count)

    def join(self) -> None:
        self.let_go(100)
        for thread in self._threads:
            thread.join(TIMEOUT_SECONDS)


@contextmanager
def working(limit: WorkLimit) -> Iterator[Working]:
    made = Working(limit)
    try:
        yield made
    finally:
        made.join()
        assert limit.taken == 0


def make_limit(
    working: int = 1, waiting: int = 2, per_owner: int = 1, per_address: int = 2, *, one_per_owner: bool = False
) -> WorkLimit:
    return WorkLimit(working, waiting, per_owner, per_address, one_per_owner=one_per_owner)


def assert_refused(limit: WorkLimit, person: Person) -> None:
    with pytest.raises(TooBusy), limit.take(person):
        pytest.fail("There was a place.")


def test_further_work_is_refused_when_enough_waits() -> None:
    with working(make_limit()) as those:
        for person in (ANN, BEN, CLEO):
            those.come(person)
        assert_refused(those.limit, Person(UUID(int=4), "192.0.2.4"))


def test_waiting_work_runs_in_order_of_arrival() -> None:
    with working(make_limit()) as those:
        for person in (ANN, BEN, CLEO):
            those.come(person)
        those.let_go()
        those.until(lambda: len(those.began) == 2)
        those.let_go()
        those.until(lambda: len(those.began) == 3)
        assert those.began == [ANN, BEN, CLEO]


def test_an_owner_cannot_take_all_places() -> None:
    with working(make_limit(working=4)) as those:
        those.come(ANN)
        assert_refused(those.limit, ANN)
        those.come(BEN)


def test_owners_share_the_limit_of_their_address() -> None:
    with working(make_limit(working=9)) as those:
        for number in (1, 2):
            those.come(Person(UUID(int=number), "office"))
        assert_refused(those.limit, Person(UUID(int=3), "office"))


def test_guests_without_owner_count_by_address() -> None:
    with working(make_limit(working=9)) as those:
        those.come(Person(None, "office"))
        assert_refused(those.limit, Person(None, "office"))
        those.come(Person(None, "elsewhere"))


def test_a_second_task_of_a_person_lets_others_go_first() -> None:
    with working(make_limit(working=2, waiting=6, per_owner=2, one_per_owner=True)) as those:
        for person in (ANN, ANN, BEN, CLEO):
            those.come(person)
        those.until(lambda: len(those.began) == 2)
        assert set(those.began) == {ANN, BEN}
        those.let_go(2)
        those.until(lambda: len(those.began) == 4)
        assert set(those.began[2:]) == {ANN, CLEO}


def test_a_thread_holds_only_one_place() -> None:
    limit = make_limit(working=1, waiting=0)
    with limit.take(ANN), limit.hold(), limit.hold():
        assert limit.taken == 1
    assert limit.taken == 0


def test_the_servers_own_work_is_never_refused() -> None:
    with working(make_limit(working=1, waiting=0)) as those:
        those.come(ANN)
        for _ in range(3):
            those.come(None)
        assert those.began == [ANN]
        those.let_go(4)
        those.until(lambda: len(those.began) == 4)


def test_a_place_is_released_when_the_work_fails() -> None:
    limit = make_limit(waiting=0)
    with pytest.raises(ZeroDivisionError), limit.take(ANN):
        raise ZeroDivisionError
    with limit.take(ANN):
        pass
