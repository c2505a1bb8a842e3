"""HTML that is a pure function of what it shows, kept while it is asked for: rendering is the pages' main cost."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Rendered:
    """The fragments that were asked for last, by what they show; safe to share between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, str] = OrderedDict()

    def find(self, key: Hashable) -> str | None:
        """Return what is kept under the key, or None."""
        with self._lock:
            html = self._kept.get(key)
            if html is not None:
                self._kept.move_to_end(key)
            return html

    def keep(self, key: Hashable, html: str) -> str:
        """Keep the fragment, let go of the one not asked for longest, and return it."""
        with self._lock:
            self._kept[key] = html
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return html

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return what is kept under the key, made now if need be."""
        return self.find(key) or self.keep(key, make())
