"""What it looks like when there is no room, for a file or in the database."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

# What the system says where there is no room: on the disk, for this user, for one file.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# PostgreSQL's class and code for it: https://www.postgresql.org/docs/current/errcodes-appendix.html
DISK_FULL = "53100"
# What whoever sends something is told that cannot be written down.
NOTHING_KEPT = (
    "The disk of this server is full, so nothing new can be kept. Try again once whoever runs the server has made room."
)


class DiskFull(Exception):
    """There is no room for a file; `sentence` says so."""

    sentence = (
        "The disk of this server is full, so the picture could not be kept. Try again once whoever runs the server has"
        " made room."
    )

    def __init__(self) -> None:
        super().__init__(self.sentence)


def demand_reserve() -> None:
    """Raise `DiskFull` where the disk is filled up to its reserve, which is kept for what is paid for already.

    Whatever a person asks to have written begins with this, so that a full disk is refused before it is full.
    """
    reserve = settings.DISK_RESERVE_MB * 2**20
    if reserve and any(disk_usage(folder).free < reserve for folder in _folders()):
        raise DiskFull


def _folders() -> Iterator[Path]:
    """Yield where this server writes to disks of its own: the home, and the pictures unless a bucket has them."""
    yield settings.HOME
    if isinstance(default_storage, FileSystemStorage) and Path(default_storage.location).exists():
        yield Path(default_storage.location)


@contextmanager
def needing_room() -> Iterator[None]:
    """Raise `DiskFull` where a file is written in the block and there is no room for it."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull from error
        raise


def finds_no_room(error: BaseException | None) -> bool:
    """Whether it was raised for want of room: by a file, or by a database that could not write."""
    cause = error.__cause__ if error else None
    is_full = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error, DiskFull) or is_full or getattr(cause, "sqlstate", None) == DISK_FULL
