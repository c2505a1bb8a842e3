"""Copies every row of a SQLite file into the database of the settings, with its key and its times unchanged."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from playground.stores.table_statistics import update_statistics

OLD = "old"
BATCH = 1000
# Migrations create these tables' rows in each database, and nothing here uses them.
LEFT_OUT = ("auth", "contenttypes")


class CannotMove(Exception):
    """Nothing was moved; the message says why."""


@contextmanager
def old_database(file: Path) -> Iterator[None]:
    """Open the file for reading as the database `OLD` while the block runs."""
    if not file.is_file():
        raise CannotMove(f"There is no file {file}.")
    if Path(connection.settings_dict["NAME"]).resolve() == file.resolve():
        raise CannotMove(f"{file} is the database that is in use. Set DATABASE_URL to the new one first.")
    # Read-only, so that the old file can still be used when the move fails.
    name = f"{file.resolve().as_uri()}?mode=ro"
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {"uri": True}}
    known = connections.configure_settings({"default": {}, OLD: settings})
    connections.settings[OLD] = known[OLD]
    try:
        yield
    finally:
        connections[OLD].close()
        del connections[OLD], connections.settings[OLD]


def moved_models() -> list[type[models.Model]]:
    """Return the models that are moved, with those of many-to-many relations."""
    # What Django does not manage, such as the words of the library, is written by triggers of the new database.
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    through = [model for model in found if any(_is_left_out(field.related_model) for field in model._meta.fields)]
    return [model for model in found if not _is_left_out(model) and model not in through]


def _is_left_out(model: object) -> bool:
    return isinstance(model, type) and issubclass(model, models.Model) and model._meta.app_label in LEFT_OUT


def check_both() -> None:
    """Raise `CannotMove` unless both databases have all migrations and the new one is empty."""
    wanted = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {})
    for alias, which in ((OLD, "old"), ("default", "new")):
        try:
            applied = MigrationRecorder(connections[alias]).applied_migrations().keys()
        except DatabaseError as error:
            raise CannotMove(f"The {which} database cannot be read: {error}.") from error
        if wanted - applied:
            raise CannotMove(f"The {which} database is not at the newest migration: run prepare_home on it first.")
    full = [model._meta.label for model in moved_models() if model._base_manager.exists()]
    if full:
        raise CannotMove(f"The new database is not empty: there are rows of {', '.join(full)}.")


def move_rows() -> Iterator[tuple[str, int]]:
    """Copy all rows in one transaction; yield the name of each model that is done and its number of rows."""
    with transaction.atomic():
        # Foreign keys are checked at the end of the transaction, so the order of the models does not matter.
        for model in moved_models():
            yield model._meta.label, _copy(model)
        _reset_sequences()
    update_statistics()


def _copy(model: type[models.Model]) -> int:
    rows = model._base_manager.using(OLD).order_by("pk").iterator(chunk_size=BATCH)
    stamped = [field for field in model._meta.concrete_fields if _is_stamped(field)]
    number = 0
    new = model._base_manager.using("default")
    # Triggers of the new database may have written rows of this model already, while those of others were copied.
    new.all()._raw_delete("default")
    for batch in batched(rows, BATCH, strict=False):
        values = [[getattr(row, field.attname) for field in stamped] for row in batch]
        for row in batch:
            row._state.db = None
        new.bulk_create(batch)
        for row, kept in zip(batch, values, strict=True):
            # `bulk_create` has put the present time into fields that note the time of a save.
            for field, value in zip(stamped, kept, strict=True):
                setattr(row, field.attname, value)
        if stamped:
            new.bulk_update(batch, [field.name for field in stamped])
        number += len(batch)
    return number


def _is_stamped(field: object) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _reset_sequences() -> None:
    """Let the new database number its next rows after those that were copied."""
    with connection.cursor() as cursor:
        # PostgreSQL's sequences do not count rows that are inserted with their keys.
        for statement in connection.ops.sequence_reset_sql(no_style(), moved_models()):
            cursor.execute(statement)
