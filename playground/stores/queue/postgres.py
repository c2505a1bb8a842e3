"""The queue in PostgreSQL, where there is no Redis: Huey's tables in Django's database."""

import threading
import time
from typing import Any

import psycopg
from django.db import connection
from huey.api import PostgresHuey
from huey.storage import PostgresStorage

from playground.stores.news.polling import POLL_SECONDS
from playground.stores.news.postgres import open_listener
from playground.stores.queue.tolerant import TolerantHuey
from playground.stores.queue.wakeup import WakeupStorage


class WakeupPostgresStorage(WakeupStorage, PostgresStorage):
    """Hears of tasks through LISTEN and NOTIFY; `prepare_home` creates its tables."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self._listener: Any = None
        self._opening = threading.Lock()
        # These connections stay open as long as their threads, so they do not come from Django's pool.
        super().__init__(*args, connection=lambda: psycopg.connect(**connection.get_connection_params()), **kwargs)

    def take(self) -> Any:  # noqa: ANN401
        """Return the next task's data, or None at once."""
        return self._dequeue()

    def mark(self) -> int:
        """Start listening, on one connection for all threads, which keeps messages until they are read."""
        with self._opening:
            if self._listener is None or self._listener.closed:
                self._listener = open_listener()
                self._listener.execute(f'LISTEN "{self.channel}"')
        return 0

    def listen(self, mark: int, deadline: float) -> None:
        """Wait for a message."""
        timeout = max(0.0, deadline - time.monotonic())
        # One message is enough: the thread that wakes wakes all others, and each of them looks for tasks.
        for _ in self._listener.notifies(timeout=timeout, stop_after=1):
            return

    def close(self) -> Any:  # noqa: ANN401
        """Close both connections; the next use opens new ones."""
        with self._opening:
            if self._listener is not None:
                self._listener.close()
                self._listener = None
        return super().close()


class TolerantPostgresHuey(TolerantHuey, PostgresHuey):
    """PostgresHuey in Django's database."""

    failures = (psycopg.Error,)
    storage_class = WakeupPostgresStorage


class PollingPostgresStorage(WakeupPostgresStorage):
    """Looks for tasks instead of listening, for a pooler that passes no notifications on."""

    def mark(self) -> int:
        """Return 0: there is nothing to begin."""
        return 0

    def listen(self, mark: int, deadline: float) -> None:
        """Look until there is a task."""
        while self.queue_size() == 0 and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(POLL_SECONDS, left))


class PollingPostgresHuey(TolerantPostgresHuey):
    """TolerantPostgresHuey with this storage."""

    storage_class = PollingPostgresStorage
