"""This worker process: its row in the database, and what it hands back when it is asked to stop."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

from playground.generations.models import Generation, Status, Worker
from playground.generations.sentences import charged

# A generation is begun this often: what ends a worker each time is given up then.
ATTEMPTS = 3

_lock = threading.Lock()
_at_work: set[UUID] = set()


@contextmanager
def working_on(id: UUID) -> Iterator[bool]:
    """Say that a thread of this process has this generation in hand while the block runs.

    False where another thread has it already, as when this process was taken for dead and the row waits again: then it
    is not to be begun, since nothing on the row would tell the two threads apart.
    """
    with _lock:
        is_first = id not in _at_work
        _at_work.add(id)
    try:
        yield is_first
    finally:
        if is_first:
            with _lock:
                _at_work.discard(id)


def at_work() -> frozenset[UUID]:
    """Return the generations that threads of this process have in hand, without those of public APIs."""
    with _lock:
        return frozenset(_at_work)


@cache
def this_worker() -> Worker:
    """Return the row of this process, made at the first call."""
    worker = Worker()
    worker.save(force_insert=True)
    return worker


def hand_back() -> list[Generation]:
    """Put what this process still works on back into the queue; the caller enqueues what is returned.

    What was sent to a paid API and cannot be asked after ends as failed, and says that it may be charged.
    """
    mine = Generation.objects.filter(worker=this_worker(), status=Status.RUNNING)
    return [row for row in mine if release(row)]


def release(row: Generation) -> bool:
    """Put a row whose worker stops or died back into the queue, unless that could pay for it twice."""
    if not row.can_go_on:
        row.fail(row.worker, "lost", charged(row.api))
        return False
    return row.release(row.worker)
