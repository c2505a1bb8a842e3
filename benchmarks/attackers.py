"""The attacks of one guest, run in a separate process and from a separate address.

All loops end at a deadline, and all requests go to addresses of this machine.
"""

import argparse
import contextlib
import json
import random
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlsplit

import httpx
from PIL import Image

from benchmarks.serving import canonical_path, read_token

# A separate loopback address, so that limits by address count the attacker and nobody else.
SOURCE = "127.0.0.2"
SPACES = 3_000
LETTERS = 20_000
PROMPTS = (
    f"[sketch:wait{' ' * SPACES}x",
    "[sketch:wait 15] " * 1_000,
    "[sketch:wait 15]",
    "bold    " * 2_000,
    "[" * LETTERS,
    " " * (LETTERS - 1) + "x",
)
WEBHOOKS = 32
SOCKETS = 64
STUDIO = "/onemin/flux-2-flex/generate/"


class SourceTransport(httpx.HTTPTransport):
    """Sends from a given address of this machine, with the host name of the site for TLS."""

    def __init__(self, source: str, host: str) -> None:
        super().__init__(local_address=source, verify=False)
        self._host = host

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = self._host
        return super().handle_request(request)


def client_from(source: str, address: str, host: str, timeout: float) -> httpx.Client:
    """Return a client that sends from `source` to the address, for the site named `host`."""
    origin = f"{urlsplit(address).scheme}://{host}"
    headers = {"Host": host, "Referer": f"{origin}/", "Origin": origin, "Accept": "text/html"}
    return httpx.Client(base_url=address, transport=SourceTransport(source, host), headers=headers, timeout=timeout)


@dataclass
class Attacker:
    """The attacking guest: its target, its API key, and the number of responses by attack and status."""

    address: str
    host: str
    receiver: str
    deadline: float
    key: str = ""
    answers: dict[str, dict[str, int]] = field(default_factory=dict)

    def client(self) -> httpx.Client:
        return client_from(SOURCE, self.address, self.host, 30)

    def visit(self) -> tuple[httpx.Client, str]:
        """Return a client that has visited the studio, and its CSRF token."""
        client = self.client()
        return client, read_token(client, canonical_path(client.get("/", follow_redirects=True)))

    def note(self, kind: str, answer: str) -> None:
        """Count a response."""
        counts = self.answers.setdefault(kind, {})
        counts[answer] = counts.get(answer, 0) + 1

    def repeat(self, kind: str, act: Callable[[], httpx.Response], pause: float = 0.0) -> None:
        """Repeat an action until the deadline."""
        while time.monotonic() < self.deadline:
            try:
                self.note(kind, str(act().status_code))
            except httpx.HTTPError as error:
                self.note(kind, type(error).__name__)
            # `read_token` raises this when the page was refused.
            except RuntimeError:
                self.note(kind, "refused")
            time.sleep(pause)


def draw_large() -> bytes:
    """Return a picture of 40 megapixels that has only 124 KB."""
    target = BytesIO()
    Image.new("RGB", (8000, 5000), (1, 2, 3)).save(target, "PNG")
    return target.getvalue()


def draw_noise(seed: int) -> bytes:
    """Return a unique picture of 3 MB."""
    target = BytesIO()
    noise = random.Random(seed).randbytes(3_000_000)
    Image.frombytes("RGB", (1000, 1000), noise).save(target, "PNG", compress_level=0)
    return target.getvalue()


def prepare_upload(client: httpx.Client, token: str, content: bytes) -> Callable[[], httpx.Response]:
    """Return a function that uploads a file. The body is encoded only once, so that the attacker uses little CPU."""
    form, files = {"csrfmiddlewaretoken": token}, {"asset": ("picture.png", content)}
    request = client.build_request("POST", "/assets/", data=form, files=files)
    body, headers = request.read(), {"Content-Type": request.headers["Content-Type"]}
    return lambda: client.post("/assets/", content=body, headers=headers)


def send_prompts(attacker: Attacker) -> None:
    """Generate sketches with prompts that are slow to parse, or that wait."""
    client, token = attacker.visit()

    def act() -> httpx.Response:
        form = {"csrfmiddlewaretoken": token, "prompt": random.choice(PROMPTS), "token": str(random.random())}
        return client.post(STUDIO, data=form)

    attacker.repeat("prompts", act, 0.1)


def upload_large(attacker: Attacker) -> None:
    """Upload pictures that are small files but costly to decode."""
    client, token = attacker.visit()
    send = prepare_upload(client, token, draw_large())
    attacker.repeat("large uploads", send)


def upload_many(attacker: Attacker) -> None:
    """Fill the disk with different pictures."""
    client, token = attacker.visit()
    uploads = [prepare_upload(client, token, draw_noise(number)) for number in range(8)]
    attacker.repeat("many uploads", lambda: random.choice(uploads)(), 0.2)


