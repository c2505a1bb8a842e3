"""The connections of one event loop, opened once and shared by all its requests."""

import ssl
from functools import cache
from itertools import count

import httpx

from playground.engines.remote.base import Reach
from playground.outbound.asynchronous import GuardedAsyncBackend, GuardedAsyncTransport

# Idle connections are closed sooner than servers close theirs, some after five seconds. There are few of them, since
# the pool looks at each one for every request.
REUSED = httpx.Limits(max_connections=None, max_keepalive_connections=4, keepalive_expiry=4.0)
SINGLE_USE = httpx.Limits(max_connections=None, max_keepalive_connections=0)

# A pool looks at all of its connections whenever one is opened or closed, so several pools are faster than one.
POOLS = 8

# The pools of one reach: those that use connections again, and those that do not.
type Pools = dict[bool, list[httpx.AsyncBaseTransport]]


class Connections:
    """Pools without an upper bound, used in turn.

    A reused connection serves requests that may be repeated. A request that must not be repeated gets a new connection:
    a server may close an idle one in the very moment in which it is used, and then nobody knows whether a request that
    is paid for has arrived.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._transport = transport
        self._pools: dict[Reach, Pools] = {}
        self._turns = count()

    def choose(self, reach: Reach = "configured", *, is_fresh: bool) -> httpx.AsyncBaseTransport:
        """Return the next pool: with `is_fresh` one that opens a new connection for each request.

        Any other `reach` than `configured` connects only to addresses that are allowed for servers that people name.
        """
        if self._transport:
            return self._transport
        pools = self._pools.get(reach)
        if pools is None:
            # Most workers never need the pools of the other reaches.
            pools = self._pools[reach] = {False: _open_pools(REUSED, reach), True: _open_pools(SINGLE_USE, reach)}
        return pools[is_fresh][next(self._turns) % POOLS]

    async def close(self) -> None:
        """Close every connection."""
        opened = [pool for pools in self._pools.values() for each in pools.values() for pool in each]
        for pool in (*opened, *([self._transport] if self._transport else [])):
            await pool.aclose()


def _open_pools(limits: httpx.Limits, reach: Reach) -> list[httpx.AsyncBaseTransport]:
    context = _tls_context()
    if reach == "configured":
        return [httpx.AsyncHTTPTransport(verify=context, limits=limits) for _ in range(POOLS)]
    backend = GuardedAsyncBackend(allow_private=reach == "private")
    return [GuardedAsyncTransport(backend, context, limits) for _ in range(POOLS)]


@cache
def _tls_context() -> ssl.SSLContext:
    """Return the TLS settings, made once since reading the certificate authorities takes a while."""
    return httpx.create_ssl_context()
