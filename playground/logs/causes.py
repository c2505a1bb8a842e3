"""Groups log records by cause: one line when a server or the disk goes away, one when it is back, whoever logs.

Libraries log each failure by itself, with its trace, many times a second. A trace of any other fault is printed once
a minute. The filter belongs to a handler, so that it sees the records of all loggers.
"""

import errno
import logging
import sqlite3
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

REDIS = "Redis is out of reach"
DATABASE = "the database is out of reach"
DISK = "the disk is full or failing"
MIGRATION = "the database lacks a migration of this code"

# What these say of an error is the same on every system; the numbers are those of SQLite's result codes.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
SQLITE_CAUSES = {
    sqlite3.SQLITE_FULL: DISK,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_BUSY: DATABASE,
    sqlite3.SQLITE_CANTOPEN: DATABASE,
}
LACKING = ("no such table", "no such column", "has no column named")
# PostgreSQL's codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
STATES = {"53100": DISK, "42P01": MIGRATION, "42703": MIGRATION, "080": DATABASE, "533": DATABASE, "57P": DATABASE}

# A cause is looked at once nothing was said of it for so long, and then again and again, in seconds.
QUIET = 5.0
LOOK = 1.0
# The same trace is printed once in this time, in seconds; so many of them are remembered.
REPEATED = 60.0
MOST_TRACES = 200
AT_WORK = "; more about it is held back until that is over"


def find_cause(error: BaseException | None) -> str:
    """Return what is away behind an error, "" where it is something else."""
    return next((cause for link in _chain(error) if (cause := _judge(link))), "")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error, and what it came from, up to ten."""
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _judge(error: BaseException) -> str:
    """Return the cause of one error; drivers are known by name, since not each of them is installed."""
    driver = type(error).__module__.partition(".")[0]
    if driver == "redis":
        return REDIS
    if driver in ("psycopg", "psycopg_pool"):
        return _judge_postgres(error)
    if isinstance(error, sqlite3.Error):
        # The lower byte is the kind; what stands above is a finer one.
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        is_lacking = any(words in str(error) for words in LACKING)
        return MIGRATION if is_lacking else SQLITE_CAUSES.get(kind, "")
    return DISK if isinstance(error, OSError) and error.errno in NO_ROOM else ""


def _judge_postgres(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    if state is None:
        # Without an answer of the server it was not there.
        names = {kind.__name__ for kind in type(error).__mro__}
        return DATABASE if names & {"OperationalError", "InterfaceError"} else ""
    return STATES.get(state) or STATES.get(state[:3], "")


@dataclass(slots=True)
class Outage:
    """A cause that is at work: since when and until when it was heard of, and how many records were held back."""

    since: float
    heard: float
    held: int = 0


class CauseFilter(logging.Filter):
    """Lets the first record of a cause pass, in one line, and holds the others back until it is over.

    `probe` is a function, or the dotted path of one, that takes a cause and raises while it is at work.
    """

    def __init__(
        self,
        probe: Callable[[str], None] | str,
        clock: Callable[[], float] = time.monotonic,
        watch: bool = True,
    ) -> None:
        super().__init__()
        self._probe = probe
        self._clock = clock
        self._watches = watch
        self._lock = threading.Lock()
        self._outages: dict[str, Outage] = {}
        self._traces: dict[object, float] = {}
        self._thread: threading.Thread | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is printed; shorten it where it is the first of a cause."""
        error = _error_of(record)
        cause = find_cause(error)
        if error is None or not cause:
            self._drop_repeated_trace(record)
            return True
        if not self._is_first(cause):
            return False
        summary = traceback.format_exception_only(error)[-1].strip().splitlines()[0]
        record.msg, record.args = f"{record.getMessage()}: {cause} ({summary}){AT_WORK}", ()
        record.exc_info = record.exc_text = None
        return True

    def _is_first(self, cause: str) -> bool:
        now = self._clock()
        with self._lock:
            # After a fork the thread of the parent is not there.
            if self._watches and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._watch, name="outages", daemon=True)
                self._thread.start()
            if outage := self._outages.get(cause):
                outage.heard = now
                outage.held += 1
                return False
            self._outages[cause] = Outage(since=now, heard=now)
        return True

    def _watch(self) -> None:
        """Look again and again, as long as anything is away."""
        while self._is_needed():
            time.sleep(LOOK)
            self.look()

    def _is_needed(self) -> bool:
        """Whether anything is away; where nothing is, the next outage starts another thread."""
        with self._lock:
            if not self._outages:
                self._thread = None
            return bool(self._outages)

    def look(self) -> None:
        """Say of each cause of which nothing was heard lately whether it is over."""
        now = self._clock()
        with self._lock:
            quiet = [cause for cause, outage in self._outages.items() if now - outage.heard >= QUIET]
        for cause in quiet:
            if self._is_over(cause):
                with self._lock:
                    outage = self._outages.pop(cause)
                held = f"{outage.held} lines about it were held back"
                logger.warning("over after %d s: %s (%s)", now - outage.since, cause, held)

    def _is_over(self, cause: str) -> bool:
        try:
            probe = import_string(self._probe) if isinstance(self._probe, str) else self._probe
            probe(cause)
        # Whatever a driver throws means that it is not.
        except Exception:  # noqa: BLE001
            return False
        return True

    def _drop_repeated_trace(self, record: logging.LogRecord) -> None:
        """Leave the error's own line of a trace that was printed a moment ago."""
        if not record.exc_info or record.exc_info[1] is None:
            return
        error, now = record.exc_info[1], self._clock()
        last = traceback.extract_tb(record.exc_info[2], limit=-1)
        key = (type(error), *((last[0].filename, last[0].lineno) if last else ()))
        with self._lock:
            printed = self._traces.get(key)
            if printed is None or now - printed >= REPEATED:
                self._traces[key] = now
                while len(self._traces) > MOST_TRACES:
                    del self._traces[next(iter(self._traces))]
                return
        summary = traceback.format_exception_only(error)[-1].strip().splitlines()[0]
        record.msg, record.args = f"{record.getMessage()}: {summary} (its trace was printed less than a minute ago)", ()
        record.exc_info = record.exc_text = None


def _error_of(record: logging.LogRecord) -> BaseException | None:
    """Return the error that a record is about: the one being handled, or one that is named in its message."""
    if record.exc_info and record.exc_info[1] is not None:
        return record.exc_info[1]
    args = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    return next((arg for arg in args if isinstance(arg, BaseException)), None)
