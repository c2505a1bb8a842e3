"""Restores a backup: everything is checked and unpacked in a separate folder before any existing data is moved."""

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
    open_archive,
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
from playground.generations.models.states import REMOTE
from playground.launcher.home_lock import HomeTaken, lock_home

SEVERAL_KEYS = "encryption_keys"
MAY_BE_PAID = (
    "This server was restored from a backup that was made before this picture was finished. The picture may have been"
    " made and charged since then. Check your pictures at the API before you try again."
)
# The files of a home that a restore replaces. The journals must go too: SQLite would apply an old journal to the
# restored database and damage it.
REPLACED = (
    *(f"{name}.sqlite3{end}" for name in ("playground", "queue") for end in ("", "-wal", "-shm", "-journal")),
    "files",
    "secret_key",
    "encryption_key",
    SEVERAL_KEYS,
)


def restore_backup(path: Path, *, replace: bool) -> list[str]:
    """Restore into an empty home, or with `replace` into any home; return remarks for the administrator.

    Raises `BackupRefused` when nothing has changed, or when all changes were undone. Existing data is moved to a
    separate folder or schema and never removed.
    """
    # The manifest is at the end of the archive, so the whole archive is read and checked first.
    manifest = read_manifest(path)
    _check_compatible(path, manifest)
    # The lock also keeps a playground from starting in this home during the restore.
    try:
        lock = lock_home(settings.HOME)
    except HomeTaken as taken:
        raise BackupRefused(
            f"A playground is running in {settings.HOME} ({taken.record.strip()}). Stop it first."
        ) from taken
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
            replaced = _replace(manifest, staged, moment, undo)
            _prepare()
            ended = _fail_possibly_paid()
            # From here on everything succeeded, and leaving the block must not undo it.
            undo.pop_all()
            if was_empty:
                replaced = _discard(replaced)
    except OSError as error:
        raise BackupRefused(f"Cannot write to {settings.HOME}: {error.strerror or error}.") from error
    except DatabaseError as error:
        raise BackupRefused(f"The database refused the rows: {' '.join(str(error).split())}.") from error
    return _list_remarks(manifest, replaced, ended)


def _fail_possibly_paid() -> int:
    """Fail the generations that waited for a public API when the backup was made, and return how many there were.

    Each of them may have been sent and charged since then, so it must not be sent again automatically. A generation
    with a job id of the API is left alone, because polling a job costs nothing.
    """
    unknown = Generation.objects.active().filter(engine=REMOTE, remote_id="", remote_answer__isnull=True)
    changes = {"status": Status.FAILED, "error_code": "lost", "error": MAY_BE_PAID, "finished": timezone.now()}
    try:
        return unknown.advance(**changes)
    finally:
        connection.close()


def _check_compatible(path: Path, manifest: Manifest) -> None:
    """Raise `BackupRefused` when the backup does not fit the database, storage or version of this playground."""
    if manifest.database != connection.vendor:
        raise BackupRefused(
            f"{path} contains a {manifest.database} database, but DATABASE_URL selects {connection.vendor}."
        )
    if not manifest.bucket and settings.STORES.has_bucket:
        raise BackupRefused(
            f"{path} contains pictures, but S3_BUCKET is set. Restore without S3_BUCKET, then copy the pictures."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}}
    labels = {app.label for app in apps.get_app_configs()}
    newer = sorted(name for name in set(manifest.migrations) - known if name.partition(".")[0] in labels)
    if newer:
        raise BackupRefused(
            f"{path} was made by a newer version, with the migration {newer[0]}. Install that version first."
        )
    wanted = {f"rows/{table}.copy" for table in manifest.tables} if manifest.tables else {SQLITE}
    if missing := wanted - manifest.members.keys():
        raise BackupRefused(f"{path} is not a complete backup: {sorted(missing)[0]} is missing.")


def _check_home(path: Path, *, replace: bool) -> bool:
    """Return whether the home is empty.

    Raises `BackupRefused` when a worker is running, the home must not be replaced, or the disk has too little space.
    """
    settings.HOME.mkdir(parents=True, exist_ok=True)
    working, held = _inspect_database()
    if working:
        raise BackupRefused("A worker of this playground is running. Stop all its processes, then restore.")
    files = settings.HOME / "files"
    has_files = files.is_dir() and any(entry.is_file() for entry in files.rglob("*"))
    if (held or has_files) and not replace:
        what = held or "pictures"
        raise BackupRefused(
            f"{settings.HOME} is not empty: it has {what}. Nothing was restored. Use --replace to replace it."
        )
    free, needed = shutil.disk_usage(settings.HOME).free, path.stat().st_size
    if free < needed:
        raise BackupRefused(
            f"{settings.HOME} has {free} bytes free, but the backup needs {needed}. Free some disk space."
        )
    return not (held or has_files)


