"""`uv run playground` prepares everything and runs the processes of the Procfile until Ctrl-C.

This module does not import Django, so that the process stays small: it only watches the others.
"""

import argparse
import errno
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from playground.configuration.quotes import unquote
from playground.launcher.home_lock import HomeLock, HomeTaken, lock_home
from playground.launcher.listening import try_to_listen
from playground.launcher.programs import Preparation
from playground.launcher.supervisor import CLEAN_EXIT_CODES, FORCED_EXIT_CODE, Supervisor, Timeouts, parse_procfile

ROOT = Path(__file__).resolve().parent.parent
# Creates folders, secrets, database and static files. Meanwhile the web process loads its code, which takes as long.
PREPARE = "exec python manage.py prepare_home"
LOADED_MEANWHILE = ("web",)
# How many seconds the web process may take until it responds.
START_SECONDS = 60
# A worker waits for results that are already paid for. This is the additional time to store them and exit.
EXTRA_STOP_SECONDS = 15
# How many seconds the processes of a killed launcher may still occupy its port.
PORT_RELEASE_SECONDS = 15


class StartError(Exception):
    """The playground cannot start. The message is one line."""


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="playground", description="Run the playground in this terminal.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    return parser.parse_args(arguments)


def take_home() -> HomeLock:
    """Lock the home folder, or raise `StartError`."""
    home = Path(_read_variable("PLAYGROUND_HOME") or ROOT / "var").resolve()
    try:
        return lock_home(home)
    except HomeTaken as error:
        raise StartError(
            f"A playground is already running in {home}: {error.record or 'it is about to start'}. Stop it first, or"
            " choose another folder with PLAYGROUND_HOME."
        ) from error
    except OSError as error:
        raise StartError(f"PLAYGROUND_HOME is {home}, which cannot be written to: {error.strerror}.") from error


def _read_variable(name: str) -> str:
    """Return a variable or the content of the file named by `<name>_FILE`, like the settings."""
    if file := unquote(os.environ.get(f"{name}_FILE", "")):
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise StartError(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from error
    return unquote(os.environ.get(name, "").strip())


def check_port(host: str, port: int, until: float = 0.0) -> None:
    """Raise `StartError` if it is not possible to listen there. Retry an occupied port until the monotonic time."""
    if not 1 <= port <= 65535:
        raise StartError(f"The port is {port}; it must be from 1 to 65535.")
    while error := try_to_listen(host, port):
        if error.errno != errno.EADDRINUSE or time.monotonic() > until:
            raise StartError(f"{error} Choose another with --port or --host.")
        time.sleep(0.1)


def allowed_hosts(host: str) -> str:
    """Return the default host names of the server."""
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
    """Return the environment of the processes: this one, with the address to listen on and the path of commands."""
    environment = dict(os.environ)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    environment["HOST"], environment["PORT"] = host, str(port)
    environment["PYTHONUNBUFFERED"] = "1"
    environment["LAUNCHER_PID"] = str(os.getpid())
    environment.setdefault("PLAYGROUND_ALLOWED_HOSTS", allowed_hosts(host))
    # The processes write to a pipe, so they cannot see whether the output goes to a terminal.
    environment.setdefault("PLAYGROUND_LOG_FORMAT", "text" if sys.stdout.isatty() else "json")
    # Pictures are large and short-lived. With these settings glibc returns their memory immediately.
    environment.setdefault("MALLOC_ARENA_MAX", "2")
    environment.setdefault("MALLOC_MMAP_THRESHOLD_", "131072")
    environment.setdefault("MALLOC_TRIM_THRESHOLD_", "131072")
    # The default of Linux. If it is set, Python does not load the long list of its build settings to find it.
    environment.setdefault(
        "PYTHONTZPATH", "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"
    )
    return environment


class StartWatcher:
    """Waits until the web process responds. A random token proves that it is not another server on the same port."""

    def __init__(self, host: str, port: int) -> None:
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        self.port = port
        self.token = os.urandom(16).hex()
        self.is_open = False

    @property
    def address(self) -> str:
        """The address for a browser on this machine."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"

    def announce(self, is_going_well: Callable[[], bool]) -> None:
        """Print the address as soon as the web process responds, unless something goes wrong before."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and is_going_well():
            if self._answers():
                self.is_open = True
                print(f"\n  The playground is open at {self.address} (Ctrl-C stops it)\n", flush=True)  # noqa: T201
                return
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as connection:
                connection.sendall(
                    f"GET /{self.token} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
                )
                return connection.recv(16).startswith(b"HTTP/1.1 204")
        except OSError:
            return False


def run(host: str, port: int) -> int:
    """Run the processes of the Procfile. Return the exit code: 0 after Ctrl-C."""
    lock = take_home()
    watcher = StartWatcher(host, port)
    environment = make_environment(host, port) | {"LAUNCH_TOKEN": watcher.token}
    try:
        lock.write(f"process {os.getpid()} serves it at {watcher.address}")
        check_port(host, port, time.monotonic() + PORT_RELEASE_SECONDS if lock.left_over else 0.0)
        return supervise(parse_procfile((ROOT / "Procfile").read_text()), environment, watcher, PREPARE)
    finally:
        lock.release()


def supervise(commands: dict[str, str], environment: dict[str, str], watcher: StartWatcher, prepare: str = ":") -> int:
    """Run the commands after the one that prepares the home, announce the address, and return the exit code."""
    timeouts = Timeouts(stop=float(_read_variable("PLAYGROUND_STOP_SECONDS") or 20) + EXTRA_STOP_SECONDS)

    def announce() -> None:
        threading.Thread(target=watcher.announce, args=(lambda: not supervisor.ended,), daemon=True).start()

    preparation = Preparation(prepare, LOADED_MEANWHILE, then=announce)
    supervisor = Supervisor(commands, timeouts, environment, preparation=preparation)
    code = supervisor.run()
    if supervisor.was_signalled:
        return code
    if preparation.failure:
        line = preparation.failure.removeprefix("CommandError: ")
        raise StartError(line.removeprefix("django.core.exceptions.ImproperlyConfigured: "))
    failed = {name: code for name, code in supervisor.ended.items() if code not in CLEAN_EXIT_CODES}
    if failed and not watcher.is_open:
        name, code = next(iter(failed.items()))
        raise StartError(f"The {name} process ended with code {code} during the start; see its output above.")
    return code


def main() -> None:
    arguments = read_arguments(sys.argv[1:])
    os.chdir(ROOT)
    # All files are private to the user, whatever the shell's umask.
    os.umask(0o077)
    try:
        code = run(arguments.host, arguments.port)
    except StartError as error:
        sys.exit(f"playground: {error}")
    except KeyboardInterrupt:
        code = FORCED_EXIT_CODE
    sys.exit(code)


if __name__ == "__main__":
    main()
