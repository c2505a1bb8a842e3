"""The dispatcher of this process, loaded with the first generation for a public API.

This is the one place of the worker that imports late: the network client takes memory that a worker without any key
for an API never needs.
"""

import threading
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from playground.generations.storage.thumbnails import thumbnailer
from playground.generations.worker.process import this_worker

if TYPE_CHECKING:
    from playground.generations.worker.remote.dispatcher import Dispatcher

_lock = threading.Lock()
_dispatcher: "Dispatcher | None" = None
_is_stopping = False


def wake_dispatcher(dialect: str) -> None:
    """Let the dispatcher look for generations that wait for that API."""
    global _dispatcher
    with _lock:
        # A dispatcher that started now would claim rows that nobody finishes.
        if _is_stopping:
            return
        if _dispatcher is None:
            _dispatcher = _load_dispatcher()
    _dispatcher.wake(dialect)


def at_work() -> frozenset[UUID]:
    """Return the generations that this process has in hand for public APIs."""
    return frozenset() if _dispatcher is None else _dispatcher.at_work


def begin_stop(seconds: float) -> None:
    """Claim nothing more, hand back what can be, and give the rest that time."""
    global _is_stopping
    with _lock:
        _is_stopping = True
    if _dispatcher is not None:
        _dispatcher.begin_stop(seconds)


def stop(seconds: float) -> None:
    """Call `begin_stop` and wait for the end."""
    begin_stop(seconds)
    if _dispatcher is not None:
        _dispatcher.stop(seconds)


def _load_dispatcher() -> "Dispatcher":
    """Return a dispatcher with the remote engine, as the settings want both."""
    from playground.engines.remote.downloads import GuardedFetch
    from playground.engines.remote.engine import RemoteEngine
    from playground.generations.worker.remote.dispatcher import Dispatcher
    from playground.generations.worker.remote.memory_limit import MemoryLimit

    fetch = MemoryLimit(GuardedFetch(allow_private=settings.ALLOW_PRIVATE_URLS))
    at_once = {dialect: api.at_once for dialect, api in settings.REMOTE_APIS.items()}
    # A few rows more than may be at work at their API: their turn comes while the pictures of others are downloaded.
    slots = {dialect: most + most // 4 + 1 for dialect, most in at_once.items()}
    return Dispatcher(
        this_worker(),
        lambda: RemoteEngine(at_once=at_once, fetch=fetch),
        slots,
        thumbnailer.add,
        release_memory=fetch.release,
    )
