"""The records that django.tasks keeps of every task in the queue's file."""

from django.tasks import TaskResultStatus
from huey.contrib.djhuey import HUEY


def purge_finished_records() -> int:
    """Drop the records of finished tasks, which nothing else removes; return how many."""
    finished = {TaskResultStatus.SUCCESSFUL.value, TaskResultStatus.FAILED.value}
    done = [key for key in HUEY.all_results() if HUEY.get(key, peek=True)["status"] in finished]
    for key in done:
        HUEY.get(key)
    return len(done)
