"""Writes that must not be lost: where the database is away for a while they are tried again."""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

# A database that is away is asked again after this many seconds, and given up after so many times.
PAUSE = 1.0
MOST_TRIES = 60
# What a driver raises for a server that is away, and for a connection that broke.
AWAY = (OperationalError, InterfaceError)


def persist[R](write: Callable[[], R], pause: Callable[[float], None] = time.sleep) -> R:
    """Return what `write` returns, a transaction of its own; after a minute without a database raise what it raises.

    A try whose answer was lost may have been committed all the same, which the next one has to see for itself.
    """
    for attempt in range(MOST_TRIES):
        try:
            return write()
        except AWAY as error:
            if attempt == MOST_TRIES - 1:
                raise
            logger.warning("what is to be written waits for the database: %s", error)
            connection.close()
            pause(PAUSE)
    raise DatabaseError("There are no tries.")
