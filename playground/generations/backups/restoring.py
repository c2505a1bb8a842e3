"""Puts a backup back: everything is checked and unpacked beside what is there before any of it is touched."""

import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from playground.accounts.models import Owner, User
from playground.generations.backups.archive import (
    CHUNK,
    MANIFEST,
    SQLITE,
    BackupRefused,
    Manifest,
    opened,
    read_manifest,
)
from playground.generations.backups.databases import (
    check_sqlite,
    drop_schema,
    fill_tables,
    make_tables,
    put_schema_back,
    set_schema_aside,
)
from playground.generations.models import Generation, Status, Worker
from playground.generations.models.finding import REMOTE
from playground.launcher.home_lock import HomeTaken, lock_home

SEVERAL_KEYS = "encryption_keys"
MAY_BE_PAID = (
    "This waited for a public API when the backup was made that has been restored since. It may have been made and"
    " charged in between: look at the list of your pictures at the API before you try again."
)
# What of a home a backup takes the place of; SQLite would lay an old journal over the new database.
REPLACED = (
    *(f"{name}.sqlite3{end}" for name in ("playground", "queue") for end in ("", "-wal", "-shm", "-journal")),
    "files",
    "secret_key",
    "encryption_key",
    SEVERAL_KEYS,
)


def restore_backup(path: Path, *, replace: bool) -> list[str]:
    """Put the backup in place of an empty home, or with `replace` of any; return what the operator should know.

    Raises `BackupRefused` before anything was touched, or after all of it was put back. What was there before is kept
    beside it, never removed.
    """
    manifest = read_manifest(path)
    _check_fit(path, manifest)
    try:
        lock = lock_home(settings.HOME)
    except HomeTaken as taken:
        raise BackupRefused(f"A playground runs in {settings.HOME} ({taken.record.strip()}): stop it first.") from taken
    except OSError as error:
        raise BackupRefused(f"Cannot write to {settings.HOME}: {error.strerror or error}.") from error
    try:
        return _restore(path, manifest, replace=replace)
    finally:
        lock.release()


def _restore(path: Path, manifest: Manifest, *, replace: bool) -> list[str]:
    was_empty = _check_home(path, replace=replace)
    moment = timezone.now()
    try:
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.HOME) as folder, ExitStack() as undo:
            staged = Path(folder)
            _unpack(path, staged)
            kept = _swap(manifest, staged, moment, undo)
            _prepare()
            ended = _end_what_may_be_paid()
            undo.pop_all()
            if was_empty:
                kept = _remove(kept)
    except OSError as error:
        raise BackupRefused(f"Cannot write to {settings.HOME}: {error.strerror or error}.") from error
    except DatabaseError as error:
        raise BackupRefused(f"The database refused the rows: {' '.join(str(error).split())}.") from error
    return _remarks(manifest, kept, ended)


def _end_what_may_be_paid() -> int:
    """End what waited for a public API when the backup was made, and return how many there were.

    Since then each of them may have been made and charged, so it must not be sent again without being asked for. What
    has the API's own job id is only asked after, which costs nothing.
    """
    unknown = Generation.objects.active().filter(engine=REMOTE, remote_id="", remote_answer__isnull=True)
    changes = {"status": Status.FAILED, "error_code": "lost", "error": MAY_BE_PAID, "finished": timezone.now()}
    try:
        return unknown.advance(**changes)
    finally:
        connection.close()


def _check_fit(path: Path, manifest: Manifest) -> None:
    """Raise `BackupRefused` where this playground cannot take what the backup holds."""
    if manifest.database != connection.vendor:
        raise BackupRefused(
            f"{path} holds a database of {manifest.database}, and DATABASE_URL chooses {connection.vendor} here."
        )
    if not manifest.bucket and settings.STORES.has_bucket:
        raise BackupRefused(
            f"{path} holds pictures, and S3_BUCKET keeps them elsewhere: restore without it, then copy."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}}
    labels = {app.label for app in apps.get_app_configs()}
    newer = sorted(name for name in set(manifest.migrations) - known if name.partition(".")[0] in labels)
    if newer:
        raise BackupRefused(f"{path} is from newer code, with the migration {newer[0]}: install that version first.")
    wanted = {f"rows/{table}.copy" for table in manifest.tables} if manifest.tables else {SQLITE}
    if missing := wanted - manifest.members.keys():
        raise BackupRefused(f"{path} is not a whole backup: {sorted(missing)[0]} is missing.")


