"""This worker process: its row in the database, and what it hands back when it is asked to stop."""

import threading
from functools import cache
from uuid import UUID

from playground.generations.messages import charged
from playground.generations.models import Generation, Status, Worker

# A generation is begun this often: what ends a worker each time is given up then.
ATTEMPTS = 3

# Set once this process is asked to stop: what is at work is finished, and nothing more is begun.
stopping = threading.Event()

_lock = threading.Lock()
_at_work: set[UUID] = set()


def begin(id: UUID) -> bool:
    """Say that a thread of this process has this generation in hand, until `leave_off`.

    False where another thread has it already, as when this process was taken for dead and the row waits again: then it
    is not to be begun, since nothing on the row would tell the two threads apart.
    """
    with _lock:
        is_first = id not in _at_work
        _at_work.add(id)
    return is_first


def leave_off(id: UUID) -> None:
    """Say that no thread of this process has it in hand any more."""
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
