"""One thread that writes to the rows of remote generations, many rows in one transaction."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from django.db import close_old_connections, connection, transaction

from playground.generations.models import Worker
from playground.generations.worker.remote.threads import Result, set_results
from playground.stores.retry import persist

# How many writes share a transaction.
MOST_WRITES = 200
# A write that comes this soon after a transaction waits as long for others, in seconds: each commit takes a while.
GATHER_SECONDS = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class RowUpdate[E, R]:
    """One kind of update: `apply` takes the entries of many rows and returns as many results, in order.

    It is called in a transaction. `comes_last` is for updates that lock owners: they come after all others of a
    transaction. Otherwise two workers could each wait for rows that the other one has locked, and the database would
    abort one of them.
    """

    name: str
    apply: Callable[[Worker, Sequence[E]], Sequence[R]]
    comes_last: bool = False


@dataclass(frozen=True, slots=True)
class _Write:
    update: RowUpdate[Any, Any]
    entry: Any
    result: "asyncio.Future[Any]"


class BatchWriter:
    """Writes as one worker. Writes that have come in meanwhile go into one short transaction.

    Every write is made, even where nobody waits for its result any more. While the database is away it is tried again,
    since a finished picture may have been paid for.
    """

    def __init__(self, worker: Worker, pause: Callable[[float], None] = time.sleep) -> None:
        """Start the thread; to be called within the loop."""
        self._loop = asyncio.get_running_loop()
        self._worker = worker
        self._pause = pause
        self._committed = -GATHER_SECONDS
        self._waiting: SimpleQueue[_Write | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="batch-writer", daemon=True)
        self._thread.start()

    def write[E, R](self, update: RowUpdate[E, R], entry: E) -> "asyncio.Future[R]":
        """Return the future result of the update for this entry."""
        result: asyncio.Future[R] = self._loop.create_future()
        self._waiting.put(_Write(update, entry, result))
        return result

    def close(self) -> None:
        """Wait until everything is written, and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while True:
                batch, is_closed = self._take()
                if batch:
                    # Django checks connections when a request ends. This thread has no requests, so it asks for the
                    # check itself.
                    close_old_connections()
                    set_results(self._loop, self._perform(batch))
                    self._committed = time.monotonic()
                if is_closed:
                    return
        finally:
            connection.close()

    def _take(self) -> tuple[list[_Write], bool]:
        """Wait for a write; return the writes that wait, and whether the writer was closed."""
        batch: list[_Write] = []
        try:
            while len(batch) < MOST_WRITES:
                write = self._waiting.get(block=not batch)
                if write is None:
                    return batch, True
                if not batch and time.monotonic() - self._committed < GATHER_SECONDS:
                    time.sleep(GATHER_SECONDS)
                batch.append(write)
        except Empty:
            pass
        return batch, False

    def _perform(self, batch: Sequence[_Write]) -> list[Result]:
        try:
            return persist(lambda: self._commit(batch), self._pause)
        # Any of the writes may have spoiled the transaction, so each gets one of its own.
        except Exception as error:  # noqa: BLE001
            if len(batch) == 1:
                return [(batch[0].result, None, error)]
            return [result for write in batch for result in self._perform([write])]

    def _commit(self, batch: Sequence[_Write]) -> list[Result]:
        with transaction.atomic():
            return list(self._apply(batch))

    def _apply(self, batch: Sequence[_Write]) -> Iterator[Result]:
        groups: dict[RowUpdate[Any, Any], list[_Write]] = {}
        for write in batch:
            groups.setdefault(write.update, []).append(write)
        for update in sorted(groups, key=lambda update: update.comes_last):
            writes = groups[update]
            results = update.apply(self._worker, [write.entry for write in writes])
            yield from ((write.result, result, None) for write, result in zip(writes, results, strict=True))
