"""One web process as the Procfile starts it, for tests that measure or crowd it."""

import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from playground.__main__ import make_environment
from tests.crashes.system import children, spawned, until
from tests.launching import ROOT, environment, free_port


@dataclass(frozen=True)
class Web:
    """Where the process answers, an API key for it, and its id."""

    port: int
    key: str
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def become_guest(self, client: httpx.Client) -> str:
        """Make the client a guest with a session, and return an API key of theirs."""
        client.get("/")
        token = client.cookies.get("csrftoken") or secrets.token_hex(16)
        client.cookies.set("csrftoken", token)
        client.headers["X-CSRFToken"] = token
        page = client.post("/account/keys/", data={"name": "load"}).text
        return re.findall(r"pg_\w{9,}", page)[0]

    def client(self, address: str = "127.0.0.1", **more: object) -> httpx.Client:
        """Return a client that comes from that address of this machine."""
        transport = httpx.HTTPTransport(local_address=address)
        return httpx.Client(base_url=self.url, transport=transport, timeout=60, **more)  # type: ignore[arg-type]  # the options are those of httpx, by name

    def measure_memory(self) -> int:
        """Return how much memory is the process's own or its share, in bytes."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


@contextmanager
def serve(home: Path, **variables: str) -> Iterator[Web]:
    """Run the web process over an empty home until the block ends."""
    port = free_port()
    surroundings = make_environment("127.0.0.1", port) | environment(home)
    surroundings |= dict.fromkeys(("DATABASE_URL", "REDIS_URL", "S3_BUCKET"), "") | variables
    for command in (["prepare_home"], ["create_api_key", "alice@example.com"]):
        line = [sys.executable, "manage.py", *command]
        output = subprocess.run(line, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True).stdout
    procfile = (ROOT / "Procfile").read_text().splitlines()
    web = next(line.removeprefix("web: ") for line in procfile if line.startswith("web: "))
    log = home / "web.log"
    with spawned(["/bin/sh", "-c", web], surroundings, log) as process:
        until(lambda: answers(port), lambda: f"the web process: {log.read_text()[-2000:]}")
        yield Web(port, output.split()[-1], children(process)[-1])


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5, verify=False).status_code == 200
    except httpx.TransportError:
        return False
