"""Checks whether the home folder and its database can be used, and explains problems in one line."""

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

# These permissions are removed whatever the umask is. The group may still read, so that nginx can send the files.
NOT_FOR_OTHERS = 0o027
# The bytes written to test for free disk space: more than a start needs.
PROBE = 256 * 1024


class Unusable(Exception):
    """The home or its database cannot be used; the message is the line to print."""


def check_home(home: Path) -> None:
    """Raise `Unusable` when the folder cannot be created or written to, or its disk is full."""
    probe = home / f".probe-{os.getpid()}"
    try:
        # The secrets and the database are written here, so other users are kept out from the start.
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            probe.write_bytes(bytes(PROBE))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Unusable(
                f"The disk of PLAYGROUND_HOME, {home}, is full. Free some disk space and start again."
            ) from error
        raise Unusable(f"PLAYGROUND_HOME is {home}, which cannot be written to: {error.strerror}.") from error
    for path in sorted(home.iterdir()):
        if not os.access(path, os.R_OK | os.W_OK):
            whose = f"it belongs to user {path.stat().st_uid}, but this process runs as user {os.geteuid()}"
            raise Unusable(f"PLAYGROUND_HOME is {home}, where {path.name} cannot be written to: {whose}.")


def hide_home(home: Path) -> None:
    """Remove other users' access to the home and its databases, where this user owns them."""
    # The umask can only be read by setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    for path in (home, *home.glob("*.sqlite3*")):
        status = path.stat()
        mode = stat.S_IMODE(status.st_mode)
        wanted = mode & ~(mask | NOT_FOR_OTHERS)
        # A folder with the sticky bit, like /tmp, is shared on purpose.
        if wanted != mode and status.st_uid == os.geteuid() and not mode & stat.S_ISVTX:
            path.chmod(wanted)


def check_versions() -> None:
    """Raise `Unusable` when a newer version has applied migrations that this version does not have."""
    # Migrations of an app that is no longer installed are harmless.
    labels = {app.label for app in apps.get_app_configs()}
    unknown = MigrationRecorder(connection).applied_migrations().keys() - known_migrations()
    newer = sorted(f"{app}.{name}" for app, name in unknown if app in labels)
    if newer:
        raise Unusable(
            f"The database {connection.settings_dict['NAME']} is newer than this code, which does not know"
            f" {', '.join(newer)}. Start the newer version again, or restore a backup made before it."
        )


def explain_fault(error: Exception, home: Path) -> str:
    """Return a sentence on what is wrong with the database."""
    # The advice to move the database away is given only when every cause that passes by itself is ruled out.
    name, text = connection.settings_dict["NAME"], " ".join(str(error).split())
    cause = "" if isinstance(error, InconsistentMigrationHistory) else find_cause(error)
    if cause == DISK:
        return (
            f"The disk of the database {name} is full or failing ({text}). Free some disk space and start again; there"
            " is no need to move or restore anything."
        )
    if "readonly" in text or "unable to open" in text:
        return f"PLAYGROUND_HOME is {home}, where the database {name} cannot be opened for writing ({text})."
    if cause == DATABASE:
        return f"The database {name} is not available ({text}). Try again when it is."
    return (
        f"The database {name} is half-migrated or damaged ({text}). Restore a backup, or move it away to start empty."
    )
