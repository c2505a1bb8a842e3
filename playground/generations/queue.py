"""The embedded queue: Huey's SQLite storage, which hears of new tasks within milliseconds."""

import sqlite3
import threading
import time
from typing import Any

from huey.api import SqliteHuey
from huey.storage import SqliteStorage

from playground.generations.hints import HintingHuey

# Between two looks at the file's change counter, and between two looks at the queue itself, in seconds.
GLANCE = 0.004
LOOK = 1.0


class WakingSqliteStorage(SqliteStorage):
    """Waits for a task by watching SQLite's change counter, which costs microseconds and takes no lock.

    Of the threads that wait, one watches and the others sleep until it tells them.
    """

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self._watching = threading.Lock()
        self._news = threading.Condition()
        super().__init__(*args, **kwargs)

    def dequeue(self) -> Any:  # noqa: ANN401
        """Return the next task's data, or None after about a second without one."""
        deadline = time.monotonic() + LOOK
        while True:
            seen = self._change_count()
            data = super().dequeue()
            if data is not None or time.monotonic() >= deadline:
                return data
            if not self._watching.acquire(blocking=False):
                self._sleep(deadline)
                continue
            try:
                self._watch(seen, deadline)
            finally:
                self._watching.release()
                self._tell()

    def _watch(self, seen: int, deadline: float) -> None:
        while self._change_count() == seen and time.monotonic() < deadline:
            time.sleep(GLANCE)

    def _sleep(self, deadline: float) -> None:
        with self._news:
            self._news.wait(max(0.0, deadline - time.monotonic()))

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()

    def _change_count(self) -> int:
        """Return a number that changes whenever another connection has committed."""
        return int(self.sql("pragma data_version", results=True)[0][0])


class WakingSqliteHuey(HintingHuey, SqliteHuey):
    """SqliteHuey over the waking storage."""

    failures = (sqlite3.Error,)
    storage_class = WakingSqliteStorage
