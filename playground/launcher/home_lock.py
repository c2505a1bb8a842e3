"""Locks the home folder, so that only one launcher uses it. The lock ends with the process that holds it."""

import contextlib
import fcntl
import os
from pathlib import Path

NAME = "playground.lock"


class HomeTaken(Exception):
    """Another launcher uses the home folder. `record` is the text that it wrote into the lock file."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.record = record


class HomeLock:
    """A lock that this process holds. `left_over` is the record of a launcher that crashed, or ""."""

    def __init__(self, file: int) -> None:
        self._file = file
        self.left_over = _read(file)

    def write(self, record: str) -> None:
        """Write the record into the lock file. On a full disk it stays empty, but the lock still works."""
        os.ftruncate(self._file, 0)
        with contextlib.suppress(OSError):
            os.pwrite(self._file, record.encode(), 0)

    def release(self) -> None:
        # The file is not removed: another launcher may already have opened it and wait for its lock.
        self.write("")
        os.close(self._file)


def lock_home(home: Path) -> HomeLock:
    """Take the lock, or raise `HomeTaken`. Raises `OSError` if the folder cannot be created or written to."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Python does not pass this file descriptor on to child processes, so the lock ends with this process.
    file = os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        record = _read(file)
        os.close(file)
        raise HomeTaken(record) from error
    return HomeLock(file)


def _read(file: int) -> str:
    return os.pread(file, 1000, 0).decode(errors="replace")
