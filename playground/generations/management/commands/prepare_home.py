"""Prepares everything that the processes need before they start."""

from typing import Any

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory

from playground.generations.home import Unusable, check_home, check_versions, explain_fault, hide_home
from playground.generations.readiness import check_storage, known_migrations
from playground.metrics.recording import drop_old_counts
from playground.stores.database_encoding import find_encoding_fault
from playground.stores.new_database import migrate
from playground.stores.news.postgres import can_listen
from playground.stores.queue.records import prepare_queue, queue
from playground.stores.settings import NEWS
from playground.stores.shared_static import share_static_files
from playground.stores.static_files import collect_static_files

NO_NEWS = (
    "DATABASE_URL leads to a pooler such as PgBouncer in transaction mode, through which no notifications arrive. Add"
    " ?pgbouncer=true to it, so that the processes ask instead, or set DATABASE_DIRECT_URL to the server itself."
)


class Command(BaseCommand):
    """Prepares folders, database and static files; safe to run again."""

    help = "Prepare the home folder: apply migrations, collect static files, create the folder for pictures."
    # Some checks query the database, so they run after the migrations.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        try:
            check_home(settings.HOME)
            self._reach_database()
            self._prepare()
            # The migrations may have created the database files, so their permissions are set after them.
            hide_home(settings.HOME)
        except Unusable as error:
            raise CommandError(str(error)) from error
        faults = [fault for fault in run_checks() if fault.level >= ERROR]
        if faults:
            raise CommandError(" ".join(f"{fault.msg} {fault.hint or ''}".strip() for fault in faults))
        self._reach_queue_and_files()

    def _reach_database(self) -> None:
        # The pool would hide the reason behind a time-out, so the connection is made without it.
        database: Any = connection
        if database.vendor != "postgresql":
            return
        try:
            with (
                database.wrap_database_errors,
                database.Database.connect(**database.get_connection_params()) as connected,
            ):
                fault = find_encoding_fault(connected)
        except DatabaseError as error:
            raise CommandError(f"Cannot connect to the database of DATABASE_URL: {_in_one_line(error)}") from error
        if fault:
            raise CommandError(fault)
        self._check_news()

    def _check_news(self) -> None:
        """Refuse a pooler that passes no messages on, unless the settings say what to do instead."""
        if NEWS["postgres"] != settings.NEWS:
            return
        try:
            with connection.wrap_database_errors:
                is_heard = can_listen()
        except DatabaseError as error:
            variable = "DATABASE_DIRECT_URL" if settings.STORES.direct else "DATABASE_URL"
            raise CommandError(f"Cannot connect to the database of {variable}: {_in_one_line(error)}") from error
        if not is_heard:
            raise CommandError(NO_NEWS)

    def _prepare(self) -> None:
        try:
            (settings.HOME / "files").mkdir(parents=True, exist_ok=True)
            drop_old_counts()
            check_versions()
            migrate(known_migrations())
            # The command creates the table only in the database that the router allows: that of the counts, if there is
            # one.
            for database in settings.DATABASES:
                call_command("createcachetable", database=database, verbosity=0)
            prepare_queue()
            collect_static_files()
        except (DatabaseError, InconsistentMigrationHistory) as error:
            raise CommandError(explain_fault(error, settings.HOME)) from error
        except OSError as error:
            where = error.filename or settings.HOME
            raise CommandError(f"PLAYGROUND_HOME: cannot write to {where}: {error.strerror}.") from error

    def _reach_queue_and_files(self) -> None:
        try:
            queue.storage.queue_size()
        except queue.failures as error:
            raise CommandError(f"Cannot connect to the queue: {_in_one_line(error)}{_explain_tls(error)}") from error
        try:
            check_storage()
            share_static_files()
        except OSError as error:
            raise CommandError(f"Cannot store files: {_in_one_line(error)}") from error


def _explain_tls(error: Exception) -> str:
    """Return how to trust a certificate, for an error about one."""
    if "CERTIFICATE_VERIFY_FAILED" not in str(error):
        return ""
    return (
        " To trust its certificate, add ?ssl_ca_certs= with the path of its file to REDIS_URL, and if it names another"
        " host, &ssl_check_hostname=false."
    )


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())
