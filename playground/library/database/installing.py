"""Installs the triggers after migrations, and removes them before.

A migration that SQLite can only do by making a table again would lose the table's triggers, or fail because of those
that mention it. So no migration ever meets them, and rows that were written meanwhile get their entries afterwards.
"""

import hashlib
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from playground.library.database import postgres, postgres_functions, sqlite

VIEWS = ("library_words", "library_facts")


def before_migrations(using: str, plan: list[Any], **_: Any) -> None:  # noqa: ANN401
    """Remove the triggers if anything will be migrated."""
    if using == DEFAULT_DB_ALIAS and plan:
        remove(connections[using])


def after_migrations(using: str, **_: Any) -> None:  # noqa: ANN401
    """Install the triggers if they are missing or of another version, and write missing entries."""
    connection = connections[using]
    if using == DEFAULT_DB_ALIAS and _has_tables(connection) and not _is_installed(connection):
        with transaction.atomic(using):
            remove(connection)
            install(connection)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create views and triggers, and write what they would have written while they were missing."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, cursor):
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute(sqlite.MISSING)
            # One by one, since each entry's key depends on those before it.
            cursor.executemany(sqlite.ADD_ONE, cursor.fetchall())
        else:
            cursor.execute(postgres.ADD_MISSING)
        for statement in sqlite.CATCH_UP if connection.vendor == "sqlite" else postgres.CATCH_UP:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop views and triggers, of this version or another one."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'library\\_%' ESCAPE '\\'"
            )
            drop = [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]
            drop += [f"DROP VIEW IF EXISTS {view}" for view in VIEWS]
        else:
            cursor.execute(postgres.FUNCTIONS)
            # The triggers go with their functions.
            drop = [f"DROP VIEW IF EXISTS {view}" for view in VIEWS]
            drop += [f"DROP FUNCTION {name} CASCADE" for (name,) in cursor.fetchall()]
        for statement in drop:
            cursor.execute(statement)


def _statements(vendor: str, cursor: Any) -> list[str]:  # noqa: ANN401
    if vendor == "sqlite":
        return [*sqlite.views(_mark(vendor)), *sqlite.triggers().values()]
    cursor.execute(postgres_functions.HAS_ICU)
    collation = postgres_functions.ICU if cursor.fetchone() else ""
    triggers = [
        part for name, trigger in postgres.triggers().items() for part in postgres.create_trigger(name, *trigger)
    ]
    return [*postgres_functions.functions(collation), *postgres.views(_mark(vendor)), *triggers]


def _mark(vendor: str) -> str:
    """Return a digest of all statements, by which a version is recognised."""
    if vendor == "sqlite":
        parts = [*sqlite.views(""), *sqlite.triggers().values()]
    else:
        parts = [*postgres_functions.functions(), *postgres.views(""), *map(str, postgres.triggers().items())]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _has_tables(connection: BaseDatabaseWrapper) -> bool:
    return "library_text" in connection.introspection.table_names()


def _is_installed(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'library_facts' AND instr(sql, %s)", [_mark("sqlite")]
            )
        else:
            cursor.execute(
                "SELECT 1 FROM pg_class WHERE oid = to_regclass('library_facts') AND obj_description(oid) = %s",
                [_mark("postgresql")],
            )
        return cursor.fetchone() is not None
