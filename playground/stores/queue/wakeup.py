"""Waiting for a task: of the threads that wait one listens, and the others sleep until it tells them."""

import threading
import time
from abc import ABC, abstractmethod
from typing import Any

from huey.storage import BaseStorage

# Between two looks at the queue itself, in seconds.
LOOK = 1.0


class WakingStorage(BaseStorage, ABC):
    """A storage over another one, which says how to take a task and how to listen for news of one."""

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self._listening = threading.Lock()
        self._news = threading.Condition()
        super().__init__(*args, **kwargs)

    def take(self) -> Any:  # noqa: ANN401
        """Return the next task's data, or None at once."""
        return super().dequeue()

    @abstractmethod
    def mark(self) -> int:
        """Return where the news is now, or at least see to it that none from now on is missed."""

    @abstractmethod
    def listen(self, mark: int, deadline: float) -> None:
        """Return when there was news since the mark, or at the deadline of the monotonic clock."""

    def dequeue(self) -> Any:  # noqa: ANN401
        """Return the next task's data, or None after about a second without one."""
        deadline = time.monotonic() + LOOK
        while True:
            mark = self.mark()
            data = self.take()
            if data is not None or time.monotonic() >= deadline:
                return data
            if not self._listening.acquire(blocking=False):
                with self._news:
                    self._news.wait(max(0.0, deadline - time.monotonic()))
                continue
            try:
                self.listen(mark, deadline)
            finally:
                self._listening.release()
                with self._news:
                    self._news.notify_all()
