"""How a process hears that generations may have changed: who changes a row announces it, the watcher waits for news."""

from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string


class News(Protocol):
    """One listener; it belongs to the thread that opened it."""

    def wait(self) -> bool:
        """Wait a few milliseconds for news; True when anything may have changed, or when that cannot be known."""
        ...

    def close(self) -> None:
        """Listen no more."""
        ...

    @staticmethod
    def publish() -> None:
        """Tell every listener, also those of other machines."""
        ...


@cache
def _kind(path: str) -> type[News]:
    return cast(type[News], import_string(path))


def listen() -> News:
    """Return a listener that misses nothing from now on."""
    return _kind(settings.NEWS)()


def announce() -> None:
    """Tell the watchers of all processes that generations have changed, once that is committed.

    A message that is lost costs the one who waits some seconds, and is no reason to fail.
    """
    transaction.on_commit(_kind(settings.NEWS).publish, robust=True)
