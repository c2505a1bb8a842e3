"""News through PostgreSQL's LISTEN and NOTIFY."""

import secrets
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connection

CHANNEL = "playground_generations"
# Seconds that one call of `wait` takes at most, so that the watcher notices new waiters soon.
WAIT_SECONDS = 0.02


# How long a message may take from one connection to another, when that is tried.
PROBE_SECONDS = 2.0


def open_listener() -> Any:  # noqa: ANN401
    """Return a connection of its own for LISTEN: to the server itself, if a pooler is in front of it."""
    parameters = settings.STORES.direct or connection.get_connection_params()
    # In autocommit mode, because PostgreSQL delivers no notification inside a transaction.
    return import_module("psycopg").connect(**parameters, autocommit=True)


def can_listen() -> bool:
    """Return whether a message arrives. Through PgBouncer in transaction mode, LISTEN has no effect."""
    channel = f"probe_{secrets.token_hex(8)}"
    with open_listener() as listener:
        listener.execute(f"LISTEN {channel}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [channel])
        return bool(list(listener.notifies(timeout=PROBE_SECONDS, stop_after=1)))


class PostgresNews:
    """Listens on the connection of its thread, which the watcher closes when nobody waits any more."""

    def __init__(self) -> None:
        self._is_own = settings.STORES.direct is not None
        self._session = self._open()
        self._session.execute(f"LISTEN {CHANNEL}")

    def _open(self) -> Any:  # noqa: ANN401
        if self._is_own:
            with connection.wrap_database_errors:
                return open_listener()
        connection.ensure_connection()
        # Django has no interface for LISTEN, so the driver's connection is used.
        return connection.connection

    def wait(self) -> bool:
        """Wait for a message; several that came together count as one."""
        with connection.wrap_database_errors:
            return bool(list(self._session.notifies(timeout=WAIT_SECONDS, stop_after=1)))

    def close(self) -> None:
        """Stop listening, since the connection may be returned to a pool."""
        if self._is_own:
            self._session.close()
        elif not self._session.closed:
            self._session.execute("UNLISTEN *")

    @staticmethod
    def publish() -> None:
        """Send a message; PostgreSQL sends equal messages of a transaction once."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
