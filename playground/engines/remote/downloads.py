"""Finished pictures are downloaded at once, through the guarded client: their links expire within minutes."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

import httpx

from playground.engines.errors import RemoteFault
from playground.engines.remote.faults import lost_result
from playground.engines.remote.retries import DOWNLOAD_TRIES, is_passing, repeat
from playground.engines.remote.session import ApiCall, ApiSession, parse_url
from playground.outbound.client import Fetched, FetchLimits, GuardedClient
from playground.outbound.errors import OutboundError

LIMITS = FetchLimits(seconds=60.0, content_bytes=40 * 1024 * 1024)
ACCEPT = "image/png,image/jpeg,image/webp,*/*;q=0.5"

# How expired links answer. A 404 is not among them: the file may still be on its way to that server.
GONE = frozenset({401, 403, 410})


class Fetch(Protocol):
    """Fetches what a result URL holds. It blocks, and raises an `OutboundError`."""

    def __call__(self, url: str, *, is_home: bool) -> Fetched:
        """Return the answer, whatever its status; `is_home` says that the URL is at the configured origin."""
        ...


class GuardedFetch:
    """Fetches from public addresses; at the configured origin from private ones too, but without redirects."""

    def __init__(self, *, allow_private: bool = False, limits: FetchLimits = LIMITS) -> None:
        self._limits = limits
        # The API's answer names this URL, so it must not lead to this server's own network.
        self._foreign_client = GuardedClient(allow_private=allow_private)
        self._home_client = GuardedClient(allow_private=True)

    def __call__(self, url: str, *, is_home: bool) -> Fetched:
        """Return the answer, whatever its status."""
        if is_home:
            # A redirect could lead from the configured origin to any private address.
            return self._home_client.fetch(url, limits=replace(self._limits, redirects=0), accept=ACCEPT)
        return self._foreign_client.fetch(url, limits=self._limits, accept=ACCEPT)


async def download(urls: Sequence[str], call: ApiCall, fetch: Fetch, threads: ThreadPoolExecutor) -> tuple[bytes, ...]:
    """Return the files behind the URLs, in order; raise `Lost` where one cannot be had."""
    return tuple([await _download(url, call, fetch, threads) for url in urls])


async def _download(url: str, call: ApiCall, fetch: Fetch, threads: ThreadPoolExecutor) -> bytes:
    loop = asyncio.get_running_loop()

    async def once() -> bytes:
        return await loop.run_in_executor(threads, _fetch, url, call, fetch)

    return await repeat(once, is_passing, DOWNLOAD_TRIES)


def _fetch(url: str, call: ApiCall, fetch: Fetch) -> bytes:
    try:
        fetched = fetch(url, is_home=_is_home(url, call.api))
    except OutboundError as error:
        raise lost_result(f"it could not be fetched: {error.sentence}", call, permanent=error.permanent) from error
    status = fetched.status
    if not 200 <= status < 300:
        raise _refused(status, call)
    # The file may not be complete at that server yet, so another try may succeed.
    if not fetched.content:
        raise lost_result("the file behind its link is empty.", call, permanent=False, status=status)
    return fetched.content


def _refused(status: int, call: ApiCall) -> RemoteFault:
    if status in GONE or status == 404:
        return lost_result(f"its link has expired ({status}).", call, permanent=status in GONE, status=status)
    # A time-out, “too early” and “too many requests” are temporary, although they are 4xx.
    permanent = status < 500 and status not in {408, 425, 429}
    return lost_result(f"its link answered with {status}.", call, permanent=permanent, status=status)


def _is_home(url: str, api: ApiSession) -> bool:
    try:
        return api.is_at_home(parse_url(url))
    except (httpx.InvalidURL, ValueError):
        # The client refuses such a URL, and says why.
        return False