def _inspect_database() -> tuple[bool, str]:
    """Return whether a worker is alive, and a description of what the database contains, "" when it is empty."""
    try:
        existing = set(connection.introspection.table_names())
        if not existing:
            return False, ""
        counts = {model._meta.verbose_name_plural: model._base_manager.count() for model in (User, Owner, Generation)}
        held = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        return Worker.objects.alive().exists(), held
    except DatabaseError:
        # A damaged database may be the reason for the restore. It counts as not empty, so it is never removed.
        return False, "a database that cannot be read"
    finally:
        connection.close()


def _unpack(path: Path, staged: Path) -> None:
    """Write all members below `staged`; their names were checked before. Then check the database."""
    with open_archive(path) as members:
        for name, content, _ in members:
            if name == MANIFEST:
                continue
            target = staged / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                shutil.copyfileobj(content, file, CHUNK)
            # The group may read pictures, so that nginx can send them.
            target.chmod(0o640 if name.startswith("files/") else 0o600)
    (staged / "files").mkdir(exist_ok=True)
    if (staged / SQLITE).exists():
        check_sqlite(staged / SQLITE)


@dataclass(frozen=True, slots=True)
class Replaced:
    """The schema and the folder that the former data was moved to; "" and None when there was none."""

    schema: str = ""
    folder: Path | None = None


def _replace(manifest: Manifest, staged: Path, moment: datetime, undo: ExitStack) -> Replaced:
    """Move the unpacked data into place, and add to `undo` what moves the former data back."""
    old = ""
    if manifest.tables:
        old = set_schema_aside(moment)
        undo.callback(put_schema_back, old)
        make_tables(manifest.migrations)
        fill_tables(manifest.tables, {table: staged / f"rows/{table}.copy" for table in manifest.tables})
        connection.close()
    replaced_folder = settings.HOME / f"replaced-{moment:%Y%m%d-%H%M%S}"
    undo.callback(_remove_empty, replaced_folder)
    for name in REPLACED:
        if (settings.HOME / name).exists():
            replaced_folder.mkdir(exist_ok=True)
            _move(settings.HOME / name, replaced_folder / name, undo)
    # On failure, new files such as a journal must be removed before the former database is moved back.
    undo.callback(_remove_files)
    keys = (staged / "encryption_keys").read_text().splitlines()
    # The setting expects the keys separated by commas.
    (staged / "encryption_keys").write_text(",".join(keys))
    places = {SQLITE: "playground.sqlite3", "files": "files", "secret_key": "secret_key"}
    places["encryption_keys"] = SEVERAL_KEYS if len(keys) > 1 else "encryption_key"
    for source, target in places.items():
        if (staged / source).exists():
            _move(staged / source, settings.HOME / target, undo)
    return Replaced(old, replaced_folder if replaced_folder.exists() else None)


def _discard(replaced: Replaced) -> Replaced:
    """Remove the former data, which was only an empty home."""
    if replaced.schema:
        drop_schema(replaced.schema)
    if replaced.folder:
        shutil.rmtree(replaced.folder)
    return Replaced()


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
    """Run `prepare_home`, which applies newer migrations."""
    # This process has read the former secrets already, so a new one is started that reads the restored ones.
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare_home"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["prepare_home printed no reason."]
        raise BackupRefused(f"The restored home could not be prepared, so the former data was put back: {lines[-1]}")


def _list_remarks(manifest: Manifest, replaced: Replaced, ended: int) -> list[str]:
    remarks = []
    if ended:
        remarks.append(
            f"{ended} requests that waited for a public API were marked as failed, because they may have been charged"
            " since the backup."
        )
    if replaced.schema:
        remarks.append(
            f"The former rows are in the schema {replaced.schema}. DROP SCHEMA {replaced.schema} CASCADE removes them."
        )
    if replaced.folder:
        remarks.append(f"The former files are in {replaced.folder}. Remove that folder when everything works.")
    several = settings.HOME / SEVERAL_KEYS
    if several.exists():
        remarks.append(f"There are several encryption keys. Start with PLAYGROUND_ENCRYPTION_KEYS_FILE={several}.")
    if manifest.bucket:
        remarks.append(f"The backup does not include the pictures, which are in the bucket {manifest.bucket}.")
    return [*remarks, "Run find_orphans to list pictures whose files are missing; --mend marks them as lost."]
