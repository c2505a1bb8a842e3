"""This worker process: its row in the database, and what it hands back when it is asked to stop."""

from functools import cache

from playground.generations.models import Generation, Status, Worker
from playground.generations.sentences import charged


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
