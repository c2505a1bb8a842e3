"""Every row of a SQLite file into the database of the settings, as it is: keys, times to the microsecond, order."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OLD = "old"
BATCH = 1000
# Made by every database for itself, and used by nothing here.
LEFT_OUT = ("auth", "contenttypes")


class CannotMove(Exception):
    """Why nothing was moved, in a sentence."""


@contextmanager
def old_database(file: Path) -> Iterator[None]:
    """Open the file for reading under the alias `OLD` while the block runs."""
    if not file.is_file():
        raise CannotMove(f"There is no file {file}.")
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
    """Return what is moved, links between rows included."""
    found = apps.get_models(include_auto_created=True)
    through = [model for model in found if any(_is_left_out(field.related_model) for field in model._meta.fields)]
    return [model for model in found if not _is_left_out(model) and model not in through]


def _is_left_out(model: object) -> bool:
    return isinstance(model, type) and issubclass(model, models.Model) and model._meta.app_label in LEFT_OUT


def check_both() -> None:
    """Raise `CannotMove` unless the old database is as new as this code and the new one is prepared and empty."""
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
    """Copy all rows in one transaction; yield each model's name and number once it is done."""
    with transaction.atomic():
        # The database looks at the references when all rows are there.
        for model in moved_models():
            yield model._meta.label, _copy(model)
        _go_on_counting()


def _copy(model: type[models.Model]) -> int:
    rows = model._base_manager.using(OLD).order_by("pk").iterator(chunk_size=BATCH)
    stamped = [field for field in model._meta.concrete_fields if _is_stamped(field)]
    number = 0
    for batch in batched(rows, BATCH, strict=False):
        values = [[getattr(row, field.attname) for field in stamped] for row in batch]
        for row in batch:
            row._state.db = None
        model._base_manager.using("default").bulk_create(batch)
        for row, kept in zip(batch, values, strict=True):
            # What notes the time of a save was just given the present one.
            for field, value in zip(stamped, kept, strict=True):
                setattr(row, field.attname, value)
        if stamped:
            model._base_manager.using("default").bulk_update(batch, [field.name for field in stamped])
        number += len(batch)
    return number


def _is_stamped(field: object) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _go_on_counting() -> None:
    """Let the new database number new rows after the old ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), moved_models()):
            cursor.execute(statement)
