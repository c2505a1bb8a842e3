"""Waiting for a task: one of the waiting threads listens for news, and wakes the others."""

import threading
import time
from abc import ABC, abstractmethod
from typing import Any

from huey.storage import BaseStorage

# `dequeue` returns after this many seconds without a task.
LONGEST_WAIT = 1.0


class WakeupStorage(BaseStorage, ABC):
    """A mixin for a storage that can tell when there may be a new task."""

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self._listening = threading.Lock()
        self._news = threading.Condition()
        super().__init__(*args, **kwargs)

    def take(self) -> Any:  # noqa: ANN401
        """Return the next task's data, None where there is none; never wait."""
        return super().dequeue()

    @abstractmethod
    def mark(self) -> int:
        """Return a mark for `listen`, which then misses no news from now on."""

    @abstractmethod
    def listen(self, mark: int, deadline: float) -> None:
        """Wait for news since the mark, until the deadline of the monotonic clock at most."""

    def dequeue(self) -> Any:  # noqa: ANN401
        """Return the next task's data, or None after about a second without one."""
        deadline = time.monotonic() + LONGEST_WAIT
        while True:
            # The mark is taken first, so that a task added after the look below ends the wait at once.
            mark = self.mark()
            data = self.take()
            if data is not None or time.monotonic() >= deadline:
                return data
            # One listening thread is enough. With all of them listening, an idle worker would load the database several
            # times as much.
            if not self._listening.acquire(blocking=False):
                with self._news:
                    self._news.wait(max(0.0, deadline - time.monotonic()))
                continue
            try:
                self.listen(mark, deadline)
            finally:
                self._listening.release()
                with self._news:
                    # Several tasks may have arrived, so every thread looks again.
                    self._news.notify_all()
