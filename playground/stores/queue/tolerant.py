"""A queue that may fail: tasks only say that rows wait, and workers find rows without a task by themselves."""

import logging
from typing import Any, ClassVar

from huey.api import Huey

logger = logging.getLogger(__name__)


class TolerantHuey(Huey):
    """A Huey that logs the errors of its storage, listed in `failures`, instead of raising them."""

    failures: ClassVar[tuple[type[Exception], ...]] = ()

    def enqueue(self, task: Any) -> Any:  # noqa: ANN401
        """Put the task into the queue, if it can be reached; the row of the task is committed already."""
        try:
            return super().enqueue(task)
        # The request must not fail because of the queue, since its row will be made in any case.
        except self.failures as error:
            logger.warning("a task did not reach the queue; recovery will enqueue its row: %s", error)
            return None

    def put_result(self, key: str, data: Any) -> None:  # noqa: ANN401
        """Save the record of a task, if the queue can be reached."""
        try:
            super().put_result(key, data)
        except self.failures as error:
            logger.warning("the record of a task was not saved: %s", error)
