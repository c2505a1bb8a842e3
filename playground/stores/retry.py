"""Writes that must not be lost: while the database is away they are tried again."""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

# Seconds between two tries, and how many tries there are: a write waits a minute for its database.
PAUSE = 1.0
MOST_TRIES = 60
# What a driver raises for a server that is away, and for a connection that broke.
AWAY_ERRORS = (OperationalError, InterfaceError)


def persist[R](write: Callable[[], R], pause: Callable[[float], None] = time.sleep) -> R:
    """Return what `write` returns, which must be a transaction of its own; raise its last error after a minute.

    A try whose answer was lost may have been committed all the same. `write` has to recognise that by itself.
    """
    for attempt in range(MOST_TRIES):
        try:
            return write()
        except AWAY_ERRORS as error:
            if attempt == MOST_TRIES - 1:
                raise
            logger.warning("a write waits for the database: %s", error)
            # A broken connection stays broken; the next query opens a new one.
            connection.close()
            pause(PAUSE)
    raise DatabaseError("There are no tries.")
