"""Copies the rows of a SQLite file into the database that `DATABASE_URL` names."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.stores.moving import CannotMove, check_both, move_rows, old_database


class Command(BaseCommand):
    """Copies all rows or none; the SQLite file does not change."""

    help = "Copy all rows of the SQLite file in the home folder into the empty database that DATABASE_URL names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = settings.HOME / "playground.sqlite3"
        parser.add_argument("file", type=Path, nargs="?", default=default, help=f"the SQLite file ({default.name})")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        try:
            with old_database(options["file"]):
                check_both()
                for name, number in move_rows():
                    self.stdout.write(f"{name}: {number}")
        except CannotMove as error:
            raise CommandError(str(error)) from error
