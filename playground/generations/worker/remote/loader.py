"""The switchboard of this process, which is loaded with the first generation that a public API makes."""

import threading
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from playground.generations.worker.process import this_worker

if TYPE_CHECKING:
    from playground.generations.worker.remote.dispatcher import Switchboard

_lock = threading.Lock()
_switchboard: "Switchboard | None" = None
_is_stopping = False


def nudge(dialect: str) -> None:
    """Look for generations that wait for that API."""
    global _switchboard
    with _lock:
        if _is_stopping:
            return
        if _switchboard is None:
            _switchboard = _make()
    _switchboard.nudge(dialect)


def at_work() -> frozenset[UUID]:
    """Return the generations that this process has in hand for public APIs."""
    return frozenset() if _switchboard is None else _switchboard.at_work


def begin_stop(seconds: float) -> None:
    """Take nothing new, hand back what can be, and give the rest so many seconds."""
    global _is_stopping
    with _lock:
        _is_stopping = True
    if _switchboard is not None:
        _switchboard.begin_stop(seconds)


def stop(seconds: float) -> None:
    """The same, and wait for the end."""
    begin_stop(seconds)
    if _switchboard is not None:
        _switchboard.stop(seconds)


def _make() -> "Switchboard":
    """Return a switchboard with the remote engine as the settings want it.

    It takes a few rows more than may be at work at their API: their turn comes while others' pictures are fetched.
    """
    # The network client takes memory that neither a web process nor a worker without any key has a use for.
    make: type[Switchboard] = import_string("playground.generations.worker.remote.dispatcher.Switchboard")
    engine = import_string("playground.engines.remote.engine.RemoteEngine")
    fetch = import_string("playground.engines.remote.downloads.GuardedFetch")(allow_private=settings.ALLOW_PRIVATE_URLS)
    valve = import_string("playground.generations.worker.remote.memory_limit.Valve")(fetch)
    thumbnailer = import_string("playground.generations.storage.thumbnails.thumbnailer")
    at_once = {dialect: api.at_once for dialect, api in settings.REMOTE_APIS.items()}
    places = {dialect: most + most // 4 + 1 for dialect, most in at_once.items()}
    return make(this_worker(), lambda: engine(at_once=at_once, fetch=valve), places, thumbnailer.add, valve.let_go)
