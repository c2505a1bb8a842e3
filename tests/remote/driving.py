"""The real worker code over real HTTP on 127.0.0.1: a dispatcher with the remote engine, and people with own keys."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from playground.accounts.models import Owner, Verdict
from playground.accounts.own_servers import is_own_server
from playground.accounts.owners import SESSION_KEY
from playground.accounts.remote_keys import save_key
from playground.configuration.environment import RemoteApi
from playground.engines.remote.downloads import GuardedFetch
from playground.engines.remote.engine import RemoteEngine
from playground.generations.models import Generation, Worker
from playground.generations.worker.remote.dispatcher import Dispatcher
from playground.generations.worker.remote.memory_limit import MemoryLimit
from tests.cast import Person

# How much faster the pauses between two polls and those after a refusal pass.
FASTER = 100
SLOTS = 500
# How long all that is at work may take, in seconds.
TIMEOUT_SECONDS = 90.0


async def sleep(seconds: float) -> None:
    await asyncio.sleep(seconds / FASTER)


def clock() -> float:
    return time.monotonic() * FASTER


@contextmanager
def dispatcher(dialects: tuple[str, ...], **options: Any) -> Iterator[Dispatcher]:
    """Run a dispatcher as a worker does, in which only the pauses are shorter; `options` are the engine's.

    `make` takes the place of the engine's class.
    """
    memory_limit = MemoryLimit(options.pop("fetch", None) or GuardedFetch())
    make, at_once = options.pop("make", RemoteEngine), dict.fromkeys(dialects, SLOTS)

    def make_engine() -> RemoteEngine:
        engine: RemoteEngine = make(fetch=memory_limit, sleep=sleep, clock=clock, at_once=at_once, **options)
        return engine

    running = Dispatcher(
        Worker.objects.create(),
        make_engine,
        at_once,
        lambda pictures: None,
        release_memory=memory_limit.release,
    )
    try:
        yield running
    finally:
        running.stop(0.0)


def point_at(settings: Any, **addresses: str) -> None:
    """Let the APIs be found at these addresses."""
    settings.REMOTE_APIS = settings.REMOTE_APIS | {
        name: RemoteApi("", address, SLOTS) for name, address in addresses.items()
    }


def person_with_key(dialect: str, key: str) -> Person:
    """Return a guest of their own who has entered that key."""
    owner, client = Owner.objects.create(), Client()
    session = client.session
    session[SESSION_KEY] = str(owner.id)
    session.save()
    # A server of one's own is at the address at which the API of the dialect is to be found.
    address = settings.REMOTE_APIS[dialect].base_url if is_own_server(dialect) else ""
    save_key(owner, dialect, key, Verdict.ACCEPTED, address=address)
    return Person(client)


def until(condition: Callable[[], bool], what: str) -> None:
    """Look until something holds; fail when it takes too long."""
    gong, end = threading.Event(), time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        if time.monotonic() > end:
            left = list(Generation.objects.active().values("spec_id", "status", "stage"))
            pytest.fail(f"It took too long: {what}; {left}")
        gong.wait(0.02)


def until_all_ended() -> None:
    """Wait until no generation waits or runs."""
    until(lambda: not Generation.objects.active().exists(), "the end of all generations")
