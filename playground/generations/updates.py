"""Waiting for generations to change: one thread per process listens for news and wakes the waiting requests."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection

from playground.generations.models import Generation
from playground.generations.models.states import ACTIVE
from playground.stores.news import News, listen
from playground.work_limits import Person, TooBusy, WorkLimit

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """What the watcher reads of a generation."""

    version: int
    is_active: bool
    owner: UUID


class Waiter:
    """A request that waits until one of its generations has another version than its page shows.

    With an `owner`, generations of others count as missing, so that the response time reveals nothing about them.
    """

    def __init__(self, known: Mapping[UUID, int], owner: UUID | None = None) -> None:
        self.ids = frozenset(known)
        self._owner = owner
        self.changed = threading.Event()
        self._known = known

    def look(self, states: Mapping[UUID, State]) -> None:
        """Wake up if a version has changed or a row is gone."""
        if any(not self._shows(states.get(id_), version) for id_, version in self._known.items()):
            self.changed.set()

    def _shows(self, state: State | None, version: int) -> bool:
        return state is not None and state.version == version and self._owner in (None, state.owner)


class EndWaiter(Waiter):
    """A request that waits until its generation has ended."""

    def __init__(self, id: UUID) -> None:
        super().__init__({id: 0})

    def look(self, states: Mapping[UUID, State]) -> None:
        """Wake up once none of them is active."""
        if not any(id_ in states and states[id_].is_active for id_ in self.ids):
            self.changed.set()


class Watcher:
    """Holds the waiting requests of this process; its thread runs only while there are any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiters: set[Waiter] = set()
        self._newcomers = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def watch(self, waiter: Waiter) -> Iterator[Waiter]:
        """Watch the waiter's generations while the block runs."""
        with self._lock:
            self._waiters.add(waiter)
            # The generation may have changed since the page was rendered, so the watcher looks once without news.
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
        """How many requests of pages wait now; requests through the API have a limit of their own."""
        with self._lock:
            return sum(not isinstance(waiter, EndWaiter) for waiter in self._waiters)

    def _run(self) -> None:
        try:
            self._watch_news(listen())
        # All waiting requests are woken and read their rows themselves; the next request starts a new thread.
        except Exception:
            logger.exception("the watcher stopped with an error")
            with self._lock:
                for waiter in self._waiters:
                    waiter.changed.set()
                self._thread = None
        finally:
            connection.close()

    def _watch_news(self, news: News) -> None:
        try:
            while self._has_waiters():
                with self._lock:
                    fresh, self._newcomers = self._newcomers, False
                if news.wait() or fresh:
                    self._look()
        finally:
            news.close()

    def _has_waiters(self) -> bool:
        """Return whether any request waits. If none does, this thread ends and the next request starts a new one."""
        with self._lock:
            # This is under the same lock as `watch`: a new request is either counted here or starts a new thread.
            if not self._waiters:
                self._thread = None
            return bool(self._waiters)

    def _look(self) -> None:
        with self._lock:
            waiters = list(self._waiters)
        ids = {id_ for waiter in waiters for id_ in waiter.ids}
        rows = Generation.objects.filter(id__in=ids).values_list("id", "version", "status", "owner_id")
        states = {id_: State(version, status in ACTIVE, owner) for id_, version, status, owner in rows}
        for waiter in waiters:
            waiter.look(states)


watcher = Watcher()


def _share(parts: int) -> int:
    """Return `parts` twelfths of the threads that one client gets, so that some are always left for its pages."""
    return max(1, settings.WEB_THREADS // 4 * parts // 12)


# Requests of pages that are held until something changes, and requests that wait for something outside this process:
# for a picture, or for another server. The latter take their slot before anything is submitted, so that a refused
# request has changed nothing.
HELD = WorkLimit(lambda: settings.HELD_REQUESTS, 0, per_owner=lambda: _share(3), per_address=lambda: _share(3))
WAITS = WorkLimit(lambda: settings.API_WAITERS, 0, per_owner=lambda: _share(7), per_address=lambda: _share(7))


def wait_for_change(known: Mapping[UUID, int], timeout: float, person: Person) -> bool:
    """Wait until one of the generations has another version than the known one; return False after `timeout` seconds.

    A generation of another owner ends the wait as a missing one does. Return False at once when as many requests, or
    as many of that person, wait already as the settings allow: pages must always find a free thread.
    """
    if not known or timeout <= 0:
        return False
    try:
        with HELD.take(person), watcher.watch(Waiter(known, person.owner)) as waiter:
            release_pooled_connection()
            return waiter.changed.wait(timeout)
    except TooBusy:
        return False


def release_connection() -> None:
    """Close this thread's database connection before a long wait; the next query opens one."""
    # Closing would roll back a transaction that the caller has begun.
    if not connection.in_atomic_block:
        connection.close()


def release_pooled_connection() -> None:
    """Return this thread's connection to PostgreSQL's pool, where others need it; a connection to a file is kept."""
    if settings.STORES.has_postgres:
        release_connection()


def wait_until_ended(id: UUID, timeout: float) -> bool:
    """Wait until the generation has ended; return False if that takes longer than `timeout` seconds.

    The caller holds a slot of `WAITS`. The thread has no database connection while it waits.
    """
    release_connection()
    deadline = time.monotonic() + timeout
    while (left := deadline - time.monotonic()) > 0:
        with watcher.watch(EndWaiter(id)) as waiter:
            woken = waiter.changed.wait(left)
        # The watcher also wakes all requests when it stops with an error.
        if woken and not Generation.objects.active().filter(id=id).exists():
            return True
    return False
