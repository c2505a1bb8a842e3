"""Copies all rows into an archive and back: SQLite by its online backup, PostgreSQL by COPY.

Neither needs an external program such as `pg_dump`, whose version would have to match the server's.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from playground.generations.backups.archive import CHUNK, SQLITE, ArchiveWriter, BackupRefused

MIGRATIONS = "django_migrations"
# This table exists only where the admin site is enabled.
OPTIONAL = ("django_admin_log",)


def applied_migrations() -> list[str]:
    """Return the applied migrations as `app.name`."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def copy_sqlite(writer: ArchiveWriter, file: Path, scratch: Path) -> None:
    """Add a consistent copy of the database, while others may be writing to it."""
    copy = scratch / SQLITE
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(copy)) as to:
        source.backup(to)
        # In WAL mode the copy would need its journal files, and a member is a single file.
        to.execute("PRAGMA journal_mode=DELETE")
    check_sqlite(copy)
    with copy.open("rb") as content:
        writer.add_file(SQLITE, content, copy.stat().st_size)
    copy.unlink()


def check_sqlite(file: Path) -> None:
    """Raise `BackupRefused` when the file is not an intact database."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            [(verdict,)] = database.execute("PRAGMA quick_check(1)").fetchall()
    except (sqlite3.Error, ValueError) as error:
        verdict = str(error)
    if verdict != "ok":
        raise BackupRefused(f"The database is damaged ({verdict}).")


def copy_postgres(writer: ArchiveWriter, scratch: Path) -> tuple[list[str], dict[str, list[str]]]:
    """Add the rows of all tables; return the applied migrations and the columns of each table."""
    tables: dict[str, list[str]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        # All tables are read from one snapshot, so that no row refers to one that was written later.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        migrations = applied_migrations()
        for table in _tables():
            tables[table] = _columns(cursor, table)
            rows_file = scratch / "rows.copy"
            with rows_file.open("wb") as file, cursor.copy(f"COPY {_target(table, tables[table])} TO STDOUT") as rows:
                for part in rows:
                    file.write(part)
            with rows_file.open("rb") as content:
                writer.add_file(f"rows/{table}.copy", content, rows_file.stat().st_size)
    return migrations, tables


def _tables() -> list[str]:
    # The queue's tables are left out, because recovery enqueues the waiting rows again.
    return sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)))


def _columns(cursor: Any, table: str) -> list[str]:  # noqa: ANN401
    # COPY cannot write to columns that the database generates.
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _target(table: str, columns: list[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


def set_schema_aside(moment: datetime) -> str:
    """Rename the current schema, create an empty one in its place, and return the new name of the old one."""
    old = f"replaced_{moment:%Y%m%d_%H%M%S}"
    _execute(f"ALTER SCHEMA public RENAME TO {old}", "CREATE SCHEMA public")
    return old


def put_schema_back(old: str) -> None:
    """Undo `set_schema_aside`."""
    connection.close()
    _execute("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {old} RENAME TO public")


def drop_schema(name: str) -> None:
    _execute(f"DROP SCHEMA {name} CASCADE")


def _execute(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make_tables(migrations: list[str]) -> None:
    """Create the tables in the empty database as they were after these migrations."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    # Migrations of an app that is not installed here, such as the admin site, are left out with their tables.
    known = {(app, name) for app, _, name in (migration.partition(".") for migration in migrations)} & set(graph.nodes)
    newest: list[tuple[str, str | None]] = [
        node for node in known if not any(child.key in known for child in graph.node_map[node].children)
    ]
    executor.migrate(newest)
    # Some migrations insert rows, but all rows must come from the backup.
    made = set(connection.introspection.table_names()) - {MIGRATIONS}
    _execute(*(f"TRUNCATE {connection.ops.quote_name(table)} CASCADE" for table in sorted(made)))


def fill_tables(tables: Mapping[str, list[str]], open_rows: Mapping[str, Path]) -> None:
    """Copy the rows into the tables in one transaction."""
    # Foreign keys are deferred to the commit, so the order of the tables does not matter.
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns in tables.items():
            if table in OPTIONAL and not _columns(cursor, table):
                continue
            if set(columns) - set(_columns(cursor, table)):
                raise BackupRefused(f"The backup has columns of {table} that its migrations do not create.")
            with open_rows[table].open("rb") as file, cursor.copy(f"COPY {_target(table, columns)} FROM STDIN") as rows:
                _copy_rows(file, rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _copy_rows(file: IO[bytes], rows: Any) -> None:  # noqa: ANN401
    while part := file.read(CHUNK):
        rows.write(part)


def _models() -> list[Any]:
    existing = set(_tables())
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in existing]
