"""The webhooks of the stand-ins, which go over the network as those of the APIs do.

The addresses that this server names are public ones, and a stand-in sends nothing to the internet: each request goes to
the same path of a server on 127.0.0.1, which a test names in `Webhooks.to`. fal.ai's signature is left out: only other
people's code shows it.
"""

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from playground.standins.jobs import Job
from playground.standins.server import InvalidRequest

# Replicate and Black Forest Labs accept only addresses with HTTPS, the latter of at most this length.
LONGEST_ADDRESS = 2083
TIMEOUT_SECONDS = 5.0
# The secret of Replicate's stand-in; the real one gives each account its own.
SECRET = b"stand-in secret"

type Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Webhook:
    """The body of a webhook, and the headers beside its content type."""

    content: bytes
    headers: Headers = ()


@dataclass
class Webhooks:
    """Sends a webhook when a job has ended, to the server at `to`, such as `http://127.0.0.1:8000`, or nowhere.

    One that is not answered with 2xx is sent again after each of `pauses`. `answers` are the paths that were posted to,
    and the statuses.
    """

    closing: threading.Event
    pauses: Sequence[float] = ()
    to: str = ""
    answers: list[tuple[str, int]] = field(default_factory=list)

    def send(self, address: str | None, job: Job, write: Callable[[], Webhook]) -> None:
        """Send what `write` returns to the path of the address once the job has ended."""
        if address and self.to:
            threading.Thread(target=self._send, args=(address, job, write), daemon=True).start()

    def _send(self, address: str, job: Job, write: Callable[[], Webhook]) -> None:
        pauses = [max(0.0, job.created + job.seconds - time.monotonic()), *self.pauses]
        for pause in pauses:
            # Unlike a sleep, this ends when the stand-in is stopped.
            if self.closing.wait(pause):
                return
            with suppress(OSError, HTTPException):
                if 200 <= self._post(urlsplit(address).path, write()) < 300:
                    return

    def _post(self, path: str, webhook: Webhook) -> int:
        connection = HTTPConnection(urlsplit(self.to).netloc, timeout=TIMEOUT_SECONDS)
        try:
            headers = {"Content-Type": "application/json"} | dict(webhook.headers)
            connection.request("POST", path, webhook.content, headers)
            status = connection.getresponse().status
        finally:
            connection.close()
        self.answers.append((path, status))
        return status


def check_address(name: str, address: str | None) -> None:
    """Raise `InvalidRequest` for an address that is not a short one with HTTPS."""
    if address is not None and not (address.startswith("https://") and len(address) <= LONGEST_ADDRESS):
        raise InvalidRequest({name: [f"is not an https:// address of at most {LONGEST_ADDRESS} characters"]})


def sign_standard(id: str, content: bytes) -> Headers:
    """Return the headers of Standard Webhooks, as Replicate has them."""
    moment = str(int(time.time()))
    digest = hmac.digest(SECRET, f"{id}.{moment}.".encode() + content, "sha256")
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return (("webhook-id", id), ("webhook-timestamp", moment), ("webhook-signature", signature))


def sign_body(name: str, secret: str, content: bytes) -> Headers:
    """Return the header with the HMAC of the body, as apiframe and Black Forest Labs have it."""
    return ((name, f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}"),)
