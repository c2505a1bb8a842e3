"""This worker process: its row in the database, and what it hands back when it is asked to stop."""

from functools import cache

from playground.generations.models import Generation, Status, Worker


@cache
def this_worker() -> Worker:
    """Return the row of this process, made at the first call."""
    worker = Worker()
    worker.save(force_insert=True)
    return worker


def hand_back() -> list[Generation]:
    """Put what this process still works on back into the queue; the caller enqueues what is returned."""
    mine = Generation.objects.filter(worker=this_worker(), status=Status.RUNNING)
    return [row for row in mine if row.release(this_worker())]
