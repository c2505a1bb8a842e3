"""News through PostgreSQL's LISTEN and NOTIFY."""

from typing import Any

from django.db import connection

CHANNEL = "playground_generations"
# Seconds that one call of `wait` takes at most, so that the watcher notices new waiters soon.
WAIT_SECONDS = 0.02


class PostgresNews:
    """Listens on the connection of its thread, which the watcher closes when nobody waits any more."""

    def __init__(self) -> None:
        connection.ensure_connection()
        # Django has no interface for LISTEN, so the driver's connection is used.
        self._session: Any = connection.connection
        self._session.execute(f"LISTEN {CHANNEL}")

    def wait(self) -> bool:
        """Wait for a message; several that came together count as one."""
        with connection.wrap_database_errors:
            return bool(list(self._session.notifies(timeout=WAIT_SECONDS, stop_after=1)))

    def close(self) -> None:
        """Stop listening, since the connection may be returned to a pool."""
        if not self._session.closed:
            self._session.execute("UNLISTEN *")

    @staticmethod
    def publish() -> None:
        """Send a message; PostgreSQL sends equal messages of a transaction once."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
