"""Records the tables of a new SQLite database, so that a first start need not apply all migrations one by one.

`uv run python -m tests.upgrade.record_new_database` writes `playground/stores/new_database.sql`. Run it when the
first start has become slower by several new migrations; a test compares both ways.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from playground.stores.new_database import END, RECORDED
from tests.homes import Home

# These are filled by migrations and by Django's signal after them. The other tables of a new database are empty.
FILLED = ("django_migrations", "django_content_type", "auth_permission")
# Triggers and views are created after each migration, from the code. A virtual table creates its shadow tables.
OBJECTS = """
    SELECT sql FROM sqlite_master LEFT JOIN pragma_table_list AS listed ON listed.name = sqlite_master.name
    WHERE sql IS NOT NULL AND sqlite_master.type IN ('table', 'index')
        AND sqlite_master.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND coalesce(listed.type, '') != 'shadow'
    ORDER BY sqlite_master.type DESC, sqlite_master.rowid
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.manage("migrate")
        with closing(sqlite3.connect(home.file)) as database:
            statements = [sql for (sql,) in database.execute(OBJECTS)] + list(filled(database))
    RECORDED.write_text("".join(f"{statement}{END}" for statement in statements))


def filled(database: sqlite3.Connection) -> Iterator[str]:
    """Yield a statement that fills each table that is not empty."""
    database.row_factory = sqlite3.Row
    for table in FILLED:
        rows = database.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
        names = [name for name in rows[0].keys() if (table, name) != ("django_migrations", "id")]  # noqa: SIM118
        lines = ",\n".join(f"({', '.join(literal(name, row[name]) for name in names)})" for row in rows)
        yield f"INSERT INTO {table} ({', '.join(names)}) VALUES\n{lines}"


def literal(name: str, value: str | int) -> str:
    if name == "applied":
        return "CURRENT_TIMESTAMP"
    return str(value) if isinstance(value, int) else "'{}'".format(value.replace("'", "''"))


if __name__ == "__main__":
    main()
