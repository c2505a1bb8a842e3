"""The connections of one event loop: opened once, shared by all calls."""

import ssl
from functools import cache
from itertools import count

import httpx

# Kept for the next question for a shorter time than servers keep them, some of which close after five seconds; few,
# since the pool looks at each of them for every request.
KEPT = httpx.Limits(max_connections=None, max_keepalive_connections=4, keepalive_expiry=4.0)
FRESH = httpx.Limits(max_connections=None, max_keepalive_connections=0)


# A pool looks at all of its connections whenever one is opened or closed, so that several pools are faster than one.
POOLS = 8


class Connections:
    """Pools without a bound, which share the trusted authorities and take turns.

    A kept connection serves what may be repeated. A fresh one is opened for each request that may not: one that was
    kept may be closed by the server in the very moment it is used, after which nobody knows whether a request arrived
    that is paid for.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._kept = [transport] if transport else _open_pools(KEPT)
        self._fresh = [transport] if transport else _open_pools(FRESH)
        self._turns = count()

    def choose(self, *, is_fresh: bool) -> httpx.AsyncBaseTransport:
        """Return the pool whose turn it is."""
        pools = self._fresh if is_fresh else self._kept
        return pools[next(self._turns) % len(pools)]

    async def close(self) -> None:
        """Close every connection."""
        for pool in (*self._kept, *self._fresh):
            await pool.aclose()


def _open_pools(limits: httpx.Limits) -> list[httpx.AsyncBaseTransport]:
    trust = _trust()
    return [httpx.AsyncHTTPTransport(verify=trust, limits=limits) for _ in range(POOLS)]


@cache
def _trust() -> ssl.SSLContext:
    """Return the TLS settings, made once since reading the trusted authorities takes a while."""
    return httpx.create_ssl_context()
