"""The lock of a home folder: it names the launcher that runs there, and is free as soon as that process is gone."""

import contextlib
import fcntl
import os
from pathlib import Path

NAME = "playground.lock"


class HomeTaken(Exception):
    """Another playground runs in the home; `record` is what it wrote."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.record = record


class HomeLock:
    """A lock that is held; `left_over` is the record of one that ended without giving its lock back, else ""."""

    def __init__(self, file: int) -> None:
        self._file = file
        self.left_over = _read(file)

    def write(self, record: str) -> None:
        """Replace what the file says; on a full disk it says nothing, and the lock holds all the same."""
        os.ftruncate(self._file, 0)
        with contextlib.suppress(OSError):
            os.pwrite(self._file, record.encode(), 0)

    def release(self) -> None:
        """Give it back; the file stays, since removing it could take it from under the next one."""
        self.write("")
        os.close(self._file)


def lock_home(home: Path) -> HomeLock:
    """Take the lock, or raise `HomeTaken`; raises `OSError` where the folder cannot be made or written to."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Python hands no such file on to what it starts, so the lock ends with this process alone.
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
