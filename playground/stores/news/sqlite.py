"""News from SQLite's change counter, which changes with every commit of another connection to the same file."""

import time

from django.db import connection

# Seconds between two looks at the counter; a look costs microseconds and takes no lock. After a click a person waits
# for a picture that may be ready at any moment, so a new listener looks more often for a while.
POLL_SECONDS = 0.004
FIRST_POLL_SECONDS = 0.001
FIRST_SECONDS = 0.15


class SqliteNews:
    """Compares the counter with its last value."""

    def __init__(self) -> None:
        self._seen = _change_count()
        self._slows_down_at = time.monotonic() + FIRST_SECONDS

    def wait(self) -> bool:
        """Compare the counter after a moment."""
        time.sleep(FIRST_POLL_SECONDS if time.monotonic() < self._slows_down_at else POLL_SECONDS)
        count = _change_count()
        changed, self._seen = count != self._seen, count
        return changed

    def close(self) -> None:
        """Do nothing: the connection belongs to the thread."""

    @staticmethod
    def publish() -> None:
        """Do nothing: the commit has changed the counter."""


def _change_count() -> int:
    with connection.cursor() as cursor:
        # Commits of the same connection do not count, but each thread has its own, so changes by this process count.
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])
