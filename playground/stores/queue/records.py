"""The queue that the settings name, and the records that django.tasks keeps in it of every task."""

import logging

from django.db import connection
from django.tasks import TaskResultStatus
from huey.contrib.djhuey import HUEY
from huey.storage import BaseSqlStorage

from playground.stores.queue.tolerant import TolerantHuey

logger = logging.getLogger(__name__)

assert isinstance(HUEY, TolerantHuey), "The setting HUEY creates one."  # noqa: S101
queue: TolerantHuey = HUEY


def prepare_queue() -> None:
    """Create the queue's tables where it is in PostgreSQL; the other storages need no preparation."""
    if connection.vendor == "postgresql" and isinstance(queue.storage, BaseSqlStorage):
        queue.storage.initialize_schema()


def count_tasks() -> int | None:
    """Return how many tasks wait; None where the queue cannot be reached."""
    try:
        return int(queue.storage.queue_size())
    except queue.failures as error:
        logger.warning("the queue cannot be reached: %s", error)
        return None


def purge_finished_records() -> int:
    """Delete the records of finished tasks, which nothing else does; return how many."""
    try:
        # Reading a record removes it. Peeking leaves the records of tasks that still wait.
        done = [key for key in queue.all_results() if _is_finished(queue.get(key, peek=True))]
        for key in done:
            queue.get(key)
    except queue.failures as error:
        logger.warning("the records of finished tasks could not be deleted: %s", error)
        return 0
    return len(done)


def _is_finished(record: object) -> bool:
    """Whether the record is that of a finished task: of django.tasks, or Huey's own of a task that raised."""
    if isinstance(record, dict):
        return record["status"] in {TaskResultStatus.SUCCESSFUL.value, TaskResultStatus.FAILED.value}
    return record is not None
