"""The queue in the PostgreSQL database, for those who have no Redis: Huey's tables, Django's connections."""

import threading
import time
from typing import Any

import psycopg
from django.db import connection
from huey.api import PostgresHuey
from huey.storage import PostgresStorage

from playground.stores.queue.tolerant import HintingHuey
from playground.stores.queue.wakeup import WakingStorage


class DatabaseStorage(WakingStorage, PostgresStorage):
    """Hears of tasks by LISTEN and NOTIFY and takes each once; its tables are made by `prepare_home`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self._ear: Any = None
        self._opening = threading.Lock()
        super().__init__(*args, **kwargs)

    def _connect(self) -> Any:  # noqa: ANN401
        """Return a connection of the queue's own, to whatever database Django is at."""
        return psycopg.connect(**connection.get_connection_params(), autocommit=True)

    _create_connection = _connect

    def take(self) -> Any:  # noqa: ANN401
        """Return the next task's data, or None at once."""
        return self._dequeue()

    def mark(self) -> int:
        """Listen, on one connection for all threads; news is kept there until somebody reads it."""
        with self._opening:
            if self._ear is None or self._ear.closed:
                self._ear = self._connect()
                self._ear.execute(f'LISTEN "{self.channel}"')
        return 0

    def listen(self, mark: int, deadline: float) -> None:
        """Wait for a message."""
        timeout = max(0.0, deadline - time.monotonic())
        for _ in self._ear.notifies(timeout=timeout, stop_after=1):
            return

    def close(self) -> Any:  # noqa: ANN401
        """Close both connections; the next use makes new ones."""
        with self._opening:
            if self._ear is not None:
                self._ear.close()
                self._ear = None
        return super().close()


class DatabaseHuey(HintingHuey, PostgresHuey):
    """PostgresHuey at Django's database."""

    failures = (psycopg.Error,)
    storage_class = DatabaseStorage
