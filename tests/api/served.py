"""The running server, as a client on this machine meets it: real processes, a real socket, a home of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

from tests.processes import bound

ROOT = Path(__file__).resolve().parent.parent.parent
NO_PROXY = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


@dataclass(frozen=True)
class Served:
    """Where the server answers, and a key of one of its users."""

    address: str
    key: str

    def run(self, command: list[str], code: str, folder: Path) -> Any:
        """Run code as a person would and return the JSON that it prints."""
        file = folder / "example.mjs"
        file.write_text(code, encoding="utf-8")
        done = subprocess.run(
            [*command, str(file)],
            cwd=folder,
            env=os.environ | NO_PROXY,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@contextmanager
def serving(home: Path) -> Iterator[Served]:
    """Start the playground as a person does, and stop it with Ctrl-C."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PLAYGROUND_HOME": str(home), "PLAYGROUND_ENGINE": "blank"}
    command = [sys.executable, "-m", "playground", "--port", str(port)]
    process = subprocess.Popen(
        bound(command), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines = _listen(process)
    try:
        made = subprocess.run(
            [sys.executable, "manage.py", "create_api_key", "alice@example.com"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        yield Served(f"http://127.0.0.1:{port}", made.stdout.split()[-1])
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    assert "Traceback" not in "".join(lines), "".join(lines)


def _listen(process: "subprocess.Popen[str]") -> list[str]:
    """Read what the server says, in a thread after it has told its address."""
    output = process.stdout
    assert output is not None
    lines: list[str] = []
    for line in output:
        lines.append(line)
        if "http://" in line:
            break
    else:
        raise AssertionError("The playground did not start:\n" + "".join(lines))

    def read_on() -> None:
        with output:
            lines.extend(output)

    threading.Thread(target=read_on, daemon=True).start()
    return lines
