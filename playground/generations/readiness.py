"""Checks what a request needs before it can become a picture: database, storage, queue and worker."""

import secrets
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, connections
from django.db.migrations.recorder import MigrationRecorder

from playground.generations.models import Worker
from playground.generations.storage.store import save_file
from playground.stores.counters import check_counters
from playground.stores.disk_space import DiskFull
from playground.stores.queue.records import queue


class NotReady(Exception):
    """A check failed; `cause` may be shown to anybody, `detail` may contain secrets and is only for the log."""

    def __init__(self, cause: str, detail: object = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.detail = str(detail)


def check_database() -> None:
    """Raise `NotReady` when the database does not answer or lacks a migration of this version."""
    try:
        lacking = known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
        check_counters()
    except DatabaseError as error:
        raise NotReady("out of reach", error) from error
    finally:
        # Checks run in short-lived threads, whose connections nobody else would close.
        connections.close_all()
    if lacking:
        raise NotReady("not migrated", ", ".join(sorted(f"{app}.{name}" for app, name in lacking)))


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return the app and name of every migration of this version."""
    # The names are taken from the files, because importing all migrations takes megabytes of memory.
    folders = [(app.label, Path(app.path) / "migrations") for app in apps.get_app_configs()]
    return frozenset((label, path.stem) for label, folder in folders for path in folder.glob("[!_]*.py"))


def check_storage() -> None:
    """Raise `NotReady` when a file cannot be written, read back and removed."""
    name, content = f"probes/{secrets.token_hex(8)}", secrets.token_bytes(16)
    # The errors of the storage backends have no common class, so the caller handles every exception.
    try:
        save_file(name, content)
    except DiskFull as error:
        raise NotReady("the disk is full", error) from error
    try:
        with default_storage.open(name) as file:
            if file.read() != content:
                raise NotReady("a file came back changed", name)
    finally:
        default_storage.delete(name)


def check_queue() -> None:
    """Raise the queue's own error when it does not answer."""
    queue.storage.queue_size()


def check_worker() -> None:
    """Raise `NotReady` when no worker has written a recent heartbeat."""
    try:
        if not Worker.objects.alive().exists():
            raise NotReady("no worker is alive")
    except DatabaseError as error:
        raise NotReady("unknown without the database", error) from error
    finally:
        connection.close()


CHECKS: Mapping[str, Callable[[], None]] = {
    "database": check_database,
    "storage": check_storage,
    "queue": check_queue,
    "worker": check_worker,
}
