"""Tells processes that generations may have changed: a change is announced, and the watcher waits for news."""

from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string


class News(Protocol):
    """A listener, which belongs to the thread that opened it."""

    def wait(self) -> bool:
        """Wait a few milliseconds for news; True when anything may have changed, or when that cannot be known."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...

    @staticmethod
    def publish() -> None:
        """Tell every listener, on all machines."""
        ...


@cache
def _kind(path: str) -> type[News]:
    return cast(type[News], import_string(path))


def listen() -> News:
    """Return a listener that misses no change from now on."""
    return _kind(settings.NEWS)()


def announce() -> None:
    """Tell the watchers of all processes that generations have changed, once the change is committed.

    An error here is only logged: a lost message delays a waiting page by some seconds.
    """
    # Inside the transaction it would be too early: the watchers would still read the old row.
    transaction.on_commit(_kind(settings.NEWS).publish, robust=True)
