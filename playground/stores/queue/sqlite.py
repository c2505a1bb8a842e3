"""The embedded queue: Huey's SQLite storage, which hears of new tasks within milliseconds."""

import sqlite3
import time

from huey.api import SqliteHuey
from huey.storage import SqliteStorage

from playground.stores.queue.tolerant import HintingHuey
from playground.stores.queue.wakeup import WakingStorage

# Between two looks at the file's change counter, in seconds; a look costs microseconds and takes no lock.
GLANCE = 0.004


class WakingSqliteStorage(WakingStorage, SqliteStorage):
    """Hears of tasks by SQLite's change counter; its file and tables are made with the first connection."""

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        for statement in self.ddl:
            connection.execute(statement)
        return connection

    def mark(self) -> int:
        """Return a number that changes whenever another connection has committed."""
        return int(self.sql("pragma data_version", results=True)[0][0])

    def listen(self, mark: int, deadline: float) -> None:
        """Watch the counter."""
        while self.mark() == mark and time.monotonic() < deadline:
            time.sleep(GLANCE)


class WakingSqliteHuey(HintingHuey, SqliteHuey):
    """SqliteHuey over the waking storage."""

    failures = (sqlite3.Error,)
    storage_class = WakingSqliteStorage
