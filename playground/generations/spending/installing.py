"""Installs the trigger of spending after migrations, and removes it before.

As with the triggers of the library, no migration meets it: SQLite makes a table again to change a column. What ends
meanwhile, in the workers of the version before, is corrected afterwards.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from playground.generations.spending.triggers import BEFORE, MARK, NAME, POSTGRESQL, SQLITE, catch_up, remember

TABLES = {"generations_generation", "prices_spendingcorrection"}


def before_migrations(using: str, plan: list[Any], **_: Any) -> None:  # noqa: ANN401
    """Remove the trigger if anything will be migrated, and keep what the rows count for now."""
    if using != DEFAULT_DB_ALIAS or not plan:
        return
    connection = connections[using]
    # Nothing can change a row between the two statements.
    with transaction.atomic(using), connection.cursor() as cursor:
        is_there = _exists(connection, cursor)
        _remove(connection, cursor)
        # A migration that was broken off has kept it before.
        if is_there and not _remembers(connection):
            cursor.execute(remember(connection.vendor))


def after_migrations(using: str, **_: Any) -> None:  # noqa: ANN401
    """Install the trigger if it is missing or of another version."""
    connection = connections[using]
    if using != DEFAULT_DB_ALIAS or not set(connection.introspection.table_names()) >= TABLES:
        return
    with connection.cursor() as cursor:
        if _is_installed(connection, cursor):
            return
        with transaction.atomic(using):
            _remove(connection, cursor)
            for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                cursor.execute(f"COMMENT ON FUNCTION {NAME}() IS '{MARK}'")
            if _remembers(connection):
                cursor.execute(catch_up(connection.vendor))
                cursor.execute(f"DROP TABLE {BEFORE}")


def _remembers(connection: BaseDatabaseWrapper) -> bool:
    return BEFORE in connection.introspection.table_names()


def _exists(connection: BaseDatabaseWrapper, cursor: Any) -> bool:  # noqa: ANN401
    """Return whether there is a trigger, of this version or another one."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", [NAME])
    else:
        cursor.execute("SELECT 1 WHERE to_regprocedure(%s) IS NOT NULL", [f"{NAME}()"])
    return cursor.fetchone() is not None


def _remove(connection: BaseDatabaseWrapper, cursor: Any) -> None:  # noqa: ANN401
    # The trigger goes with its function.
    is_sqlite = connection.vendor == "sqlite"
    cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}" if is_sqlite else f"DROP FUNCTION IF EXISTS {NAME}() CASCADE")


def _is_installed(connection: BaseDatabaseWrapper, cursor: Any) -> bool:  # noqa: ANN401
    if connection.vendor == "sqlite":
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s AND sql = %s", [NAME, *SQLITE])
    else:
        cursor.execute("SELECT 1 WHERE obj_description(to_regprocedure(%s), 'pg_proc') = %s", [f"{NAME}()", MARK])
    return cursor.fetchone() is not None