def _check_home(path: Path, *, replace: bool) -> bool:
    """Return whether the home is empty; raise `BackupRefused` where it is not to be replaced, is at work or is full."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    working, held = _look_at_database()
    if working:
        raise BackupRefused("A worker of this playground is running: stop all its processes, then restore.")
    files = settings.HOME / "files"
    has_files = files.is_dir() and any(entry.is_file() for entry in files.rglob("*"))
    if (held or has_files) and not replace:
        what = held or "pictures"
        raise BackupRefused(
            f"{settings.HOME} is not empty, it has {what}: nothing was restored. --replace replaces it."
        )
    room, needed = shutil.disk_usage(settings.HOME).free, path.stat().st_size
    if room < needed:
        raise BackupRefused(f"{settings.HOME} has room for {room} bytes, and the backup needs {needed}: make room.")
    return not (held or has_files)


def _look_at_database() -> tuple[bool, str]:
    """Return whether a worker is alive, and what the database holds in words, "" where it is empty."""
    try:
        existing = set(connection.introspection.table_names())
        if not existing:
            return False, ""
        counts = {model._meta.verbose_name_plural: model._base_manager.count() for model in (User, Owner, Generation)}
        held = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        return Worker.objects.alive().exists(), held
    except DatabaseError:
        # Half-migrated or damaged, perhaps the very reason to restore, but not known to be empty.
        return False, "a database that cannot be read"
    finally:
        connection.close()


def _unpack(path: Path, staged: Path) -> None:
    """Write each member below `staged`, whose names were all checked, and check the database."""
    with opened(path) as members:
        for name, content, _ in members:
            if name == MANIFEST:
                continue
            target = staged / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                shutil.copyfileobj(content, file, CHUNK)
            target.chmod(0o640 if name.startswith("files/") else 0o600)
    (staged / "files").mkdir(exist_ok=True)
    if (staged / SQLITE).exists():
        check_sqlite(staged / SQLITE)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where that is now which was there before: a schema, and a folder; "" and None for none."""

    schema: str = ""
    folder: Path | None = None


def _swap(manifest: Manifest, staged: Path, moment: datetime, undo: ExitStack) -> Kept:
    """Put what was unpacked into its place; `undo` puts back what was there."""
    old = ""
    if manifest.tables:
        old = set_schema_aside(moment)
        undo.callback(put_schema_back, old)
        make_tables(manifest.migrations)
        fill_tables(manifest.tables, {table: staged / f"rows/{table}.copy" for table in manifest.tables})
        connection.close()
    aside = settings.HOME / f"replaced-{moment:%Y%m%d-%H%M%S}"
    undo.callback(_remove_empty, aside)
    for name in REPLACED:
        if (settings.HOME / name).exists():
            aside.mkdir(exist_ok=True)
            _move(settings.HOME / name, aside / name, undo)
    # What a failed start leaves, such as a journal, would be laid over what is put back.
    undo.callback(_remove_files)
    keys = (staged / "encryption_keys").read_text().splitlines()
    # As the environment lists them.
    (staged / "encryption_keys").write_text(",".join(keys))
    places = {SQLITE: "playground.sqlite3", "files": "files", "secret_key": "secret_key"}
    places["encryption_keys"] = SEVERAL_KEYS if len(keys) > 1 else "encryption_key"
    for source, target in places.items():
        if (staged / source).exists():
            _move(staged / source, settings.HOME / target, undo)
    return Kept(old, aside if aside.exists() else None)


def _remove(kept: Kept) -> Kept:
    """Remove what was there before, which was nothing but an empty home."""
    if kept.schema:
        drop_schema(kept.schema)
    if kept.folder:
        shutil.rmtree(kept.folder)
    return Kept()


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _remove_files() -> None:
    for name in REPLACED:
        if (settings.HOME / name).is_file():
            (settings.HOME / name).unlink()


def _move(source: Path, target: Path, undo: ExitStack) -> None:
    source.rename(target)
    undo.callback(target.rename, source)


def _prepare() -> None:
    """Bring the restored database to this code's migrations, in a process that reads the restored secrets."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare_home"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise BackupRefused(f"The restored home could not be prepared, so all is as before: {lines[-1]}")


def _remarks(manifest: Manifest, kept: Kept, ended: int) -> list[str]:
    remarks = []
    if ended:
        remarks.append(f"{ended} requests that waited for a public API were ended: they may have been charged since.")
    if kept.schema:
        remarks.append(
            f"The former rows are in the schema {kept.schema}: DROP SCHEMA {kept.schema} CASCADE removes them."
        )
    if kept.folder:
        remarks.append(f"What was there before is in {kept.folder}: remove it when all is well.")
    several = settings.HOME / SEVERAL_KEYS
    if several.exists():
        remarks.append(f"There are several encryption keys: start with PLAYGROUND_ENCRYPTION_KEYS_FILE={several}.")
    if manifest.bucket:
        remarks.append(f"Pictures are not in this backup: they are in the bucket {manifest.bucket}.")
    return [*remarks, "find_orphans tells which pictures lack their files; with --mend their pages say so."]
