"""The connections of one event loop, opened once and shared by all its requests."""

import ssl
from functools import cache
from itertools import count

import httpx

# Idle connections are closed sooner than servers close theirs, some after five seconds. There are few of them, since
# the pool looks at each one for every request.
REUSED = httpx.Limits(max_connections=None, max_keepalive_connections=4, keepalive_expiry=4.0)
SINGLE_USE = httpx.Limits(max_connections=None, max_keepalive_connections=0)

# A pool looks at all of its connections whenever one is opened or closed, so several pools are faster than one.
POOLS = 8


class Connections:
    """Pools without an upper bound, used in turn.

    A reused connection serves requests that may be repeated. A request that must not be repeated gets a new connection:
    a server may close an idle one in the very moment in which it is used, and then nobody knows whether a request that
    is paid for has arrived.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._reused = [transport] if transport else _open_pools(REUSED)
        self._single_use = [transport] if transport else _open_pools(SINGLE_USE)
        self._turns = count()

    def choose(self, *, is_fresh: bool) -> httpx.AsyncBaseTransport:
        """Return the next pool: with `is_fresh` one that opens a new connection for each request."""
        pools = self._single_use if is_fresh else self._reused
        return pools[next(self._turns) % len(pools)]

    async def close(self) -> None:
        """Close every connection."""
        for pool in (*self._reused, *self._single_use):
            await pool.aclose()


def _open_pools(limits: httpx.Limits) -> list[httpx.AsyncBaseTransport]:
    context = _tls_context()
    return [httpx.AsyncHTTPTransport(verify=context, limits=limits) for _ in range(POOLS)]


@cache
def _tls_context() -> ssl.SSLContext:
    """Return the TLS settings, made once since reading the certificate authorities takes a while."""
    return httpx.create_ssl_context()
