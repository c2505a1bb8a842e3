"""The connections of one event loop: opened once, shared by all calls."""

import httpx

# Kept for the next question for a shorter time than servers keep them, some of which close after five seconds; few,
# since the pool looks at each of them for every request.
KEPT = httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=4.0)
FRESH = httpx.Limits(max_connections=None, max_keepalive_connections=0)


class Connections:
    """Two pools without a bound, which share the trusted authorities.

    `kept` serves what may be repeated. `fresh` opens a connection for each request: one that was kept may be closed by
    the server in the very moment it is used, after which nobody knows whether a request arrived that is paid for.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        if transport:
            self.kept = self.fresh = transport
            return
        trust = httpx.create_ssl_context()
        self.kept = httpx.AsyncHTTPTransport(verify=trust, limits=KEPT)
        self.fresh = httpx.AsyncHTTPTransport(verify=trust, limits=FRESH)

    async def close(self) -> None:
        """Close every connection."""
        await self.kept.aclose()
        await self.fresh.aclose()
