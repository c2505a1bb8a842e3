"""Tests whether the cause of an outage is over; the log asks this so that it reports the end once."""

from collections.abc import Callable, Mapping

from django.db import connection

from playground.generations.readiness import check_database, check_queue, check_storage
from playground.logs.causes import DATABASE, DISK, MIGRATION, REDIS


def probe(cause: str) -> None:
    """Raise an exception while the outage continues."""
    PROBES[cause]()


def _probe_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        # The thread that asks goes on for as long as the outage, and must not hold a connection between its probes.
        connection.close()


PROBES: Mapping[str, Callable[[], None]] = {
    REDIS: check_queue,
    DATABASE: _probe_database,
    DISK: check_storage,
    MIGRATION: check_database,
}
