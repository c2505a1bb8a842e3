"""What stands between the loop and the database: writes made together, threads that end, downloads held back."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import OperationalError

from playground.accounts.models import Owner
from playground.generations.models import Picture, Worker
from playground.generations.storage.thumbnails import AT_A_TIME, LONGEST_DELAY, DeferredThumbnails
from playground.generations.worker.remote.batch_writer import BatchWriter, RowUpdate
from playground.generations.worker.remote.memory_limit import MemoryLimit
from playground.generations.worker.remote.threads import Threads
from playground.outbound.client import Fetched

pytestmark = pytest.mark.django_db(transaction=True)


def write(*entries: object, together: Callable[[Sequence[Any]], Sequence[Any]]) -> list[object]:
    """Hand the entries to a batch writer at once, and return the result or the error of each."""
    update = RowUpdate[Any, Any]("test", lambda worker, entries: together(entries))

    async def act() -> list[object]:
        writer = BatchWriter(Worker(), pause=lambda seconds: None)
        try:
            writes: list[Any] = [writer.write(update, entry) for entry in entries]
            return list(await asyncio.gather(*writes, return_exceptions=True))
        finally:
            writer.close()

    return asyncio.run(act())


def test_each_write_gets_its_own_answer() -> None:
    assert write(1, 2, 3, together=lambda entries: [2 * entry for entry in entries]) == [2, 4, 6]


def test_one_bad_write_spoils_no_other() -> None:
    def together(entries: Sequence[str]) -> list[str]:
        for entry in entries:
            Owner.objects.create(first_visit=entry)
        return list(entries)

    answers = write("a", "b", "a", "c", together=together)
    assert [answer for answer in answers if isinstance(answer, str)] == ["a", "b", "c"]
    assert sorted(str(owner.first_visit) for owner in Owner.objects.all()) == ["a", "b", "c"]


def test_what_locks_owners_comes_last_in_its_transaction() -> None:
    order: list[str] = []

    def note(name: str, before: threading.Event | None = None, *, comes_last: bool = False) -> RowUpdate[int, int]:
        def apply(worker: Worker, entries: Sequence[int]) -> Sequence[int]:
            if before:
                before.wait()
            order.append(name)
            return entries

        return RowUpdate(name, apply, comes_last)

    async def act() -> None:
        writer, all_are_in = BatchWriter(Worker()), threading.Event()
        try:
            writes = [
                writer.write(note("first", all_are_in), 1),
                writer.write(note("finish", comes_last=True), 2),
                writer.write(note("claim"), 3),
            ]
            all_are_in.set()
            await asyncio.gather(*writes)
        finally:
            writer.close()

    asyncio.run(act())
    # The first may have gone alone, while the others came in.
    assert order[-1] == "finish"


def test_a_database_that_is_away_for_a_while_is_asked_again() -> None:
    tries = []

    def together(entries: Sequence[int]) -> list[int]:
        tries.append(entries)
        if len(tries) < 4:
            raise OperationalError("away")
        return list(entries)

    assert write(7, together=together) == [7]
    assert len(tries) == 4


def test_threads_answer_with_what_was_raised_and_go_on() -> None:
    async def act() -> tuple[object, int]:
        threads = Threads("test", 1)
        try:
            failed = threads.run(lambda: 1 // 0)
            counted = threads.run(Owner.objects.count)
            return (await asyncio.gather(failed, return_exceptions=True))[0], await counted
        finally:
            threads.close()

    failed, counted = asyncio.run(act())
    assert isinstance(failed, ZeroDivisionError)
    assert counted == 0


def test_downloads_wait_while_too_much_is_held() -> None:
    limit = MemoryLimit(lambda url, *, is_home: Fetched(200, "", b"12345678", url), most=10)
    for url in ("one", "two"):
        limit(url, is_home=False)
    done = threading.Event()

    def download() -> None:
        limit("three", is_home=False)
        done.set()

    third = threading.Thread(target=download)
    third.start()
    assert not done.wait(0.05)
    limit.release(["one", "two"])
    assert done.wait(20)
    third.join()


def test_what_nobody_stored_holds_up_nobody_for_ever() -> None:
    now = [0.0]
    limit = MemoryLimit(lambda url, *, is_home: Fetched(200, "", b"12345678", url), most=5, clock=lambda: now[0])
    limit("lost", is_home=False)
    now[0] = 60.0
    assert limit("next", is_home=False).content == b"12345678"


def test_pictures_rest_while_others_are_finished_and_then_go_on_a_few_at_a_time() -> None:
    now, given = [0.0], []
    deferred = DeferredThumbnails(lambda pictures: given.append(len(pictures)), clock=lambda: now[0])
    deferred.add([Picture() for _ in range(AT_A_TIME + 2)])
    deferred.pass_on()
    deferred.pass_on(is_busy=True)
    assert given == []
    deferred.pass_on()
    deferred.pass_on()
    assert (given, deferred.is_empty) == ([AT_A_TIME, 2], True)


def test_no_rush_keeps_pictures_for_ever() -> None:
    now, given = [0.0], []
    deferred = DeferredThumbnails(lambda pictures: given.append(len(pictures)), clock=lambda: now[0])
    deferred.add([Picture()])
    now[0] = LONGEST_DELAY
    deferred.pass_on(is_busy=True)
    assert given == [1]
