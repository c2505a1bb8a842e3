"""The home folder and the database in it: whether they can be used, and what keeps them from it in one line."""

import os
import stat
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.recorder import MigrationRecorder

from playground.generations.readiness import known_migrations
from playground.logs.causes import DATABASE, DISK, find_cause
from playground.stores.disk_space import NO_ROOM

# What others on this machine may never do, whatever the mask of who starts the playground; the group may read, as
# nginx does where it sends the files.
NOT_FOR_OTHERS = 0o027
# Written to see whether there is room, in bytes: more than a start needs.
PROBE = 256 * 1024


class Unusable(Exception):
    """The home or its database cannot be used; the message is the line to print."""


def check_home(home: Path) -> None:
    """Raise `Unusable` where the folder cannot be made or written to, or has no room."""
    probe = home / f".probe-{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            probe.write_bytes(bytes(PROBE))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Unusable(f"The disk of PLAYGROUND_HOME, {home}, is full: make room and start again.") from error
        raise Unusable(f"PLAYGROUND_HOME is {home}, which cannot be written to: {error.strerror}.") from error
    for path in sorted(home.iterdir()):
        if not os.access(path, os.R_OK | os.W_OK):
            whose = f"it belongs to user {path.stat().st_uid}, and this is user {os.geteuid()}"
            raise Unusable(f"PLAYGROUND_HOME is {home}, where {path.name} cannot be written to: {whose}.")


def hide_home(home: Path) -> None:
    """Take the home and the databases in it from everybody else on this machine, as far as they are ours."""
    mask = os.umask(0o077)
    os.umask(mask)
    for path in (home, *home.glob("*.sqlite3*")):
        status = path.stat()
        mode = stat.S_IMODE(status.st_mode)
        wanted = mode & ~(mask | NOT_FOR_OTHERS)
        # A folder like /tmp is shared on purpose.
        if wanted != mode and status.st_uid == os.geteuid() and not mode & stat.S_ISVTX:
            path.chmod(wanted)


def check_versions() -> None:
    """Raise `Unusable` where a newer version has changed the database in ways that this one does not know."""
    # What an app left behind that is no longer installed does no harm.
    labels = {app.label for app in apps.get_app_configs()}
    unknown = MigrationRecorder(connection).applied_migrations().keys() - known_migrations()
    newer = sorted(f"{app}.{name}" for app, name in unknown if app in labels)
    if newer:
        raise Unusable(
            f"The database {connection.settings_dict['NAME']} is newer than this code, which does not know"
            f" {', '.join(newer)}. Start the newer version again, or restore a backup made before it."
        )


def explain_fault(error: Exception, home: Path) -> str:
    """Return what is wrong with the database; that it is damaged only where nothing else is known to be the cause."""
    name, text = connection.settings_dict["NAME"], " ".join(str(error).split())
    cause = "" if isinstance(error, InconsistentMigrationHistory) else find_cause(error)
    if cause == DISK:
        return (
            f"The disk that holds the database {name} is full or failing ({text}). Make room and start again: nothing"
            " needs to be moved or restored."
        )
    if "readonly" in text or "unable to open" in text:
        return f"PLAYGROUND_HOME is {home}, where the database {name} cannot be opened for writing ({text})."
    if cause == DATABASE:
        return f"The database {name} cannot be used just now ({text}). Try again once it can."
    return f"The database {name} is half-migrated or damaged ({text}). Move it away to begin anew, or restore a backup."
