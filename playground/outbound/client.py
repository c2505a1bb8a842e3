"""The HTTP client for URLs from outside: those of users, API responses and webhooks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from django.conf import settings

from playground.outbound.addresses import read_url
from playground.outbound.errors import BadUrl, TooManyRedirects
from playground.outbound.network import Deadline, Network
from playground.outbound.transport import GuardedTransport
from playground.outbound.unpacking import read_content

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits of a request: its total time, the size of the decompressed content, and the number of redirects."""

    seconds: float = 20.0
    content_bytes: int = 20 * 1024 * 1024
    redirects: int = 5


WEBHOOK_LIMITS = FetchLimits(seconds=10.0, content_bytes=0, redirects=0)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response with any status. `url` is the last URL after redirects."""

    status: int
    content_type: str
    content: bytes = field(repr=False)
    url: str


class GuardedClient:
    """Requests external URLs, but only from hosts that have nothing but public addresses.

    For development, `allow_private` also allows loopback, private and link-local addresses. The client keeps no
    connections open, and threads may share it.
    """

    def __init__(self, *, allow_private: bool = False, network: Network | None = None) -> None:
        self._allow_private = allow_private
        self._network = network or Network()

    def fetch(self, url: str, *, limits: FetchLimits = FetchLimits(), accept: str = "*/*") -> Fetched:
        """Send a GET and follow redirects. Raise an `OutboundError` without a complete response."""
        deadline = Deadline(limits.seconds, self._network.clock)
        current = read_url(url)
        for _ in range(limits.redirects + 1):
            request = httpx.Request("GET", current, headers={"Accept": accept, "Accept-Encoding": "identity"})
            with self._send(request, deadline) as response:
                target = response.headers.get("Location")
                if response.status_code not in REDIRECTS or not target:
                    content = read_content(response, limits.content_bytes)
                    content_type = response.headers.get("Content-Type", "")
                    return Fetched(response.status_code, content_type, content, str(current))
            current = _resolve_redirect(current, target)
        raise TooManyRedirects(f"It redirected more than {limits.redirects} times.")

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, limits: FetchLimits = WEBHOOK_LIMITS) -> int:
        """Send exactly these bytes and return the status. Redirects are not followed and the content is not read."""
        deadline = Deadline(limits.seconds, self._network.clock)
        request = httpx.Request("POST", read_url(url), headers=dict(headers), content=body)
        with self._send(request, deadline) as response:
            return response.status_code

    @contextmanager
    def _send(self, request: httpx.Request, deadline: Deadline) -> Iterator[httpx.Response]:
        request.headers.setdefault("User-Agent", settings.USER_AGENT)
        request.headers["Connection"] = "close"
        transport = GuardedTransport(self._network, deadline, allow_private=self._allow_private)
        response = transport.handle_request(request)
        try:
            yield response
        finally:
            response.close()


def _resolve_redirect(current: httpx.URL, location: str) -> httpx.URL:
    try:
        return read_url(str(current.join(location)))
    except (httpx.InvalidURL, ValueError) as error:
        raise BadUrl("It redirected to an invalid URL.") from error
