"""Makes the tables of a new SQLite database from recorded statements, and applies the migrations that remain.

On a new database, migrations mostly alter tables that were created a moment before. The recorded statements create what
they end in, and list the migrations that they replace. Those that are added later are applied as usual, so a new
migration needs no new recording: the start only takes longer without one.
"""

from collections.abc import Collection
from pathlib import Path

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

# Written by `tests/upgrade/record_new_database.py`.
RECORDED = Path(__file__).with_name("new_database.sql")
# The end of a statement. No text within one contains it.
END = ";\n"


def migrate(known: Collection[tuple[str, str]]) -> None:
    """Bring the database to the migrations of this version. `known` has the app and the name of each."""
    if connection.vendor == "sqlite":
        create_tables(known)
    if set(known) <= MigrationRecorder(connection).applied_migrations().keys():
        # The command would send this signal, too, but first import all migrations and build the models of each.
        emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)
    else:
        call_command("migrate", verbosity=0, interactive=False)


def create_tables(known: Collection[tuple[str, str]]) -> None:
    """Execute the recorded statements in a database without tables."""
    # Two processes may start this at once, so the second sees in its transaction what the first has created.
    with transaction.atomic():
        if connection.introspection.table_names():
            return
        with connection.cursor() as cursor:
            for statement in filter(str.strip, RECORDED.read_text().split(END)):
                cursor.execute(statement)
        # An app may have been removed, or a library replaced by a version with other migrations.
        if not MigrationRecorder(connection).applied_migrations().keys() <= set(known):
            transaction.set_rollback(True)
