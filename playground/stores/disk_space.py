"""Recognises a full disk, for files and databases, and refuses new data before it is full."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from playground.errors import SentenceError

# The system's errors for a full disk, a user's full quota, and a file that is too large.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# PostgreSQL's code for a full disk: https://www.postgresql.org/docs/current/errcodes-appendix.html
DISK_FULL = "53100"
NOTHING_SAVED = (
    "The disk of this server is full, so nothing new can be saved. Try again after the administrator has freed space."
)


class DiskFull(SentenceError):
    """The disk is too full for a file; `sentence` says so."""

    sentence = (
        "The disk of this server is full, so the picture could not be saved. Try again after the administrator has"
        " freed space."
    )

    def __init__(self) -> None:
        super().__init__(self.sentence)


def check_disk_reserve() -> None:
    """Raise `DiskFull` where only the reserve is left, which is for pictures that are paid for already.

    Every request that writes something begins with this, so that it is refused before the disk is really full.
    """
    reserve = settings.DISK_RESERVE_MB * 2**20
    if reserve and any(disk_usage(folder).free < reserve for folder in _folders()):
        raise DiskFull


def _folders() -> Iterator[Path]:
    """Yield the folders on this server's disks: the home, and that of the pictures unless they are in a bucket."""
    yield settings.HOME
    # A mount may put the pictures on a disk of their own. The folder is created with the first picture.
    if isinstance(default_storage, FileSystemStorage) and Path(default_storage.location).exists():
        yield Path(default_storage.location)


@contextmanager
def raising_disk_full() -> Iterator[None]:
    """Raise `DiskFull` in place of an error in the block that a full disk has caused."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull from error
        raise


def is_disk_full(error: BaseException | None) -> bool:
    """Whether a full disk caused the error, for a file or for a database."""
    # Django raises its own errors from those of the driver, and only the latter have a code.
    cause = error.__cause__ if error else None
    is_full = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error, DiskFull) or is_full or getattr(cause, "sqlstate", None) == DISK_FULL
