"""Whether what was away is back; the log asks, to say so once."""

from collections.abc import Callable, Mapping

from django.db import connection

from playground.generations.readiness import check_database, check_queue, check_storage
from playground.logs.causes import DATABASE, DISK, MIGRATION, REDIS


def probe(cause: str) -> None:
    """Raise while the cause is at work."""
    PROBES[cause]()


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        # The thread that asks does so for as long as it takes.
        connection.close()


PROBES: Mapping[str, Callable[[], None]] = {
    REDIS: check_queue,
    DATABASE: _ask_database,
    DISK: check_storage,
    MIGRATION: check_database,
}
