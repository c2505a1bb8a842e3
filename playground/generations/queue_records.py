"""The records that django.tasks keeps of every task in the queue's file."""

from django.tasks import TaskResultStatus
from huey.api import Huey
from huey.contrib.djhuey import HUEY

assert isinstance(HUEY, Huey), "The setting HUEY makes one."  # noqa: S101
queue: Huey = HUEY


def purge_finished_records() -> int:
    """Drop the records of finished tasks, which nothing else removes; return how many."""
    finished = {TaskResultStatus.SUCCESSFUL.value, TaskResultStatus.FAILED.value}
    done = [key for key in queue.all_results() if queue.get(key, peek=True)["status"] in finished]
    for key in done:
        queue.get(key)
    return len(done)
