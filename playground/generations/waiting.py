"""Waiting for generations to change: one thread a process watches the database and wakes the requests that wait."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection

from playground.generations.models import Generation

# Between two looks at SQLite's change counter, in seconds; a look costs microseconds and takes no lock.
GLANCE = 0.004


class Waiter:
    """One request that waits for any of its generations to leave the version that its page shows."""

    def __init__(self, known: Mapping[UUID, int]) -> None:
        self.known = known
        self.changed = threading.Event()

    def look(self, versions: Mapping[UUID, int]) -> None:
        """Wake up if a version is another one, or the row is gone."""
        if any(versions.get(id_) != version for id_, version in self.known.items()):
            self.changed.set()


class Watcher:
    """Holds the waiting requests of this process; its thread lives only while somebody waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiters: set[Waiter] = set()
        self._newcomers = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def watch(self, known: Mapping[UUID, int]) -> Iterator[Waiter]:
        """Watch over the generations while the block runs."""
        waiter = Waiter(known)
        with self._lock:
            self._waiters.add(waiter)
            self._newcomers = True
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
                self._thread.start()
        try:
            yield waiter
        finally:
            with self._lock:
                self._waiters.discard(waiter)

    @property
    def waiting(self) -> int:
        """How many requests wait now."""
        return len(self._waiters)

    def _run(self) -> None:
        seen = -1
        try:
            while True:
                with self._lock:
                    if not self._waiters:
                        self._thread = None
                        return
                    fresh, self._newcomers = self._newcomers, False
                count = _change_count()
                if fresh or count != seen:
                    seen = count
                    self._look()
                time.sleep(GLANCE)
        except DatabaseError:
            # Nobody is left hanging: everyone looks for themselves, and the next one to wait starts a new thread.
            with self._lock:
                for waiter in self._waiters:
                    waiter.changed.set()
                self._thread = None
        finally:
            connection.close()

    def _look(self) -> None:
        with self._lock:
            waiters = list(self._waiters)
        ids = {id_ for waiter in waiters for id_ in waiter.known}
        versions = dict(Generation.objects.filter(id__in=ids).values_list("id", "version"))
        for waiter in waiters:
            waiter.look(versions)


def _change_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


watcher = Watcher()


def wait_for_change(known: Mapping[UUID, int], timeout: float) -> bool:
    """Wait until one of the generations has another version than the one known, or `timeout` seconds are over.

    Returns at once with False when as many requests wait already as the settings allow, so that the pages always find
    a free thread.
    """
    if not known or timeout <= 0 or watcher.waiting >= settings.HELD_REQUESTS:
        return False
    with watcher.watch(known) as waiter:
        return waiter.changed.wait(timeout)
