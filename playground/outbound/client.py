"""The one client for URLs that come from outside: what users, models and webhooks name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from playground.outbound.addresses import read_url
from playground.outbound.errors import BadUrl, TooManyRedirects
from playground.outbound.network import Deadline, Network
from playground.outbound.transport import GuardedTransport
from playground.outbound.unpacking import read_content

USER_AGENT = "flux-playground"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is waited for and taken: seconds for everything together, bytes of unpacked content, redirects."""

    seconds: float = 20.0
    content_bytes: int = 20 * 1024 * 1024
    redirects: int = 5


WEBHOOK_LIMITS = Limits(seconds=10.0, content_bytes=0, redirects=0)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL answered, whatever its status; `url` is the last one after redirects."""

    status: int
    content_type: str
    content: bytes = field(repr=False)
    url: str


class GuardedClient:
    """Asks foreign URLs, and only such whose host has nothing but public addresses.

    `allow_private` takes loopback, private and link-local addresses too, for development. The client holds no
    connection between calls and may be shared by threads.
    """

    def __init__(self, *, allow_private: bool = False, network: Network | None = None) -> None:
        self._allow_private = allow_private
        self._network = network or Network()

    def fetch(self, url: str, *, limits: Limits = Limits(), accept: str = "*/*") -> Fetched:
        """Return what `GET` gives, after redirects; raise an `OutboundError` where nothing whole came."""
        deadline = Deadline(limits.seconds, self._network.clock)
        here = read_url(url)
        for _ in range(limits.redirects + 1):
            request = httpx.Request("GET", here, headers={"Accept": accept, "Accept-Encoding": "identity"})
            with self._send(request, deadline) as response:
                target = response.headers.get("Location")
                if response.status_code not in REDIRECTS or not target:
                    content = read_content(response, limits.content_bytes)
                    content_type = response.headers.get("Content-Type", "")
                    return Fetched(response.status_code, content_type, content, str(here))
            here = _follow(here, target)
        raise TooManyRedirects(f"It was sent on more than {limits.redirects} times.")

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, limits: Limits = WEBHOOK_LIMITS) -> int:
        """Send the very bytes and return the status; no redirect is followed, and what is answered is not read."""
        deadline = Deadline(limits.seconds, self._network.clock)
        request = httpx.Request("POST", read_url(url), headers=dict(headers), content=body)
        with self._send(request, deadline) as response:
            return response.status_code

    @contextmanager
    def _send(self, request: httpx.Request, deadline: Deadline) -> Iterator[httpx.Response]:
        request.headers.setdefault("User-Agent", USER_AGENT)
        request.headers["Connection"] = "close"
        transport = GuardedTransport(self._network, deadline, allow_private=self._allow_private)
        response = transport.handle_request(request)
        try:
            yield response
        finally:
            response.close()


def _follow(here: httpx.URL, location: str) -> httpx.URL:
    try:
        return read_url(str(here.join(location)))
    except (httpx.InvalidURL, ValueError) as error:
        raise BadUrl("It redirects to something that is no URL.") from error
