"""`uv run playground`: prepares everything, then runs the Procfile's processes until Ctrl-C.

Django is not imported here, so that the process that only watches the others stays small.
"""

import argparse
import errno
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from playground.launcher.home_lock import HomeLock, HomeTaken, lock_home
from playground.launcher.listening import try_to_listen
from playground.launcher.supervisor import CLEAN_EXIT_CODES, FORCED_EXIT_CODE, Supervisor, Timeouts, parse_procfile

ROOT = Path(__file__).resolve().parent.parent
# How long the web process may take until it answers, in seconds.
PATIENCE = 60
# Beyond the time in which a worker waits for what is paid for already: until it has stored that and ended, in seconds.
STOPPING = 15
# How long the processes of a launcher that was killed may hold its port, in seconds.
LEAVING = 15


class Trouble(Exception):
    """Something that keeps the playground from starting, said in one line."""


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the host and the port to listen on."""
    parser = argparse.ArgumentParser(prog="playground", description="Run the playground in this terminal.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    return parser.parse_args(arguments)


def take_home() -> HomeLock:
    """Lock the home folder, or raise `Trouble` with the playground that runs there."""
    home = Path(_read_variable("PLAYGROUND_HOME") or ROOT / "var").resolve()
    try:
        return lock_home(home)
    except HomeTaken as error:
        raise Trouble(
            f"The playground of {home} runs already: {error.record or 'it is about to start'}. Stop it first, or give"
            " this one another folder by PLAYGROUND_HOME."
        ) from error
    except OSError as error:
        raise Trouble(f"PLAYGROUND_HOME is {home}, which cannot be written to: {error.strerror}.") from error


def _read_variable(name: str) -> str:
    """Return a variable, or the content of the file that `<name>_FILE` names, as the settings read it."""
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise Trouble(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from error
    return os.environ.get(name, "").strip()


def check_port(host: str, port: int, until: float = 0.0) -> None:
    """Raise `Trouble` if nothing can listen there; one that is taken is looked at again until that monotonic time."""
    if not 1 <= port <= 65535:
        raise Trouble(f"The port must be from 1 to 65535, not {port}.")
    while error := try_to_listen(host, port):
        if error.errno != errno.EADDRINUSE or time.monotonic() > until:
            raise Trouble(f"{error} Choose another with --port or --host.")
        time.sleep(0.1)


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
    environment["LAUNCHER_PID"] = str(os.getpid())
    environment.setdefault("PLAYGROUND_ALLOWED_HOSTS", allowed_hosts(host))
    # The processes write into a pipe, behind which somebody may read.
    environment.setdefault("PLAYGROUND_LOG_FORMAT", "text" if sys.stdout.isatty() else "json")
    # Pictures are large and short-lived: with these the C library gives their memory back at once.
    environment.setdefault("MALLOC_ARENA_MAX", "2")
    environment.setdefault("MALLOC_MMAP_THRESHOLD_", "131072")
    environment.setdefault("MALLOC_TRIM_THRESHOLD_", "131072")
    # The default of Linux. If it is set, Python does not load the long list of its build settings to find it.
    environment.setdefault(
        "PYTHONTZPATH", "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"
    )
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
        self.word = os.urandom(16).hex()
        self.over = False

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"

    def announce(self, is_going_well: Callable[[], bool]) -> None:
        """Print the address as soon as the web process answers there, if all goes well until then."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and is_going_well():
            if self._answers():
                self.over = True
                print(f"\n  The playground is open at {self.address} (Ctrl-C stops it)\n", flush=True)  # noqa: T201
                return
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as asked:
                asked.sendall(f"GET /{self.word} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                return asked.recv(16).startswith(b"HTTP/1.1 204")
        except OSError:
            return False


def run(host: str, port: int) -> int:
    """Run the Procfile's processes and return the exit code: 0 after Ctrl-C."""
    lock = take_home()
    opening = Opening(host, port)
    environment = make_environment(host, port) | {"LAUNCH_WORD": opening.word}
    try:
        lock.write(f"process {os.getpid()} serves it at {opening.address}")
        check_port(host, port, time.monotonic() + LEAVING if lock.left_over else 0.0)
        prepare(environment)
        return supervise(parse_procfile((ROOT / "Procfile").read_text()), environment, opening)
    finally:
        lock.release()


def supervise(commands: dict[str, str], environment: dict[str, str], opening: Opening) -> int:
    """Run the commands, announce the address once it is open, and return the exit code."""
    patience = Timeouts(stop=float(_read_variable("PLAYGROUND_STOP_SECONDS") or 20) + STOPPING)
    supervisor = Supervisor(commands, patience, environment)
    threading.Thread(target=opening.announce, args=(lambda: not supervisor.ended,), daemon=True).start()
    code = supervisor.run()
    fallen = {name: code for name, code in supervisor.ended.items() if code not in CLEAN_EXIT_CODES}
    if fallen and not opening.over and not supervisor.was_signalled:
        name, code = next(iter(fallen.items()))
        raise Trouble(f"The {name} process ended with code {code} before anybody could come in; it says above why.")
    return code


def main() -> None:
    """Start the playground; what is in the way is one line."""
    arguments = read_arguments(sys.argv[1:])
    os.chdir(ROOT)
    # What is kept is for its owner alone, whatever the shell's mask.
    os.umask(0o077)
    try:
        code = run(arguments.host, arguments.port)
    except Trouble as trouble:
        sys.exit(f"playground: {trouble}")
    except KeyboardInterrupt:
        code = FORCED_EXIT_CODE
    sys.exit(code)


if __name__ == "__main__":
    main()
