"""Counts that all processes share and that survive a restart, kept in a database where there is no Redis.

On SQLite they are in a file of their own, so that counting neither waits for the main file nor writes to it.
"""

import base64
import pickle
from typing import Any

from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, models, router, transaction
from django.utils import timezone

ALIAS = "counters"
# The statements below repeat the name, so that no SQL is put together from parts.
TABLE = "counters"
# SQLite has no row locks, and therefore no FOR UPDATE.
READ = {
    "sqlite": "SELECT value FROM counters WHERE cache_key = %s AND expires > %s",
    "postgresql": "SELECT value FROM counters WHERE cache_key = %s AND expires > %s FOR UPDATE",
}
WRITE = "UPDATE counters SET value = %s WHERE cache_key = %s"
REMOVE = "DELETE FROM counters WHERE expires < %s"
LOOK = "SELECT 1 FROM counters LIMIT 1"


class CountersCache(DatabaseCache):
    """Django's database cache with an atomic `incr`."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Increase a count without changing when it expires; raise `ValueError` where there is none.

        Django's own method reads and writes in two steps, between which another process may count.
        """
        cache_key = self.make_and_validate_key(key, version=version)
        connection = connections[router.db_for_write(self.cache_model_class)]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        # SQLite locks the file when the transaction begins, PostgreSQL locks the row when it is read.
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(READ[connection.vendor], [cache_key, now])
            row = cursor.fetchone()
            if row is None:
                raise ValueError(f"There is no count {key!r}.")
            # Unpickling is safe here: only this server writes the table.
            value = int(pickle.loads(base64.b64decode(row[0]))) + delta  # noqa: S301
            # Django's `get` and `add` use the same table, so the value must be encoded as they encode theirs.
            cursor.execute(WRITE, [base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode(), cache_key])
        return value

    def remove_expired(self) -> None:
        """Remove expired counts."""
        # Django itself removes expired counts only once there are more than MAX_ENTRIES.
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(REMOVE, [connection.ops.adapt_datetimefield_value(timezone.now())])

    def look(self) -> None:
        """Read from the table; raise `DatabaseError` where that fails."""
        with connections[router.db_for_read(self.cache_model_class)].cursor() as cursor:
            cursor.execute(LOOK)


class CountersRouter:
    """Keeps the table of counts, and nothing else, in the database `counters`."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:  # noqa: ANN401
        """Return the database of the counts; None for other tables."""
        # Django gives this label to the model behind a database cache; it is not an installed app.
        return ALIAS if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:  # noqa: ANN401
        """Allow each table to be created in its own database only."""
        return (db == ALIAS) == (app_label == "django_cache")


def count(name: str, seconds: int) -> int | None:
    """Increase the count of this name, which expires `seconds` after its first increase, and return it.

    Every web process sees the same count. None where the store is away.
    """
    try:
        return int(cache.incr(name))
    except ValueError:
        pass
    try:
        # `add` returns False where another process has started the count in between.
        return 1 if cache.add(name, 1, seconds) else int(cache.incr(name))
    except ValueError:
        return None


def remove_expired_counts() -> None:
    """Remove expired counts; Redis removes them by itself."""
    store = caches["default"]
    if isinstance(store, CountersCache):
        store.remove_expired()


def check_counters() -> None:
    """Raise `DatabaseError` where the table of counts cannot be read. Redis may be away: then nothing is shared."""
    store = caches["default"]
    if isinstance(store, CountersCache):
        store.look()
