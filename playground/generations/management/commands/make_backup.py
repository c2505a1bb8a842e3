"""Writes everything that a playground stores into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from playground.generations.backups.archive import BackupRefused
from playground.generations.backups.make import make_backup


class Command(BaseCommand):
    """Writes an archive, which contains secrets and is therefore readable only by its owner."""

    help = "Back up the database, pictures, secret key and encryption keys into a new file. The playground may run."
    # The system checks would import every page, which a backup does not need.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive to create, such as /var/backups/playground.tar")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        target: Path = options["file"].absolute()
        try:
            summary = make_backup(target)
        except BackupRefused as refused:
            raise CommandError(refused.sentence) from refused
        where = (
            f"but no pictures: back up the bucket {summary.bucket} separately"
            if summary.bucket
            else f"and {summary.files} files"
        )
        self.stdout.write(f"{target}: {summary.size} bytes, with the database, the secrets {where}.")
