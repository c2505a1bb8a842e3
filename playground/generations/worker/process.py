"""This worker process: its row in the database, and the generations that its threads have in hand."""

import threading
from functools import cache
from uuid import UUID

from playground.generations.messages import charged
from playground.generations.models import Generation, Status, Worker

# After this many attempts a generation is given up: it seems to end every worker that starts it.
ATTEMPTS = 3

# Set once this process is asked to stop: running work is finished, and nothing new is started.
stopping = threading.Event()

_lock = threading.Lock()
_at_work: set[UUID] = set()


def begin_work(id: UUID) -> bool:
    """Note that a thread of this process has this generation in hand, until `end_work`.

    Return False where another thread has it already, as when this process was taken for dead and the row was queued
    again. The caller must not start it then: nothing on the row would tell the two threads apart.
    """
    with _lock:
        is_first = id not in _at_work
        _at_work.add(id)
    return is_first


def end_work(id: UUID) -> None:
    """Note that no thread of this process has the generation in hand any more."""
    with _lock:
        _at_work.discard(id)


def at_work() -> frozenset[UUID]:
    """Return the generations that threads of this process have in hand, without those of public APIs."""
    with _lock:
        return frozenset(_at_work)


@cache
def this_worker() -> Worker:
    """Return the row of this process, created at the first call."""
    worker = Worker()
    worker.save(force_insert=True)
    return worker


def hand_back() -> list[Generation]:
    """Put the running generations of this process back into the queue; the caller enqueues what is returned.

    Those that were sent to a paid API and cannot be polled end as failed, and say that they may be charged.
    """
    mine = Generation.objects.filter(worker=this_worker(), status=Status.RUNNING)
    return [row for row in mine if release(row)]


def release(row: Generation) -> bool:
    """Put a row whose worker stops or died back into the queue, unless that could pay for it twice."""
    if not row.can_go_on:
        row.fail(row.worker, "lost", charged(row.spec_id))
        return False
    return row.release(row.worker)
