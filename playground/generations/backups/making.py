"""Makes the archive of a backup while people go on: the rows first, then the files that they speak of."""

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
    """What is in a backup: how many files, how many bytes, and the bucket whose pictures are not in it."""

    files: int
    size: int
    bucket: str


def make_backup(target: Path) -> Summary:
    """Write database, secrets and files into a new archive at `target`, whole or not at all.

    Raises `BackupRefused`. What comes into storage meanwhile may be in it as a file without a row, which is harmless;
    what is purged meanwhile may be missing, which `find_orphans` tells after it was restored.
    """
    if target.exists():
        raise BackupRefused(f"There is a file {target} already: choose another name, or remove it.")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            scratch = Path(folder)
            part = scratch / "archive.tar"
            summary = _write(part, scratch)
            # A link does not take the place of a file that has come there meanwhile.
            os.link(part, target)
    except DatabaseError as error:
        raise BackupRefused(f"The database cannot be read: {' '.join(str(error).split())}.") from error
    except OSError as error:
        raise BackupRefused(f"Cannot write to {target.parent}: {error.strerror or error}.") from error
    return summary


def _write(part: Path, scratch: Path) -> Summary:
    bucket = settings.STORAGES["default"]["OPTIONS"].get("bucket_name", "") if settings.STORES.has_bucket else ""
    with part.open("xb") as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        # It holds the secrets.
        os.fchmod(file.fileno(), 0o600)
        writer = ArchiveWriter(tar)
        facts = _add_database(writer, scratch)
        writer.add("secret_key", settings.SECRET_KEY.encode())
        writer.add("encryption_keys", "\n".join(settings.ENCRYPTION_KEYS).encode())
        files = 0 if bucket else _add_files(writer)
        created = timezone.now().isoformat(timespec="seconds")
        writer.finish(Manifest(created=created, database=connection.vendor, bucket=bucket, **facts))
    # Closed by now, with tar's own end behind the manifest.
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return Summary(files, part.stat().st_size, bucket)


def _add_database(writer: ArchiveWriter, scratch: Path) -> dict[str, Any]:
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        if not file.is_file():
            raise BackupRefused(f"There is no database {file} yet: nothing to back up.")
        copy_sqlite(writer, file, scratch)
        return {"migrations": applied_migrations()}
    migrations, tables = copy_postgres(writer, scratch)
    return {"migrations": migrations, "tables": tables}


def _add_files(writer: ArchiveWriter) -> int:
    """Add every file in storage; one that is removed meanwhile is left out."""
    number = 0
    for name, path in _stored_files():
        with suppress(FileNotFoundError):
            # Read whole, since what a member says of its size must hold; files have a few megabytes.
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
