"""`uv run playground`: prepares everything, then runs the Procfile's processes until Ctrl-C.

Django is not imported here, so that the process that only watches the others stays small.
"""

import argparse
import multiprocessing
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from honcho import manager as honcho_manager
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.process import Process

ROOT = Path(__file__).resolve().parent.parent
STOPPED_ON_PURPOSE = {0, -2, -15, 130, 143}
# How long the web process may take until it answers, in seconds.
PATIENCE = 60
# Beyond the time in which a worker waits for what is paid for already: until it has stored that and ended, in seconds.
STOPPING = 15
# What ends by itself sooner than this, and never ran for longer, cannot start at all, in seconds.
SETTLED = 10


class Trouble(Exception):
    """Something that keeps the playground from starting, said in one line."""


class LastingProcess(Process):
    """A process that is started again when it crashes or is killed, and not when it is stopped on purpose.

    `stopping` is set once all are to end; `settled_after` is the least that one runs which can run at all, in seconds.
    """

    stopping: Any
    settled_after: float = SETTLED
    _is_settled = False

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:  # noqa: ANN401
        """Run until the process ends without having been killed."""
        crashed = True
        while crashed:
            self._crashed = False
            self._begun = time.monotonic()
            super().run(events, ignore_signals)
            crashed = self._crashed
            if crashed:
                time.sleep(1)

    def _send_message(self, data: Any, type: str = "line") -> None:  # noqa: ANN401
        if type == "stop":
            self._is_settled = self._is_settled or time.monotonic() - self._begun >= self.settled_after
            self._crashed = self._is_crash(data["returncode"])
            if self._crashed:
                super()._send_message(f"ended (rc={data['returncode']}), starting again\n".encode())
                return
        super()._send_message(data, type)

    def _is_crash(self, code: int) -> bool:
        """Whether it was killed, or gave up after it had run well, as the web server does when its own are killed."""
        if code in STOPPED_ON_PURPOSE or self.stopping.is_set():
            return False
        return code < 0 or code > 128 or self._is_settled


class LastingManager(Manager):
    """Tells the processes when they are to end, so that none is started again then."""

    def __init__(self) -> None:
        super().__init__()
        self.stopping = multiprocessing.Event()

    def terminate(self) -> None:
        """End all of them."""
        self.stopping.set()
        super().terminate()


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the host and the port to listen on."""
    parser = argparse.ArgumentParser(prog="playground", description="Run the playground in this terminal.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    return parser.parse_args(arguments)


def check_port(host: str, port: int) -> None:
    """Raise `Trouble` if nothing can listen there."""
    if not 1 <= port <= 65535:
        raise Trouble(f"The port must be from 1 to 65535, not {port}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise Trouble(f"Cannot listen on {host}:{port}: {reason}. Choose another with --port or --host.") from error


def allowed_hosts(host: str) -> str:
    """Return the names under which the server answers when the environment does not say."""
    names = ["localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host]
    if host in ("0.0.0.0", "::"):  # noqa: S104
        names[-1:] = [socket.gethostname(), *_own_addresses()]
    return ",".join(dict.fromkeys(names))


def _own_addresses() -> list[str]:
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []


def make_environment(host: str, port: int) -> dict[str, str]:
    """Return the environment of the processes: this one, with where to listen and where their commands are."""
    environment = dict(os.environ)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    environment["HOST"], environment["PORT"] = host, str(port)
    environment["PYTHONUNBUFFERED"] = "1"
    environment.setdefault("PLAYGROUND_ALLOWED_HOSTS", allowed_hosts(host))
    # Pictures are large and short-lived: with these the C library gives their memory back at once.
    environment.setdefault("MALLOC_ARENA_MAX", "2")
    environment.setdefault("MALLOC_MMAP_THRESHOLD_", "131072")
    environment.setdefault("MALLOC_TRIM_THRESHOLD_", "131072")
    return environment


def prepare(environment: dict[str, str]) -> None:
    """Make folders, secret, database and static files, or raise `Trouble` with what is in the way."""
    command = [sys.executable, str(ROOT / "manage.py"), "prepare_home"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        last = lines[-1] if lines else "The playground could not be prepared."
        raise Trouble(last.removeprefix("CommandError: ").removeprefix("django.core.exceptions.ImproperlyConfigured: "))


class Opening:
    """The time until the web process answers, which is told from any other server by a word that only it was given."""

    def __init__(self, host: str, port: int) -> None:
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        self.port = port
        self.word = secrets.token_hex(16)
        self.over = False

    def announce(self, is_going_well: Callable[[], bool]) -> None:
        """Print the address as soon as the web process answers there, if all goes well until then."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and is_going_well():
            if self._answers():
                self.over = True
                shown = f"[{self.host}]" if ":" in self.host else self.host
                print(f"\n  The playground is open at http://{shown}:{self.port}/ (Ctrl-C stops it)\n", flush=True)  # noqa: T201
                return
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as asked:
                asked.sendall(f"GET /{self.word} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                return asked.recv(16).startswith(b"HTTP/1.1 204")
        except OSError:
            return False


def ended(manager: Manager) -> dict[str, int]:
    """Return the exit codes of the processes that have ended for good, by name."""
    return {name: known["returncode"] for name, known in manager._processes.items() if "returncode" in known}


def run(host: str, port: int) -> int:
    """Run the Procfile's processes and return the exit code: 0 after Ctrl-C."""
    environment = make_environment(host, port)
    opening = Opening(host, port)
    environment["LAUNCH_WORD"] = opening.word
    prepare(environment)
    honcho_manager.KILL_WAIT = int(float(environment.get("PLAYGROUND_STOP_SECONDS") or 20)) + STOPPING
    manager = LastingManager()
    manager._process_ctor = LastingProcess
    for name, command in parse_procfile((ROOT / "Procfile").read_text()).processes.items():
        manager.add_process(name, command, env=environment, cwd=str(ROOT)).stopping = manager.stopping
    threading.Thread(target=opening.announce, args=(lambda: not ended(manager),), daemon=True).start()
    manager.loop()
    fallen = {name: code for name, code in ended(manager).items() if code not in STOPPED_ON_PURPOSE}
    if fallen and not opening.over:
        name, code = next(iter(fallen.items()))
        raise Trouble(f"The {name} process ended with code {code} before anybody could come in; it says above why.")
    return 0 if manager.returncode in STOPPED_ON_PURPOSE else int(manager.returncode or 1)


def main() -> None:
    """Start the playground; what is in the way is one line."""
    arguments = read_arguments(sys.argv[1:])
    try:
        check_port(arguments.host, arguments.port)
        sys.exit(run(arguments.host, arguments.port))
    except Trouble as trouble:
        sys.exit(f"playground: {trouble}")


if __name__ == "__main__":
    main()
