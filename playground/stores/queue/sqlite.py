"""The queue in a file: Huey's SQLite storage, which hears of new tasks within milliseconds."""

import sqlite3
import time

from huey.api import SqliteHuey
from huey.storage import SqliteStorage

from playground.stores.queue.tolerant import TolerantHuey
from playground.stores.queue.wakeup import WakeupStorage

# Seconds between two looks at the file's change counter; a look costs microseconds and takes no lock.
POLL_SECONDS = 0.004


class WakeupSqliteStorage(WakeupStorage, SqliteStorage):
    """Hears of tasks through SQLite's change counter; the first connection creates its file and tables."""

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        # The setting `create_tables` is off, because reading the settings must not open a file.
        for statement in self.ddl:
            connection.execute(statement)
        return connection

    def mark(self) -> int:
        """Return a number that changes whenever another connection has committed."""
        # Each thread has a connection of its own, so tasks from other threads of this process change the number, too.
        return int(self.sql("pragma data_version", results=True)[0][0])

    def listen(self, mark: int, deadline: float) -> None:
        """Watch the counter until it changes."""
        # SQLite cannot notify other processes, so they have to look.
        while self.mark() == mark and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)


class TolerantSqliteHuey(TolerantHuey, SqliteHuey):
    """SqliteHuey with this storage."""

    failures = (sqlite3.Error,)
    storage_class = WakeupSqliteStorage
