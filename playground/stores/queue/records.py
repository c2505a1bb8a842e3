"""The queue that the settings name, and the records that django.tasks keeps in it of every task."""

import logging

from django.db import connection
from django.tasks import TaskResultStatus
from huey.contrib.djhuey import HUEY
from huey.storage import BaseSqlStorage

from playground.stores.queue.tolerant import HintingHuey

logger = logging.getLogger(__name__)

assert isinstance(HUEY, HintingHuey), "The setting HUEY makes one."  # noqa: S101
queue: HintingHuey = HUEY


def prepare_queue() -> None:
    """Make the queue's tables where it is in the database; elsewhere it makes its place by itself."""
    if connection.vendor == "postgresql" and isinstance(queue.storage, BaseSqlStorage):
        queue.storage.initialize_schema()


def count_tasks() -> int | None:
    """Return how many tasks wait; None where the queue cannot be asked, since more would not reach it either."""
    try:
        return int(queue.storage.queue_size())
    except queue.failures as error:
        logger.warning("the queue cannot be asked: %s", error)
        return None


def purge_finished_records() -> int:
    """Drop the records of finished tasks, which nothing else removes; return how many."""
    try:
        done = [key for key in queue.all_results() if _is_finished(queue.get(key, peek=True))]
        for key in done:
            queue.get(key)
    except queue.failures as error:
        logger.warning("the records in the queue stay for now: %s", error)
        return 0
    return len(done)


def _is_finished(record: object) -> bool:
    """Whether it is of a finished task: django.tasks' own, or Huey's of a task that raised."""
    if isinstance(record, dict):
        return record["status"] in {TaskResultStatus.SUCCESSFUL.value, TaskResultStatus.FAILED.value}
    return record is not None
