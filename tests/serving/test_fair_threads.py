"""Threads are shared: one client gets at most its share, and waiting clients are served in turn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playground.serving.threads import FairThreads

TIMEOUT_SECONDS = 20.0


class Crowd:
    """Jobs that run until they are let go, and the order in which they began."""

    def __init__(self, max_threads: int, share: int) -> None:
        self.threads = FairThreads(max_threads, share)
        self.began: list[str] = []
        self._changed = threading.Condition()
        self._go = threading.Semaphore(0)
        self._ended = 0

    def send(self, client: str, person: str = "", name: str = "") -> None:
        self.threads.submit(client, person, lambda: self._work(name or client))

    def _work(self, name: str) -> None:
        with self._changed:
            self.began.append(name)
            self._changed.notify_all()
        self._go.acquire(timeout=TIMEOUT_SECONDS)
        with self._changed:
            self._ended += 1
            self._changed.notify_all()

    def until_began(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.began) >= count, TIMEOUT_SECONDS), self.began

    def let_go(self, count: int) -> None:
        self._go.release(count)

    def until_ended(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._ended >= count, TIMEOUT_SECONDS), self.began


@contextmanager
def crowd(max_threads: int, share: int) -> Iterator[Crowd]:
    made = Crowd(max_threads, share)
    try:
        yield made
    finally:
        made.let_go(1000)


def test_a_client_gets_its_share_of_the_threads() -> None:
    with crowd(max_threads=4, share=2) as those:
        for _ in range(10):
            those.send("greedy")
        those.until_began(2)
        those.send("other")
        those.until_began(3)
        assert sorted(those.began) == ["greedy", "greedy", "other"]


def test_the_next_free_thread_goes_to_each_client_in_turn() -> None:
    with crowd(max_threads=1, share=1) as those:
        those.send("first")
        those.until_began(1)
        for name in ("greedy", "greedy", "greedy", "modest", "other"):
            those.send(name)
        for count in range(2, 7):
            those.let_go(1)
            those.until_began(count)
        assert those.began == ["first", "greedy", "modest", "other", "greedy", "greedy"]


def test_people_with_one_address_are_served_in_turn() -> None:
    with crowd(max_threads=1, share=1) as those:
        those.send("office", name="first")
        those.until_began(1)
        for number in range(3):
            those.send("office", "ann", f"ann {number}")
        those.send("office", "ben", "ben 0")
        for count in range(2, 6):
            those.let_go(1)
            those.until_began(count)
        assert those.began == ["first", "ann 0", "ben 0", "ann 1", "ann 2"]


def test_every_job_is_done_once_by_no_more_threads_than_allowed() -> None:
    with crowd(max_threads=3, share=3) as those:
        those.let_go(200)
        for number in range(200):
            those.send(f"client {number % 7}")
        those.until_ended(200)
        assert len(those.began) == 200
        assert those.threads._count <= 3


def test_a_job_that_raises_leaves_its_thread_alive() -> None:
    def fail() -> None:
        raise RuntimeError("on purpose")

    with crowd(max_threads=1, share=1) as those:
        those.threads.submit("client", "", fail)
        those.send("client")
        those.until_began(1)
