"""What would block an asyncio loop is done in threads of their own: database, files, pictures."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from django.db import close_old_connections, connection, transaction

from playground.stores.retry import persist

# How many writes share a transaction.
MOST_WRITES = 200
# A write that comes this soon after a transaction lets others gather for as long, in seconds: every commit costs.
GATHERING = 0.005

type Settled = tuple["asyncio.Future[Any]", Any, BaseException | None]


def settle(loop: asyncio.AbstractEventLoop, settled: Sequence[Settled]) -> None:
    """Hand results to whoever waits for them in the loop; from another thread."""

    def tell() -> None:
        for future, value, error in settled:
            if future.done():
                continue
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(error)

    loop.call_soon_threadsafe(tell)


class Threads:
    """Runs functions in a few threads, each of which keeps its database connection until the end."""

    def __init__(self, name: str, number: int) -> None:
        """Start them; to be called within the loop."""
        self._loop = asyncio.get_running_loop()
        self._waiting: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._threads = [threading.Thread(target=self._run, name=name, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def run[R](self, function: Callable[[], R]) -> "asyncio.Future[R]":
        """Return what the function will return or raise; it runs even where nobody waits for it any more."""
        result: asyncio.Future[R] = self._loop.create_future()
        self._waiting.put((function, result))
        return result

    def close(self) -> None:
        """Wait until all that was asked for is done, and end the threads."""
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        try:
            while job := self._waiting.get():
                function, result = job
                close_old_connections()
                settle(self._loop, [(result, *_try(function))])
        finally:
            connection.close()


def _try[R](function: Callable[[], R]) -> tuple[R | None, BaseException | None]:
    try:
        return function(), None
    # Whatever goes wrong belongs to whoever asked for it, and the thread goes on.
    except Exception as error:  # noqa: BLE001
        return None, error


@dataclass(frozen=True, slots=True)
class _Write:
    """One entry for a function that takes a list of such entries and returns as many results.

    What is `last` comes after all others of a transaction.
    """

    together: Callable[[Sequence[Any]], Sequence[Any]]
    entry: Any
    result: "asyncio.Future[Any]"
    last: bool


class Scribe:
    """One thread that writes to the database: what has come in meanwhile goes into one short transaction.

    A write that was handed in is made, whether or not somebody still waits for it. Where the database is away for a
    while it is tried again, since a finished picture may have been paid for.
    """

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Start the thread; to be called within the loop."""
        self._loop = asyncio.get_running_loop()
        self._pause = pause
        self._committed = -GATHERING
        self._waiting: SimpleQueue[_Write | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)
        self._thread.start()

    def write[E, R](
        self, together: Callable[[Sequence[E]], Sequence[R]], entry: E, *, last: bool = False
    ) -> "asyncio.Future[R]":
        """Return what `together` will say of the entry; it is called with all the entries that have come in for it.

        What locks owners is `last`: between two workers, each of which waits for rows that the other one has locked,
        the database would give up one transaction.
        """
        result: asyncio.Future[R] = self._loop.create_future()
        self._waiting.put(_Write(together, entry, result, last))
        return result

    def close(self) -> None:
        """Wait until all is written, and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while True:
                batch, over = self._take()
                if batch:
                    close_old_connections()
                    settle(self._loop, self._perform(batch))
                    self._committed = time.monotonic()
                if over:
                    return
        finally:
            connection.close()

    def _take(self) -> tuple[list[_Write], bool]:
        """Return what waits, at least one write, and whether it was the last."""
        batch: list[_Write] = []
        try:
            while len(batch) < MOST_WRITES:
                write = self._waiting.get(block=not batch)
                if write is None:
                    return batch, True
                if not batch and time.monotonic() - self._committed < GATHERING:
                    time.sleep(GATHERING)
                batch.append(write)
        except Empty:
            pass
        return batch, False

    def _perform(self, batch: Sequence[_Write]) -> list[Settled]:
        try:
            return self._commit(batch)
        # Any of them may have spoiled the transaction, so each gets one of its own.
        except Exception as error:  # noqa: BLE001
            if len(batch) == 1:
                return [(batch[0].result, None, error)]
            return [settled for write in batch for settled in self._perform([write])]

    def _commit(self, batch: Sequence[_Write]) -> list[Settled]:
        def write() -> list[Settled]:
            with transaction.atomic():
                return list(_write_all(batch))

        return persist(write, self._pause)


def _write_all(batch: Iterable[_Write]) -> Iterable[Settled]:
    groups: dict[Callable[[Sequence[Any]], Sequence[Any]], list[_Write]] = {}
    for write in batch:
        groups.setdefault(write.together, []).append(write)
    for together, writes in sorted(groups.items(), key=lambda group: group[1][0].last):
        results = together([write.entry for write in writes])
        yield from ((write.result, result, None) for write, result in zip(writes, results, strict=True))
