"""The queue is only a hint that rows wait: where it cannot be written, the workers find the rows by themselves."""

import logging
from typing import Any, ClassVar

from huey.api import Huey

logger = logging.getLogger(__name__)


class HintingHuey(Huey):
    """Gives tasks and their records to the storage without failing; `failures` are what the storage raises."""

    failures: ClassVar[tuple[type[Exception], ...]] = ()

    def enqueue(self, task: Any) -> Any:  # noqa: ANN401
        """Put the task into the queue, as far as there is one; the row that it stands for is committed already."""
        try:
            return super().enqueue(task)
        except self.failures as error:
            logger.warning("a task did not reach the queue, and is taken up later: %s", error)
            return None

    def put_result(self, key: str, data: Any) -> None:  # noqa: ANN401
        """Keep the record of a task, as far as there is a place for it."""
        try:
            super().put_result(key, data)
        except self.failures as error:
            logger.warning("the record of a task is not kept: %s", error)
