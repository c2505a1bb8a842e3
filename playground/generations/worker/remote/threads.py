"""Threads for what would block an asyncio loop: database, files, images."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

from django.db import close_old_connections, connection

# A future, and the value or the error that it gets.
type Result = tuple["asyncio.Future[Any]", Any, BaseException | None]


def set_results(loop: asyncio.AbstractEventLoop, results: Sequence[Result]) -> None:
    """Set the results of futures of a loop, from another thread."""

    def set_all() -> None:
        for future, value, error in results:
            # The job was interrupted while the function ran.
            if future.done():
                continue
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(error)

    loop.call_soon_threadsafe(set_all)


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
        """Return the future result of the function, which runs even where nobody waits for it any more."""
        result: asyncio.Future[R] = self._loop.create_future()
        self._waiting.put((function, result))
        return result

    def close(self) -> None:
        """Wait until all functions have run, and end the threads."""
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        try:
            while job := self._waiting.get():
                function, result = job
                close_old_connections()
                set_results(self._loop, [(result, *_try(function))])
        finally:
            connection.close()


def _try[R](function: Callable[[], R]) -> tuple[R | None, BaseException | None]:
    try:
        return function(), None
    # The error belongs to the caller; this thread goes on.
    except Exception as error:  # noqa: BLE001
        return None, error
