"""Holds downloads back while too many pictures wait in memory to be stored."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from playground.outbound.client import Fetched

# Bytes that may wait, and for how long one download is held back at most, in seconds. Whatever nobody has stored after
# that time is taken for gone, as where another picture of the same request could not be had.
MOST_BYTES = 96 * 1024 * 1024
LONGEST_WAIT = 15.0


class Fetch(Protocol):
    """Gets what a result URL holds, blocking."""

    def __call__(self, url: str, *, is_home: bool) -> Fetched: ...


class Valve:
    """A `Fetch` that waits where more than `most` bytes were fetched and not stored yet."""

    def __init__(self, fetch: Fetch, most: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._most = most
        self._clock = clock
        self._held: dict[str, tuple[int, float]] = {}
        self._room = threading.Condition()

    def __call__(self, url: str, *, is_home: bool) -> Fetched:
        """Return what the URL holds, once there is room for it."""
        with self._room:
            self._room.wait_for(self._has_room, LONGEST_WAIT)
        fetched = self._fetch(url, is_home=is_home)
        with self._room:
            self._held[url] = len(fetched.content), self._clock()
        return fetched

    def let_go(self, urls: Iterable[str]) -> None:
        """Take note that what these hold is stored, or given up."""
        with self._room:
            for url in urls:
                self._held.pop(url, None)
            self._room.notify_all()

    def _has_room(self) -> bool:
        oldest = self._clock() - LONGEST_WAIT
        return sum(size for size, since in self._held.values() if since > oldest) < self._most
