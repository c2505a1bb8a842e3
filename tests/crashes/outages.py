"""Servers that are away for a while: killed and started again, or, for SQLite, a file that somebody else holds."""

import os
import shlex
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.crashes.system import System, pause, until
from tests.servers import serve

# Longer than a server may take that is started again.
GONE = 12
# Longer than this product waits for a lock of SQLite, which is the counterpart.
HELD = 23


@contextmanager
def without_database(system: System) -> Iterator[float]:
    """Take the database away, and bring it back at the end of the block; give how long it shall be away, in seconds."""
    if url := system.variables.get("DATABASE_URL"):
        with without_postgres(system.servers["postgres"], url, system.stack):
            yield GONE
        return
    with closing(sqlite3.connect(system.home / "playground.sqlite3", isolation_level=None, timeout=30)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield HELD
        holder.execute("ROLLBACK")


@contextmanager
def without_postgres(home: Path, url: str, stack: ExitStack) -> Iterator[None]:
    """Stop PostgreSQL at once, without a word to its clients, and start it as it was."""
    port = urlsplit(url).port or 0
    command = shlex.split((home / "data" / "postmaster.opts").read_text())
    pid = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    until(lambda: not listens(port), lambda: "the end of PostgreSQL")
    yield
    user = "postgres" if os.geteuid() == 0 else None
    stack.enter_context(serve(command, port, home, user))
    until(lambda: takes_commands(url), lambda: "PostgreSQL to take commands")


def takes_commands(url: str) -> bool:
    """Whether the server has got over its end; it listens before."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def without_redis(system: System) -> Iterator[None]:
    """Kill Redis with all that it knows, and start an empty one in its place."""
    port = urlsplit(system.variables["REDIS_URL"]).port or 0
    os.kill(find_listener(port), signal.SIGKILL)
    until(lambda: not listens(port), lambda: "the end of Redis")
    yield
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    system.stack.enter_context(serve(command, port, system.servers["redis"]))


def find_listener(port: int) -> int:
    """Return the Redis of that port, which its command names."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if words.startswith(b"redis-server") and f":{port}".encode() in words:
            return int(folder.name)
    raise AssertionError("This Redis does not exist.")


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    pause(0.05)
    return True
