"""An asynchronous httpx transport that connects to checked addresses only, for servers that people name."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpcore
import httpx

from playground.outbound.addresses import Address, check_addresses, check_port, explain_unreachable, read_address
from playground.outbound.errors import ForbiddenAddress, Unresolvable
from playground.outbound.network import MAX_ADDRESSES, look_up

# A resolver has no timeout. In threads of their own, names that hang do not keep other work of the loop waiting.
RESOLVERS = ThreadPoolExecutor(8, thread_name_prefix="resolver")

type LookUp = Callable[[str, int], Sequence[str]]


class GuardedAsyncBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore. It resolves a name once, checks all addresses and connects only to these.

    `connections` opens them, and `look_up` resolves names; tests replace both.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        look_up: LookUp = look_up,
        connections: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._look_up = look_up
        self._connections = connections or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that responds; `timeout` is for all of them together."""
        end = None if timeout is None else time.monotonic() + timeout
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._find_addresses(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(explain_unreachable(host)) from error
        failure: Exception | None = None
        for place, address in enumerate(addresses):
            # Each address gets an equal share of the remaining time, so that one that hangs does not use up all of it.
            seconds = None if end is None else max(0.0, end - time.monotonic()) / (len(addresses) - place)
            try:
                return await self._connections.connect_tcp(str(address), port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(explain_unreachable(host))

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _find_addresses(self, host: str, port: int) -> list[Address]:
        """Return the addresses of the host. Raise `ConnectError` if one of them or the port is not allowed."""
        literal = read_address(host)
        try:
            found: list[Address | None] = [literal] if literal else await self._resolve(host, port)
            addresses = [address for address in found if address is not None]
            if not addresses or len(addresses) < len(found):
                raise Unresolvable(explain_unreachable(host))
            # All are checked before the list is shortened, because one private address among public ones is a sign of
            # DNS rebinding.
            check_addresses(host, addresses, allow_private=self._allow_private)
            check_port(port, allow_private=self._allow_private)
        except (ForbiddenAddress, Unresolvable) as error:
            raise httpcore.ConnectError(error.sentence) from error
        return addresses[:MAX_ADDRESSES]

    async def _resolve(self, host: str, port: int) -> list[Address | None]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(RESOLVERS, self._look_up, host, port)
        except (OSError, UnicodeError) as error:
            raise Unresolvable(explain_unreachable(host)) from error
        return [read_address(text) for text in found]


class GuardedAsyncTransport(httpx.AsyncBaseTransport):
    """Sends requests over guarded connections, which may be used again. Raises the errors of httpx; uses no proxy."""

    # The URL keeps the host name instead of the checked address, because the `Host` header, SNI and the check of the
    # certificate depend on it.

    def __init__(self, backend: GuardedAsyncBackend, tls: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=backend,
            socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response as soon as its headers are complete."""
        if not isinstance(request.stream, httpx.AsyncByteStream):
            raise TypeError("Only requests with an asynchronous body are supported.")
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        with _as_httpx():
            response = await self._pool.handle_async_request(sent)
        return httpx.Response(response.status, headers=response.headers, stream=_ResponseStream(response.stream))

    async def aclose(self) -> None:
        await self._pool.aclose()


class _ResponseStream(httpx.AsyncByteStream):
    def __init__(self, parts: object) -> None:
        if not isinstance(parts, AsyncIterable):
            raise TypeError("httpcore did not return a readable stream.")
        self._parts: AsyncIterable[bytes] = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._parts:
                yield part

    async def aclose(self) -> None:
        close = getattr(self._parts, "aclose", None)
        if close is not None:
            await close()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Turn httpcore's exceptions into those of httpx, which have the same names."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        kind = getattr(httpx, type(error).__name__, httpx.TransportError)
        raise kind(str(error)) from error
    except httpcore.UnsupportedProtocol as error:
        raise httpx.UnsupportedProtocol(str(error)) from error
