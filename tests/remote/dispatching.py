"""Waits for what a dispatcher does, and reminds it."""

import threading
from collections.abc import Callable

import pytest

from playground.generations.models import Generation
from playground.generations.worker.remote.dispatcher import Dispatcher

SLOTS = 3


def until(condition: Callable[[], bool]) -> None:
    """Look until something holds; fail when it takes too long."""
    gong = threading.Event()
    for _ in range(4000):
        if condition():
            return
        gong.wait(0.005)
    pytest.fail("It took too long.")


def woken(dispatcher: Dispatcher) -> bool:
    """Remind it of what waits, each time that something is looked for."""
    dispatcher.wake("onemin")
    return True


def ended(row: Generation) -> Generation:
    """Return the row once it has ended."""
    until(lambda: not Generation.objects.active().filter(id=row.id).exists())
    row.refresh_from_db()
    return row


def cancel_all() -> None:
    from django.db import connection

    Generation.objects.update(cancel_requested=True)
    connection.close()
