"""Starts the one command, and gives what it runs in a home and a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import bound

ROOT = Path(__file__).resolve().parents[1]
# Far more than any of it takes, on a machine that is busy with other things.
TIMEOUT_SECONDS = 90


def environment(home: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PLAYGROUND_", "DJANGO_"))}
    return own | {"PLAYGROUND_HOME": str(home), "PLAYGROUND_ENGINE": "blank", "WEB_PROCESSES": "1"}


def launch(home: Path, *arguments: str, **variables: str) -> str:
    """Run the command, which must give up, and return its one line."""
    command = [sys.executable, "-m", "playground", *arguments]
    surroundings = environment(home) | variables
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
    )
    assert done.returncode == 1, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert done.stdout == ""
    return lines[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Start it, wait until it prints its address, and end it whatever happens."""
    command = [sys.executable, "-m", "playground", "--port", str(port)]
    with subprocess.Popen(
        bound(command), cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        guard = threading.Timer(TIMEOUT_SECONDS, process.kill)
        guard.start()
        try:
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                lines.append(line)
                if f"http://127.0.0.1:{port}/" in line:
                    break
            else:
                pytest.fail(f"It did not start: {''.join(lines)}")
            yield process
        finally:
            guard.cancel()
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
