"""Caches rendered HTML that depends only on its key, because rendering is the main cost of a page."""

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from weakref import WeakSet

from playground.metrics.recording import set_cache_size

MEGABYTE = 1024 * 1024
# The memory of an entry besides its text, in bytes: the key, its parts, and the entry of the dictionary.
ENTRY_OVERHEAD = 1024
# A fragment is cached only if this many of its size would fit, so that one long prompt does not evict all others.
MIN_FRAGMENTS = 128

# All caches of this process, for the metric of their total memory.
_all: "WeakSet[FragmentCache]" = WeakSet()


class FragmentCache:
    """A thread-safe cache of the most recently used fragments, limited to `megabytes`.

    Keys must be short, because their size is not measured.
    """

    def __init__(self, megabytes: float, min_fragments: int = MIN_FRAGMENTS) -> None:
        self._limit = int(megabytes * MEGABYTE)
        self._largest = self._limit // min_fragments
        self._lock = Lock()
        self._fragments: OrderedDict[Hashable, str] = OrderedDict()
        self._size = 0
        _all.add(self)

    @property
    def size(self) -> int:
        """The memory that the fragments take, in bytes."""
        return self._size

    def find(self, key: Hashable) -> str | None:
        """Return the cached fragment, or None."""
        with self._lock:
            html = self._fragments.get(key)
            if html is not None:
                self._fragments.move_to_end(key)
            return html

    def keep(self, key: Hashable, html: str) -> str:
        """Cache the fragment unless it is too large, evict the least recently used ones, and return it."""
        size = _measure(html)
        if size > self._largest:
            return html
        with self._lock:
            # Two threads may have rendered the same fragment, and its size must count once.
            before = self._fragments.pop(key, None)
            self._size += size - (_measure(before) if before is not None else 0)
            self._fragments[key] = html
            while self._size > self._limit:
                self._size -= _measure(self._fragments.popitem(last=False)[1])
        # Outside the lock, because the metric only needs a number that was right a moment ago.
        set_cache_size(sum(rendered.size for rendered in _all))
        return html

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return the cached fragment, or render and cache it."""
        # Rendering happens outside the lock. Two threads may do it twice, but none waits for another's template.
        html = self.find(key)
        return self.keep(key, make()) if html is None else html


def _measure(html: str) -> int:
    return sys.getsizeof(html) + ENTRY_OVERHEAD
