"""Makes a backup while the playground runs: first the rows, then the files, so that every row finds its file."""

import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone

from playground.generations.backups.archive import ArchiveWriter, BackupRefused, Manifest
from playground.generations.backups.databases import applied_migrations, copy_postgres, copy_sqlite


@dataclass(frozen=True, slots=True)
class Summary:
    """The number of files and bytes in a backup, and the bucket if its pictures are not included."""

    files: int
    size: int
    bucket: str


def make_backup(target: Path) -> Summary:
    """Write the database, secrets and files into a new archive at `target`, or nothing; raise `BackupRefused`.

    A file that is stored meanwhile may be included without its row, which is harmless. A file that is purged meanwhile
    may be missing; after a restore `find_orphans` reports it.
    """
    if target.exists():
        raise BackupRefused(f"The file {target} already exists. Choose another name, or remove it.")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            scratch = Path(folder)
            part = scratch / "archive.tar"
            summary = _write(part, scratch)
            # Unlike a rename, a link fails when a file with this name was created meanwhile.
            os.link(part, target)
    except DatabaseError as error:
        raise BackupRefused(f"The database cannot be read: {' '.join(str(error).split())}.") from error
    except OSError as error:
        raise BackupRefused(f"Cannot write to {target.parent}: {error.strerror or error}.") from error
    return summary


def _write(part: Path, scratch: Path) -> Summary:
    bucket = settings.STORAGES["default"]["OPTIONS"].get("bucket_name", "") if settings.STORES.has_bucket else ""
    with part.open("xb") as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        # The archive contains secrets.
        os.fchmod(file.fileno(), 0o600)
        writer = ArchiveWriter(tar)
        facts = _add_database(writer, scratch)
        writer.add("secret_key", settings.SECRET_KEY.encode())
        writer.add("encryption_keys", "\n".join(settings.ENCRYPTION_KEYS).encode())
        files = 0 if bucket else _add_files(writer)
        created = timezone.now().isoformat(timespec="seconds")
        writer.finish(Manifest(created=created, database=connection.vendor, bucket=bucket, **facts))
    # The tar file is complete only after it is closed, so it is opened again for the fsync.
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return Summary(files, part.stat().st_size, bucket)


def _add_database(writer: ArchiveWriter, scratch: Path) -> dict[str, Any]:
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        if not file.is_file():
            raise BackupRefused(f"There is nothing to back up: the database {file} does not exist yet.")
        copy_sqlite(writer, file, scratch)
        return {"migrations": applied_migrations()}
    migrations, tables = copy_postgres(writer, scratch)
    return {"migrations": migrations, "tables": tables}


def _add_files(writer: ArchiveWriter) -> int:
    """Add all files in storage, except those that are removed meanwhile; return how many."""
    number = 0
    for name, path in _stored_files():
        with suppress(FileNotFoundError):
            # The header in front of a member states its size, which must stay true. Files have only a few megabytes,
            # so each one is read into memory first.
            content = path.read_bytes()
            writer.add_file(f"files/{name}", io.BytesIO(content), len(content))
            number += 1
    return number


def _stored_files() -> Iterator[tuple[str, Path]]:
    root = Path(default_storage.path(""))
    for folder, _, names in root.walk():
        for name in sorted(names):
            path = folder / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix(), path
