"""Delays downloads while too many pictures are in memory, waiting to be stored."""

import threading
import time
from collections.abc import Callable, Iterable

from playground.engines.remote.downloads import Fetch
from playground.outbound.client import Fetched

# How many bytes may wait, and how many seconds a download is delayed at most. Files that are not stored after that
# time count as dropped: another picture of the same request may have failed.
MOST_BYTES = 96 * 1024 * 1024
LONGEST_WAIT = 15.0


class MemoryLimit:
    """A `Fetch` that waits while more than `most` bytes have been fetched and not stored."""

    def __init__(self, fetch: Fetch, most: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._most = most
        self._clock = clock
        self._held: dict[str, tuple[int, float]] = {}
        self._changed = threading.Condition()

    def __call__(self, url: str, *, is_home: bool) -> Fetched:
        """Fetch the URL once there is memory for it."""
        with self._changed:
            # The size of a file is known only after its download, so downloads that begin together may exceed the
            # limit.
            self._changed.wait_for(self._has_room, LONGEST_WAIT)
        fetched = self._fetch(url, is_home=is_home)
        with self._changed:
            self._held[url] = len(fetched.content), self._clock()
        return fetched

    def release(self, urls: Iterable[str]) -> None:
        """Note that the files behind these URLs are stored, or given up."""
        with self._changed:
            for url in urls:
                self._held.pop(url, None)
            self._changed.notify_all()

    def _has_room(self) -> bool:
        oldest = self._clock() - LONGEST_WAIT
        return sum(size for size, since in self._held.values() if since > oldest) < self._most
