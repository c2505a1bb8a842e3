"""A playground of real processes that tests kill: web, worker and servers, and what the database says of their work."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.launching import ROOT, TIMEOUT_SECONDS, environment
from tests.processes import bound

ORDER: dict[str, Any] = {"prompt": "a lighthouse in fog", "model": "flux-2-flex", "fluxParams": {"aspect_ratio": "1:1"}}
FEATURE = {
    "type": "IMAGE_GENERATOR",
    "model": "black-forest-labs/flux-2-flex",
    "promptObject": {"prompt": "a lighthouse in fog"},
}
ROWS = (
    "SELECT g.wire_id, g.status, g.attempts, g.error, (SELECT count(*) FROM generations_picture p"
    " WHERE p.generation_id = g.id) FROM generations_generation g"
)
# Long enough for an order to be followed by its picture, and short for a test.
SECONDS = "0.3"
STORES = ("DATABASE_URL", "REDIS_URL", "S3_BUCKET", "S3_ENDPOINT_URL")

type Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Row:
    """What the database says of a generation."""

    status: str
    attempts: int
    error: str
    pictures: int


@dataclass
class System:
    """The processes over one home; `key` opens the API, `servers` are where PostgreSQL and Redis keep theirs.

    `stack` ends what tests start for the others too.
    """

    home: Path
    variables: Mapping[str, str]
    servers: Mapping[str, Path]
    port: int
    stack: ExitStack
    key: str = ""
    web: list[Process] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process: the stores of these tests and no others."""
        given = {name: value for name, value in environment(self.home).items() if name not in STORES}
        own = {
            "PLAYGROUND_BLANK_SECONDS": SECONDS,
            "PLAYGROUND_ALLOWED_HOSTS": "127.0.0.1",
            "PLAYGROUND_ALLOW_PRIVATE_URLS": "true",
            "PLAYGROUND_API_REQUESTS_A_MINUTE": "100000",
        }
        return given | own | dict(self.variables)

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, or tell it; what it is told is committed."""
        if url := self.variables.get("DATABASE_URL"):
            with psycopg.connect(url, autocommit=True) as server:
                cursor = server.execute(sql)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.home / "playground.sqlite3", isolation_level=None, timeout=30)) as file:
            return file.execute(sql).fetchall()

    def rows(self, ids: Iterable[str]) -> dict[str, Row]:
        """Return what became of the orders that are in the database."""
        plain = {id_.replace("-", ""): id_ for id_ in ids}
        found = ((str(id_).replace("-", ""), facts) for id_, *facts in self.query(ROWS))
        return {plain[id_]: Row(*facts) for id_, facts in found if id_ in plain}

    def until_ended(self, ids: Sequence[str]) -> dict[str, Row]:
        """Wait until each of the orders has ended, and return the rows."""

        def have_ended() -> bool:
            rows = self.rows(ids)
            return len(rows) == len(set(ids)) and not {row.status for row in rows.values()} & {"queued", "running"}

        until(have_ended, lambda: f"the orders to end: {dump(self.rows(ids))}\n{self.read_log()}")
        rows = self.rows(ids)
        for row in rows.values():
            assert row.pictures == (row.status == "done"), dump(rows)
            assert row.status == "done" or row.error.endswith("."), dump(rows)
        return rows

    def forget_pictures(self, ids: Iterable[str]) -> None:
        """Take the pictures of these orders out of the database, as their files went with the disk of a test."""
        spelt = ids if "DATABASE_URL" in self.variables else (id_.replace("-", "") for id_ in ids)
        those = ", ".join(f"'{id_}'" for id_ in spelt)
        orders = f"SELECT id FROM generations_generation WHERE wire_id IN ({those})"
        self.query(f"DELETE FROM generations_picture WHERE generation_id IN ({orders})")

    def client(self, **options: Any) -> httpx.Client:
        headers = {"X-API-Key": self.key}
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=headers, **({"timeout": 30, "verify": False} | options)
        )

    def order(self, number: int, **more: Any) -> list[str]:
        """Order this many pictures, and return the ids of their jobs."""
        with self.client() as client:
            answers = [client.post("/v2/images/generate", json=ORDER | more) for _ in range(number)]
        assert {answer.status_code for answer in answers} == {202}, [answer.text for answer in answers]
        return [answer.json()["jobId"] for answer in answers]

    def ask(self) -> httpx.Response:
        """Ask for a picture and wait for the answer."""
        with self.client(timeout=60) as client:
            return client.post("/api/features", json=FEATURE)

    @contextmanager
    def worker(self, *before: str, **variables: str) -> Iterator[Process]:
        """Run a worker until the block ends, then stop it as a platform does; `before` is put before its command."""
        command = [*before, sys.executable, str(ROOT / "manage.py"), "run_worker"]
        with spawned(command, self.environment | variables, self.worker_log) as process:
            yield process

    @property
    def worker_log(self) -> Path:
        """The log of all workers, also of those of earlier tests."""
        return self.home / "worker.log"

    def read_log(self) -> str:
        """Return the last that workers said."""
        return self.worker_log.read_text()[-4000:]

    def start_web(self) -> None:
        """Run two web processes, which are started again when they fall."""
        command = [sys.executable, "manage.py", "run_web"]
        own = {"WEB_PROCESSES": "2", "HOST": "127.0.0.1", "PORT": str(self.port)}
        with (self.home / "web.log").open("ab") as log:
            self.web = [subprocess.Popen(bound(command), cwd=ROOT, env=self.environment | own, stdout=log, stderr=log)]
        until(self.answers, lambda: "the web process: " + (self.home / "web.log").read_text()[-2000:])

    def answers(self) -> bool:
        """Whether the web process answers at all."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5, verify=False).status_code == 200
        except httpx.TransportError:
            return False

    def assert_files_match(self) -> None:
        """Check that files and rows belong together, once what the dead left half done is an hour old and mended."""
        output = self.manage("find_orphans")
        assert "row without its file: 0" in output, output
        long_ago = time.time() - 2 * 3600
        for path in (self.home / "files").rglob("*"):
            os.utime(path, (long_ago, long_ago))
        output = self.manage("find_orphans", "--mend")
        kept = {path.name for path in (self.home / "files").rglob("images/*") if path.name.count(".") == 1}
        assert kept == {Path(key).name for (key,) in self.query("SELECT key FROM generations_picture")}, output


def pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def until(condition: Callable[[], bool], what: Callable[[], str], seconds: float = TIMEOUT_SECONDS) -> None:
    """Look until something holds; fail when it takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"It took too long: {what()}")
        pause(0.05)


@contextmanager
def spawned(command: Sequence[str], surroundings: Mapping[str, str], log: Path) -> Iterator[Process]:
    with log.open("ab") as file:
        process = subprocess.Popen(bound(command), cwd=ROOT, env=surroundings, stdout=file, stderr=file)
        try:
            yield process
        finally:
            stop(process)


def stop(process: Process) -> None:
    """Stop it as a platform does."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        kill(process)


def kill(process: Process) -> None:
    """Kill it as the system does when memory runs out, and wait until it is gone."""
    process.kill()
    process.wait(TIMEOUT_SECONDS)


def children(process: Process) -> list[int]:
    """Return the processes that it has started."""
    output = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(word) for word in output.split()]


def read_key(system: System) -> str:
    return system.manage("create_api_key", "alice@example.com").split()[-1]


def dump(rows: Mapping[str, Row]) -> str:
    return json.dumps({id_: [row.status, row.attempts, row.error] for id_, row in rows.items()}, indent=1)
