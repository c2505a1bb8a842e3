"""Starts a playground of its own in a folder of its own, and stops it; signs people up; fills their histories."""

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
# How long a server may take until it answers, in seconds.
PATIENCE = 60
# Requests before anything is measured, so that every process has loaded what it needs.
WARMING = 12


class NotStarted(RuntimeError):
    """The server ended or stayed silent; the message is what it printed last."""


@dataclass(frozen=True, slots=True)
class Playground:
    """A running playground: its address, its folder, its process id and the environment it runs in."""

    address: str
    home: Path
    process_id: int
    environment: Mapping[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command in the server's environment and return what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def fill_history(self, email: str, number: int) -> None:
        """Give a person that many finished generations."""
        self.manage("fill_history", str(number), "--email", email)

    def sign_up(self) -> "Person":
        """Make an account over HTTP, as a person does."""
        email = f"person-{secrets.token_hex(4)}@example.com"
        with httpx.Client(base_url=self.address, follow_redirects=True, timeout=30) as client:
            word = secrets.token_urlsafe(12)
            form = {"email": email, "password1": word, "csrfmiddlewaretoken": read_token(client, "/account/signup/")}
            client.post("/account/signup/", data=form).raise_for_status()
            if "sessionid" not in client.cookies:
                raise RuntimeError("Signing up did not open a session.")
            # The history gets its owner with the first write, and a draft is one.
            path = own_address(client.get("/"))
            draft = {"csrfmiddlewaretoken": read_token(client, path), "prompt": "a quiet lake"}
            client.post(f"{path}draft/", data=draft).raise_for_status()
            return Person(email, dict(client.cookies))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, and the cookies of their session."""

    email: str
    cookies: Mapping[str, str]

    @property
    def cookie_header(self) -> str:
        """The cookies as one header's value."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def own_address(page: httpx.Response) -> str:
    """Return the path that a page calls its own; the root shows the page of a model."""
    found = re.search(r'<link rel="canonical" href="([^"]+)"', page.raise_for_status().text)
    if found is None:
        raise RuntimeError("The page at the root names no address of its own.")
    return found[1]


def read_token(client: httpx.Client, path: str) -> str:
    """Return the token against forged requests from a page's form."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).text)
    if found is None:
        raise RuntimeError(f"There is no form at {path}.")
    return found[1]


def free_port() -> int:
    """Return a port on which nothing listens now."""
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
    """Run a server until the block ends; enter the block once it printed the announcement."""
    # An end that is asked for politely must not leave the server running.
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
            process.wait(PATIENCE)


def _wait_for(announcement: str, log: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if announcement in log.read_text():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise NotStarted(log.read_text()[-2000:])


def warm_up(address: str) -> None:
    """Ask for the first page a few times, over new connections, so that each process answers some."""
    deadline = time.monotonic() + PATIENCE
    done = 0
    while done < WARMING:
        try:
            httpx.get(address, follow_redirects=True, timeout=PATIENCE).raise_for_status()
            done += 1
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
