"""News by PostgreSQL's LISTEN and NOTIFY."""

from typing import Any

from django.db import connection

CHANNEL = "playground_generations"
# How long one wait is, in seconds: within it the watcher also sees who has come to wait.
TURN = 0.02


class PostgresNews:
    """Listens on the connection of its thread, which the watcher closes when nobody waits any more."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self._session: Any = connection.connection
        self._session.execute(f"LISTEN {CHANNEL}")

    def wait(self) -> bool:
        """Wait for a message; those that came together count as one."""
        with connection.wrap_database_errors:
            return bool(list(self._session.notifies(timeout=TURN, stop_after=1)))

    def close(self) -> None:
        """Stop listening, since the connection may go back into a pool."""
        if not self._session.closed:
            self._session.execute("UNLISTEN *")

    @staticmethod
    def publish() -> None:
        """Send a message; PostgreSQL itself makes one of many in a transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
