"""Groups log records by cause: one line when a service or the disk fails, and one when it works again.

Without it, libraries log every single failure with a traceback, many times per second. Tracebacks of other errors are
printed at most once per minute. The filter belongs to a handler, so that it sees the records of all loggers.
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

# The error numbers that mean a full disk, and the result codes of SQLite.
DISK_FULL_ERRORS = {errno.ENOSPC, errno.EDQUOT}
SQLITE_CAUSES = {
    sqlite3.SQLITE_FULL: DISK,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_BUSY: DATABASE,
    sqlite3.SQLITE_CANTOPEN: DATABASE,
}
MISSING_SCHEMA_MESSAGES = ("no such table", "no such column", "has no column named")
# PostgreSQL's codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
STATES = {"53100": DISK, "42P01": MIGRATION, "42703": MIGRATION, "080": DATABASE, "533": DATABASE, "57P": DATABASE}

# After this many seconds without a failure, the service is tested every `CHECK_INTERVAL` seconds.
QUIET_SECONDS = 5.0
CHECK_INTERVAL = 1.0
# The same traceback is printed once in this many seconds. The number of remembered tracebacks is limited.
REPEAT_SECONDS = 60.0
MAX_TRACES = 200
SUPPRESSION_NOTE = "; further messages about it are suppressed until it is over"


def find_cause(error: BaseException | None) -> str:
    """Return the cause of an error, such as `REDIS`, or "" for any other error."""
    return next((cause for exception in _chain(error) if (cause := _classify(exception))), "")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and up to nine exceptions that led to it."""
    # Exceptions can refer to each other in a circle.
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _classify(error: BaseException) -> str:
    # The drivers are recognised by name, because not all of them are installed.
    driver = type(error).__module__.partition(".")[0]
    if driver == "redis":
        return REDIS
    if driver in ("psycopg", "psycopg_pool"):
        return _classify_postgres(error)
    if isinstance(error, sqlite3.Error):
        # The lowest byte is the primary result code; the others make up the extended code.
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        lacks_migration = any(words in str(error) for words in MISSING_SCHEMA_MESSAGES)
        return MIGRATION if lacks_migration else SQLITE_CAUSES.get(kind, "")
    return DISK if isinstance(error, OSError) and error.errno in DISK_FULL_ERRORS else ""


def _classify_postgres(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    if state is None:
        # An error without a code did not come from the server, so the connection failed.
        names = {kind.__name__ for kind in type(error).__mro__}
        return DATABASE if names & {"OperationalError", "InterfaceError"} else ""
    return STATES.get(state) or STATES.get(state[:3], "")


@dataclass(slots=True)
class Outage:
    """A current outage: when it began, when it was last seen, and how many records were suppressed."""

    since: float
    last_seen: float
    suppressed: int = 0


class CauseFilter(logging.Filter):
    """Passes the first record of each cause, in one line, and suppresses the others until the outage is over.

    `probe` is a function or its dotted path. It takes a cause and raises an exception while the outage lasts.
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
        """Return whether to print the record. The first record of a cause is shortened to one line."""
        error = _find_error(record)
        cause = find_cause(error)
        if error is None or not cause:
            self._drop_repeated_trace(record)
            return True
        if not self._is_first(cause):
            return False
        summary = traceback.format_exception_only(error)[-1].strip().splitlines()[0]
        record.msg, record.args = f"{record.getMessage()}: {cause} ({summary}){SUPPRESSION_NOTE}", ()
        record.exc_info = record.exc_text = None
        return True

    def _is_first(self, cause: str) -> bool:
        now = self._clock()
        with self._lock:
            # Threads do not survive a fork, so a child process has to start its own.
            if self._watches and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._watch, name="outages", daemon=True)
                self._thread.start()
            if outage := self._outages.get(cause):
                outage.last_seen = now
                outage.suppressed += 1
                return False
            self._outages[cause] = Outage(since=now, last_seen=now)
        return True

    def _watch(self) -> None:
        while self._is_needed():
            time.sleep(CHECK_INTERVAL)
            self.look()

    def _is_needed(self) -> bool:
        with self._lock:
            # Reset under the lock, so that the next outage starts a new thread instead of relying on this one.
            if not self._outages:
                self._thread = None
            return bool(self._outages)

    def look(self) -> None:
        """Test each cause without recent failures, and log the end of its outage."""
        now = self._clock()
        with self._lock:
            quiet = [cause for cause, outage in self._outages.items() if now - outage.last_seen >= QUIET_SECONDS]
        for cause in quiet:
            if self._is_over(cause):
                with self._lock:
                    outage = self._outages.pop(cause)
                duration = now - outage.since
                logger.warning("over after %d s: %s (%d messages suppressed)", duration, cause, outage.suppressed)

    def _is_over(self, cause: str) -> bool:
        try:
            probe = import_string(self._probe) if isinstance(self._probe, str) else self._probe
            probe(cause)
        # Any exception of a driver means that the outage is not over.
        except Exception:  # noqa: BLE001
            return False
        return True

    def _drop_repeated_trace(self, record: logging.LogRecord) -> None:
        """Reduce a traceback to one line if the same one was printed recently."""
        if not record.exc_info or record.exc_info[1] is None:
            return
        error, now = record.exc_info[1], self._clock()
        last = traceback.extract_tb(record.exc_info[2], limit=-1)
        key = (type(error), *((last[0].filename, last[0].lineno) if last else ()))
        with self._lock:
            printed = self._traces.get(key)
            if printed is None or now - printed >= REPEAT_SECONDS:
                self._traces[key] = now
                while len(self._traces) > MAX_TRACES:
                    del self._traces[next(iter(self._traces))]
                return
        summary = traceback.format_exception_only(error)[-1].strip().splitlines()[0]
        note = "the traceback was printed less than a minute ago"
        record.msg, record.args = f"{record.getMessage()}: {summary} ({note})", ()
        record.exc_info = record.exc_text = None


def _find_error(record: logging.LogRecord) -> BaseException | None:
    """Return the exception of a record: the one being handled, or one among the arguments of its message."""
    if record.exc_info and record.exc_info[1] is not None:
        return record.exc_info[1]
    args = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    return next((arg for arg in args if isinstance(arg, BaseException)), None)
