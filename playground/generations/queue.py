"""The embedded queue: Huey's SQLite storage, which hears of new tasks within milliseconds."""

import time
from typing import Any

from huey.api import SqliteHuey
from huey.storage import SqliteStorage

# Between two looks at the file's change counter, and between two looks at the queue itself, in seconds.
GLANCE = 0.004
LOOK = 1.0


class WakingSqliteStorage(SqliteStorage):
    """Waits for a task by watching SQLite's change counter, which costs microseconds and takes no lock."""

    blocking = True

    def dequeue(self) -> Any:  # noqa: ANN401
        """Return the next task's data, or None after at most a second without one."""
        deadline = time.monotonic() + LOOK
        while True:
            seen = self._change_count()
            data = super().dequeue()
            if data is not None:
                return data
            while self._change_count() == seen:
                if time.monotonic() >= deadline:
                    return None
                time.sleep(GLANCE)

    def _change_count(self) -> int:
        """Return a number that changes whenever another connection has committed."""
        return int(self.sql("pragma data_version", results=True)[0][0])


class WakingSqliteHuey(SqliteHuey):
    """SqliteHuey over the waking storage."""

    storage_class = WakingSqliteStorage
