"""Makes everything that a start needs."""

from typing import Any

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory

from playground.generations.home import Unusable, check_home, check_versions, explain_fault, hide_home
from playground.generations.readiness import check_storage
from playground.metrics.recording import drop_old_counts
from playground.stores.queue.records import prepare_queue, queue


class Command(BaseCommand):
    """Prepares folders, database and static files; safe to run again."""

    help = "Prepare the home folder: the database at its newest migration, the static files, the folder for pictures."
    # Some of the checks ask the database, which must be known to be sound first.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Prepare, or say in one line what is in the way."""
        try:
            check_home(settings.HOME)
            self._reach_database()
            self._prepare()
            hide_home(settings.HOME)
        except Unusable as error:
            raise CommandError(str(error)) from error
        faults = [fault for fault in run_checks() if fault.level >= ERROR]
        if faults:
            raise CommandError(" ".join(f"{fault.msg} {fault.hint or ''}".strip() for fault in faults))
        self._reach_queue_and_files()

    def _reach_database(self) -> None:
        """Try one connection past the pool, which would not say what is wrong."""
        database: Any = connection
        if database.vendor != "postgresql":
            return
        try:
            with database.wrap_database_errors:
                database.Database.connect(**database.get_connection_params()).close()
        except DatabaseError as error:
            raise CommandError(f"The database of DATABASE_URL cannot be reached: {_in_one_line(error)}") from error

    def _prepare(self) -> None:
        try:
            (settings.HOME / "files").mkdir(parents=True, exist_ok=True)
            drop_old_counts()
            check_versions()
            call_command("migrate", verbosity=0, interactive=False)
            for database in settings.DATABASES:
                call_command("createcachetable", database=database, verbosity=0)
            prepare_queue()
            call_command("collectstatic", verbosity=0, interactive=False)
        except (DatabaseError, InconsistentMigrationHistory) as error:
            raise CommandError(explain_fault(error, settings.HOME)) from error
        except OSError as error:
            where = error.filename or settings.HOME
            raise CommandError(f"PLAYGROUND_HOME: cannot write to {where}: {error.strerror}.") from error

    def _reach_queue_and_files(self) -> None:
        try:
            queue.storage.queue_size()
        except queue.failures as error:
            raise CommandError(f"The queue cannot be reached: {_in_one_line(error)}") from error
        try:
            check_storage()
        except OSError as error:
            raise CommandError(f"Files cannot be stored: {_in_one_line(error)}") from error


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())
