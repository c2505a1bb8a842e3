"""News from SQLite itself: its change counter tells of every commit by another connection to the same file."""

import time

from django.db import connection

# Between two looks at the counter, in seconds; a look costs microseconds and takes no lock.
GLANCE = 0.004


class SqliteNews:
    """Watches the counter."""

    def __init__(self) -> None:
        self._seen = _change_count()

    def wait(self) -> bool:
        """Look after a moment."""
        time.sleep(GLANCE)
        count = _change_count()
        changed, self._seen = count != self._seen, count
        return changed

    def close(self) -> None:
        """There is nothing to give back."""

    @staticmethod
    def publish() -> None:
        """The file itself has the news."""


def _change_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])
