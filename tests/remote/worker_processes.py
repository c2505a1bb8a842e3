"""A real worker process over the database of the tests, and stand-ins of APIs that can be held at each step."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from playground.generations.models import Generation
from playground.standins.apiframe import ApiframeStandin
from playground.standins.onemin import OneMinStandin
from playground.standins.server import KEY, Exchange, Reply, Standin, Step
from tests.processes import bound

ROOT = Path(__file__).resolve().parents[2]
# Far more than any of it takes, in seconds.
TIMEOUT_SECONDS = 60.0


class Held(Standin):
    """Holds one step back: before it is answered, or before its request is even counted (`unheard`)."""

    held: Step | None = None
    is_unheard = False

    def hold(self, step: Step | None, *, unheard: bool = False) -> None:
        self.held, self.is_unheard = step, unheard
        self.reached, self.let_go = threading.Event(), threading.Event()

    def handle_exchange(self, exchange: Exchange) -> int:
        if self.step(exchange.request) != self.held:
            return super().handle_exchange(exchange)
        if self.is_unheard:
            return self._wait(exchange)
        reply: Reply = exchange.reply()
        return self._wait(exchange) or exchange.send(reply)

    def _wait(self, exchange: Exchange) -> int:
        self.reached.set()
        self.let_go.wait(TIMEOUT_SECONDS)
        return exchange.hang_up() if self.is_unheard else 0


class HeldOneMin(Held, OneMinStandin):
    """1min.ai."""


class HeldApiframe(Held, ApiframeStandin):
    """apiframe."""


def surroundings(home: Path, standin: Standin, **variables: str) -> dict[str, str]:
    """Return the environment of a worker that asks the stand-in with a key of this server's."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PLAYGROUND_", "DJANGO_"))}
    api = standin.name.upper()
    given = {"PLAYGROUND_HOME": str(home), f"{api}_API_KEY": KEY, f"{api}_BASE_URL": standin.address}
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        (home / "playground.sqlite3").symlink_to(name) if not (home / "playground.sqlite3").exists() else None
    else:
        given["DATABASE_URL"] = urlsplit(own["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return own | given | variables


@contextmanager
def worker_process(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a worker until the block ends; what it said is in the failure if it still ran then."""
    command = [sys.executable, str(ROOT / "manage.py"), "run_worker"]
    process = subprocess.Popen(
        bound(command), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=TIMEOUT_SECONDS)
        assert "Traceback" not in said, said


def kill(process: "subprocess.Popen[str]") -> None:
    """Kill it as the system does when memory runs out, and wait until it is gone."""
    process.kill()
    process.wait(TIMEOUT_SECONDS)


def until(condition: Callable[[], bool], what: str) -> None:
    """Look until something holds; fail when it takes too long."""
    gong = threading.Event()
    for _ in range(int(TIMEOUT_SECONDS / 0.02)):
        if condition():
            return
        gong.wait(0.02)
    pytest.fail(f"It took too long: {what}; {list(Generation.objects.values('status', 'stage', 'error'))}")
