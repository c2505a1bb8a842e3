"""Counts that all processes share and that survive a restart, in a database where there is no Redis.

On SQLite they have a file of their own: counting then neither waits for the main file nor writes to it.
"""

import base64
import pickle
from typing import Any

from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, models, router, transaction
from django.utils import timezone

ALIAS = "counters"
# Stands in the statements below, so that none of them is put together from parts.
TABLE = "counters"
READ = {
    "sqlite": "SELECT value FROM counters WHERE cache_key = %s AND expires > %s",
    "postgresql": "SELECT value FROM counters WHERE cache_key = %s AND expires > %s FOR UPDATE",
}
WRITE = "UPDATE counters SET value = %s WHERE cache_key = %s"
REMOVE = "DELETE FROM counters WHERE expires < %s"
LOOK = "SELECT 1 FROM counters LIMIT 1"


class CountersCache(DatabaseCache):
    """Django's cache in a database, with a count that no two processes take at once."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count up without moving the end of the count; raise `ValueError` where there is none.

        Django's own reads and writes in two steps, between which another process may count.
        """
        kept = self.make_and_validate_key(key, version=version)
        connection = connections[router.db_for_write(self.cache_model_class)]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        # SQLite locks its file as the transaction begins, PostgreSQL the row as it is read.
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(READ[connection.vendor], [kept, now])
            row = cursor.fetchone()
            if row is None:
                raise ValueError(f"There is no count {key!r}.")
            # Only this server has written it.
            value = int(pickle.loads(base64.b64decode(row[0]))) + delta  # noqa: S301
            cursor.execute(WRITE, [base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode(), kept])
        return value

    def remove_expired(self) -> None:
        """Remove the counts that are over."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(REMOVE, [connection.ops.adapt_datetimefield_value(timezone.now())])

    def look(self) -> None:
        """Read from the table; raise `DatabaseError` where that cannot be."""
        with connections[router.db_for_read(self.cache_model_class)].cursor() as cursor:
            cursor.execute(LOOK)


class CountersRouter:
    """Keeps the table of counts, and nothing else, in the database that is named after it."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:  # noqa: ANN401
        """Name the database of the counts; of other tables say nothing."""
        return ALIAS if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:  # noqa: ANN401
        """Let each table be made where it belongs."""
        return (db == ALIAS) == (app_label == "django_cache")


def count(name: str, seconds: int) -> int | None:
    """Count one more under this name, which ends so many seconds after its first; None where nothing counts.

    Every web process sees the same count.
    """
    try:
        return int(cache.incr(name))
    except ValueError:
        pass
    try:
        # Between the two another may have begun the count.
        return 1 if cache.add(name, 1, seconds) else int(cache.incr(name))
    except ValueError:
        return None


def remove_expired_counts() -> None:
    """Remove the counts that are over; Redis does that itself."""
    store = caches["default"]
    if isinstance(store, CountersCache):
        store.remove_expired()


def look_at_counters() -> None:
    """Raise `DatabaseError` where the table of counts cannot be read; Redis may be away, and then nothing is shared."""
    store = caches["default"]
    if isinstance(store, CountersCache):
        store.look()
