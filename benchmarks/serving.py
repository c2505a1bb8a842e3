"""Starts a playground in a temporary folder and stops it; signs people up and fills their histories."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
# Seconds that a server may take until it answers.
TIMEOUT_SECONDS = 60
# The number of requests before the measurement, so that every process has loaded its code.
WARMUP_REQUESTS = 12


class NotStarted(RuntimeError):
    """The server ended or did not start in time; the message is the end of its output."""


@dataclass(frozen=True, slots=True)
class Playground:
    """A running playground: its address, its folder, its process id and the environment it runs in."""

    address: str
    home: Path
    process_id: int
    environment: Mapping[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command in the server's environment and return its output."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def fill_history(self, email: str, number: int) -> None:
        self.manage("fill_history", str(number), "--email", email)

    def sign_up(self) -> "Person":
        """Create an account over HTTP."""
        email = f"person-{secrets.token_hex(4)}@example.com"
        with httpx.Client(base_url=self.address, follow_redirects=True, timeout=30) as client:
            word = secrets.token_urlsafe(12)
            form = {"email": email, "password1": word, "csrfmiddlewaretoken": read_token(client, "/account/signup/")}
            client.post("/account/signup/", data=form).raise_for_status()
            if "sessionid" not in client.cookies:
                raise RuntimeError("Signing up did not open a session.")
            # An owner is created with the first write, and `fill_history` needs one.
            path = canonical_path(client.get("/"))
            draft = {"csrfmiddlewaretoken": read_token(client, path), "prompt": "a quiet lake"}
            client.post(f"{path}draft/", data=draft).raise_for_status()
            return Person(email, dict(client.cookies))


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an account, and the cookies of their session."""

    email: str
    cookies: Mapping[str, str]

    @property
    def cookie_header(self) -> str:
        """The value of the `Cookie` header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def canonical_path(page: httpx.Response) -> str:
    """Return the canonical path of a page; the root shows the studio page of a model."""
    found = re.search(r'<link rel="canonical" href="([^"]+)"', page.raise_for_status().text)
    if found is None:
        raise RuntimeError("The page at the root has no canonical URL.")
    return found[1]


def read_token(client: httpx.Client, path: str) -> str:
    """Return the CSRF token of a form on a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).text)
    if found is None:
        raise RuntimeError(f"The page {path} has no form.")
    return found[1]


def free_port() -> int:
    """Return a port that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def playground(**settings: str) -> Iterator[Playground]:
    """Run a playground with these environment variables while the block runs, then stop it as Ctrl-C does."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="playground-") as folder:
        environment = dict(os.environ) | {"PLAYGROUND_HOME": folder, "PLAYGROUND_ENGINE": "blank"} | settings
        command = [sys.executable, "-m", "playground", "--port", str(port)]
        with serving(command, environment, "open at") as process_id:
            running = Playground(f"http://127.0.0.1:{port}", Path(folder), process_id, environment)
            warm_up(running.address)
            yield running


@contextmanager
def serving(command: list[str], environment: Mapping[str, str], announcement: str) -> Iterator[int]:
    """Run a server until the block ends; the block starts when the server has printed the announcement."""
    # SIGTERM must run the `finally` below, or the server would keep running.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with tempfile.NamedTemporaryFile("w+", prefix="playground-log-") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_for(announcement, Path(log.name), process)
            yield process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(TIMEOUT_SECONDS)


def _wait_for(announcement: str, log: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        if announcement in log.read_text():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise NotStarted(log.read_text()[-2000:])


def warm_up(address: str) -> None:
    """Request the first page several times over new connections, so that each process answers some."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    done = 0
    while done < WARMUP_REQUESTS:
        try:
            httpx.get(address, follow_redirects=True, timeout=TIMEOUT_SECONDS).raise_for_status()
            done += 1
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
