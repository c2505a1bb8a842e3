"""Everything that a playground keeps, in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from playground.generations.backups.archive import BackupRefused
from playground.generations.backups.making import make_backup


class Command(BaseCommand):
    """Writes an archive while the playground runs; it holds secrets, so only its owner may read it."""

    help = "Back up database, pictures, secret and encryption keys into one new file, while the playground runs."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to write."""
        parser.add_argument("file", type=Path, help="the archive to make, such as /var/backups/playground.tar")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Back up, and say what is in it."""
        target: Path = options["file"].absolute()
        try:
            summary = make_backup(target)
        except BackupRefused as refused:
            raise CommandError(refused.sentence) from refused
        where = (
            f"no pictures: back up the bucket {summary.bucket} itself" if summary.bucket else f"{summary.files} files"
        )
        self.stdout.write(f"{target}: {summary.size} bytes, the database, the secrets, {where}.")
