"""A home as it was when a backup was made."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from playground.generations.backups.archive import BackupRefused
from playground.generations.backups.restoring import restore_backup


class Command(BaseCommand):
    """Checks the whole archive first, and refuses a home that is not empty."""

    help = "Put a backup into the home folder and the database, which must be empty unless --replace is given."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the archive, and whether to replace what there is."""
        parser.add_argument("file", type=Path, help="the archive that make_backup made")
        parser.add_argument("--replace", action="store_true", help="move what is there aside and take its place")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Restore, and say what else there is to do."""
        try:
            remarks = restore_backup(options["file"].absolute(), replace=options["replace"])
        except BackupRefused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write("Restored.")
        for remark in remarks:
            self.stdout.write(remark)
