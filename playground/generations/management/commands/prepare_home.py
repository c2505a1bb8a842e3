"""Makes everything that a start needs."""

from typing import Any

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.migrations.exceptions import InconsistentMigrationHistory


class Command(BaseCommand):
    """Prepares folders, database and static files; safe to run again."""

    help = "Prepare the home folder: the database at its newest migration, the static files, the folder for pictures."
    # Some of the checks ask the database, which must be known to be sound first.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Prepare, or say in one line what is in the way."""
        try:
            (settings.HOME / "files").mkdir(parents=True, exist_ok=True)
            call_command("migrate", verbosity=0, interactive=False)
            call_command("collectstatic", verbosity=0, interactive=False)
        except (DatabaseError, InconsistentMigrationHistory) as error:
            reason = " ".join(str(error).split())
            raise CommandError(
                f"The database {settings.DATABASES['default']['NAME']} is half-migrated or damaged ({reason})."
                " Move it away to begin anew, or restore a backup."
            ) from error
        except OSError as error:
            raise CommandError(f"Cannot write to {error.filename or settings.HOME}: {error.strerror}.") from error
        faults = [fault for fault in run_checks() if fault.level >= ERROR]
        if faults:
            raise CommandError(" ".join(f"{fault.msg} {fault.hint or ''}".strip() for fault in faults))
