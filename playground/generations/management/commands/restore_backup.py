"""Restores a home from a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from playground.generations.backups.archive import BackupRefused
from playground.generations.backups.restore import restore_backup
from playground.stores.table_statistics import update_statistics


class Command(BaseCommand):
    """Checks the whole archive first, and refuses a home that is not empty."""

    help = "Restore a backup into the home folder and the database, which must be empty unless --replace is given."
    # Some checks query the database, which may be the damaged one that is to be replaced.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive that make_backup created")
        parser.add_argument("--replace", action="store_true", help="move existing data to a separate folder first")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        try:
            remarks = restore_backup(options["file"].absolute(), replace=options["replace"])
        except BackupRefused as refused:
            raise CommandError(refused.sentence) from refused
        update_statistics()
        self.stdout.write("Restored.")
        for remark in remarks:
            self.stdout.write(remark)