def create_guests(attacker: Attacker) -> None:
    """Create new guests by saving a draft in a new session each time."""

    def act() -> httpx.Response:
        client, token = attacker.visit()
        try:
            return client.post(f"{STUDIO}draft/", data={"csrfmiddlewaretoken": token, "prompt": "x" * 1000})
        finally:
            client.close()

    attacker.repeat("new guests", act, 0.1)


def guess_passwords(attacker: Attacker) -> None:
    """Try to sign in, which makes the server hash a password each time."""
    client, token = attacker.visit()

    def act() -> httpx.Response:
        form = {"csrfmiddlewaretoken": token, "login": f"{random.random()}@example.com", "password": "guess"}
        return client.post("/account/login/", data=form)

    attacker.repeat("sign-ins", act, 0.1)


def send_ignored_fields(attacker: Attacker) -> None:
    """Send API requests with a megabyte of unknown fields."""
    client = attacker.client()
    order = {"type": "IMAGE_GENERATOR", "model": "black-forest-labs/flux-2-flex", "async": True}
    body = json.dumps(order | {"promptObject": {"prompt": "x", "j": "<&>z" * 240_000}}).encode()
    headers = {"API-KEY": attacker.key, "Content-Type": "application/json"}

    def act() -> httpx.Response:
        return client.post("/api/features", content=body, headers=headers)

    attacker.repeat("ignored fields", act, 0.2)


def order_webhooks(attacker: Attacker) -> None:
    """Submit jobs whose webhooks go to a slow receiver."""
    client = attacker.client()

    def act() -> httpx.Response:
        order = {"model": "flux-2-dev", "prompt": "a slow receiver", "webhookUrl": attacker.receiver}
        return client.post("/v2/images/generate", json=order, headers={"X-API-Key": attacker.key})

    for _ in range(WEBHOOKS):
        with contextlib.suppress(httpx.HTTPError):
            attacker.note("webhooks", str(act().status_code))


def drip_bodies(attacker: Attacker) -> None:
    """Send request bodies at one byte a second over many connections, and reopen those that are closed."""
    parts = urlsplit(attacker.address)
    head = f"POST /assets/ HTTP/1.1\r\nHost: {attacker.host}\r\nContent-Length: 1000000\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n\r\n"

    def connect() -> socket.socket:
        opened = socket.create_connection((parts.hostname or "", parts.port or 80), 5, (SOURCE, 0))
        if parts.scheme == "https":
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            opened = context.wrap_socket(opened, server_hostname=attacker.host)
        opened.sendall(head.encode())
        attacker.note("slow bodies", "opened")
        return opened

    sockets: list[socket.socket | None] = [None] * SOCKETS
    while time.monotonic() < attacker.deadline:
        for place, opened in enumerate(sockets):
            try:
                if opened is None:
                    sockets[place] = connect()
                else:
                    opened.sendall(b"x")
            except OSError:
                sockets[place] = None
                attacker.note("slow bodies", "closed")
        time.sleep(1)


# The number of threads for each attack.
ATTACKS: dict[Callable[[Attacker], None], int] = {
    send_prompts: 3,
    upload_large: 12,
    upload_many: 2,
    create_guests: 2,
    guess_passwords: 4,
    send_ignored_fields: 4,
    order_webhooks: 1,
    drip_bodies: 1,
}


def make_key(attacker: Attacker) -> str:
    """Create an API key for the attacker."""
    client, token = attacker.visit()
    page = client.post("/account/keys/", data={"csrfmiddlewaretoken": token, "name": "attack"})
    found = re.search(r"pg_\w{9,}", page.text)
    if found is None:
        raise RuntimeError(f"The page of keys created no key; its status was {page.status_code}.")
    return found[0]


def main() -> None:
    """Attack for the given time, then print the responses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("host")
    parser.add_argument("receiver")
    parser.add_argument("seconds", type=float)
    parser.add_argument("--only", default="", help="run only the attack with this name")
    arguments = parser.parse_args()
    deadline = time.monotonic() + min(arguments.seconds, 600)
    attacker = Attacker(arguments.address, arguments.host, arguments.receiver, deadline)
    attacker.key = make_key(attacker)
    chosen = {act: number for act, number in ATTACKS.items() if arguments.only in ("", act.__name__)}
    threads = [
        threading.Thread(target=act, args=(attacker,), daemon=True)
        for act, number in chosen.items()
        for _ in range(number)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        # The last request of a thread may still wait for its own time-out of 30 s.
        thread.join(max(0.0, deadline + 35 - time.monotonic()))
    for kind, counts in sorted(attacker.answers.items()):
        print(f"{kind}: {', '.join(f'{count} × {answer}' for answer, count in sorted(counts.items()))}")


if __name__ == "__main__":
    main()
