"""HTML that is a pure function of what it shows, kept while it is asked for: rendering is the pages' main cost."""

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from weakref import WeakSet

from playground.metrics.recording import set_cache_size

MEGABYTE = 1024 * 1024
# What an entry costs beside its text: the key, its parts, and its place in the order, in bytes.
OVERHEAD = 1024
# A fragment is kept only if as many of its size would fit: one long prompt does not displace everything else.
LEAST_KEPT = 128


# Of this process, to say how much memory they take together.
_all: "WeakSet[Rendered]" = WeakSet()


class Rendered:
    """The fragments that were asked for last, at most `megabytes` of them; safe to share between threads.

    Keys must be short: their own size is not measured.
    """

    def __init__(self, megabytes: float, least_kept: int = LEAST_KEPT) -> None:
        self._most = int(megabytes * MEGABYTE)
        self._largest = self._most // least_kept
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._size = 0
        _all.add(self)

    @property
    def size(self) -> int:
        """How many bytes of memory the fragments take."""
        return self._size

    def find(self, key: Hashable) -> str | None:
        """Return what is kept under the key, or None."""
        with self._lock:
            html = self._kept.get(key)
            if html is not None:
                self._kept.move_to_end(key)
            return html

    def keep(self, key: Hashable, html: str) -> str:
        """Keep the fragment unless it is large, remove those not asked for longest, and return it."""
        size = _measure(html)
        if size > self._largest:
            return html
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += size - (_measure(before) if before is not None else 0)
            self._kept[key] = html
            while self._size > self._most:
                self._size -= _measure(self._kept.popitem(last=False)[1])
        set_cache_size(sum(rendered.size for rendered in _all))
        return html

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return what is kept under the key, rendered now if it is not."""
        html = self.find(key)
        return self.keep(key, make()) if html is None else html


def _measure(html: str) -> int:
    return sys.getsizeof(html) + OVERHEAD
