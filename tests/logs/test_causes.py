"""The log says once that a service is unavailable, and once that it is back."""

import errno
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import redis
from django.db import OperationalError

from playground.logs.causes import (
    DATABASE,
    DISK,
    MIGRATION,
    QUIET_SECONDS,
    REDIS,
    REPEAT_SECONDS,
    CauseFilter,
    find_cause,
)


class Log:
    """A logger of its own whose handler has the filter; `now` is its clock, `away` what the probe finds away."""

    def __init__(self) -> None:
        self.now = 100.0
        self.away: set[str] = set()
        self.lines: list[str] = []
        self.filter = CauseFilter(self.probe, clock=lambda: self.now, watch=False)
        self.handler = logging.Handler()
        self.handler.addFilter(self.filter)
        self.handler.emit = lambda record: self.lines.append(FORMAT.format(record))  # type: ignore[method-assign]  # a handler that keeps its lines

    def probe(self, cause: str) -> None:
        if cause in self.away:
            raise ConnectionError(cause)


FORMAT = logging.Formatter("{levelname} {name}: {message}", style="{")


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log()
    names = ["playground", "huey", "other"]
    for name in names:
        logging.getLogger(name).addHandler(log.handler)
    yield log
    for name in names:
        logging.getLogger(name).removeHandler(log.handler)


def fail(error: Exception, name: str = "huey.consumer") -> None:
    try:
        raise error
    except type(error):
        logging.getLogger(name).exception("Error reading from queue")


def test_a_hundred_tracebacks_of_one_cause_are_one_line(log: Log) -> None:
    for _ in range(100):
        fail(redis.ConnectionError("Error 111 connecting to 127.0.0.1:6379"))
        logging.getLogger("playground.x").warning("the queue cannot be asked: %s", redis.TimeoutError("no answer"))
    assert len(log.lines) == 1
    assert log.lines[0] == (
        "ERROR huey.consumer: Error reading from queue: Redis is out of reach (redis.exceptions.ConnectionError:"
        " Error 111 connecting to 127.0.0.1:6379); further messages about it are suppressed until it is over"
    )


def test_the_end_of_an_outage_counts_the_suppressed_records(log: Log) -> None:
    log.away = {REDIS}
    for _ in range(8):
        fail(redis.ConnectionError("gone"))
    log.now += 60
    log.filter.look()
    assert len(log.lines) == 1
    log.away = set()
    log.filter.look()
    log.filter.look()
    assert log.lines[1:] == [
        "WARNING playground.logs.causes: over after 60 s: Redis is out of reach (7 messages suppressed)"
    ]
    fail(redis.ConnectionError("gone again"))
    assert len(log.lines) == 3


def test_during_failures_the_service_is_not_tested(log: Log) -> None:
    fail(redis.ConnectionError("gone"))
    log.now += QUIET_SECONDS - 1
    fail(redis.ConnectionError("gone"))
    log.now += QUIET_SECONDS - 1
    log.filter.look()
    assert len(log.lines) == 1
    log.now += 1
    log.filter.look()
    assert len(log.lines) == 2


def test_causes_are_distinguished(log: Log) -> None:
    fail(redis.ConnectionError("gone"))
    fail(OSError(errno.ENOSPC, "No space left on device"), "other")
    assert [cause in line for cause, line in zip([REDIS, DISK], log.lines, strict=True)] == [True, True]


def test_another_traceback_is_printed_once_a_minute(log: Log) -> None:
    for _ in range(3):
        fail(ValueError("seven"), "other")
    assert "Traceback" in log.lines[0]
    line = "ERROR other: Error reading from queue: ValueError: seven (the traceback was printed less than a minute ago)"
    assert log.lines[1:] == [line, line]
    log.now += REPEAT_SECONDS
    fail(ValueError("seven"), "other")
    assert "Traceback" in log.lines[3]


def test_a_record_without_an_error_passes_as_it_is(log: Log) -> None:
    fail(redis.ConnectionError("gone"))
    logging.getLogger("other").warning("hello %s", "you")
    assert log.lines[1:] == ["WARNING other: hello you"]


def sqlite_error(act: Callable[[sqlite3.Connection], object], path: str = ":memory:") -> Exception:
    with closing(sqlite3.connect(path, timeout=0)) as database:
        try:
            act(database)
        except sqlite3.Error as error:
            return error
    raise AssertionError("It did not fail.")


def overfill(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA max_page_count = 2")
    database.execute("CREATE TABLE a AS SELECT randomblob(100000) AS b")


def insert_into_an_older_table(database: sqlite3.Connection) -> None:
    database.execute("CREATE TABLE a (b)")
    database.execute("INSERT INTO a (new) VALUES (1)")


def test_sqlite_errors_have_a_cause(tmp_path: Path) -> None:
    file = str(tmp_path / "file")
    assert find_cause(sqlite_error(overfill)) == DISK
    assert find_cause(sqlite_error(lambda database: database.execute("SELECT * FROM absent"))) == MIGRATION
    assert find_cause(sqlite_error(insert_into_an_older_table)) == MIGRATION
    assert find_cause(sqlite_error(lambda database: database.execute("SELECT gibberish('"))) == ""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert find_cause(sqlite_error(lambda database: database.execute("CREATE TABLE a (b)"), file)) == DATABASE


def test_an_error_is_classified_by_its_chain() -> None:
    error = OperationalError("consuming input failed")
    error.__cause__ = psycopg.OperationalError("server closed the connection")
    assert find_cause(error) == DATABASE
    assert find_cause(psycopg.errors.DiskFull("no room")) == DISK
    assert find_cause(psycopg.errors.UndefinedColumn("no such thing")) == MIGRATION
    assert find_cause(psycopg.errors.UniqueViolation("twice")) == ""
    assert find_cause(None) == ""
    assert find_cause(ValueError("anything")) == ""
