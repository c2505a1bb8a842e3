"""An httpx transport that opens one guarded connection for each request."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from playground.outbound.errors import TooLarge, Unreachable
from playground.outbound.network import Deadline, GuardedBackend, Network


class GuardedTransport(httpx.BaseTransport):
    """Sends requests to checked addresses only, before one deadline. Raises `OutboundError`. Never uses a proxy."""

    # The URL keeps the host name instead of the checked address, because the `Host` header, SNI and the check of the
    # certificate depend on it.

    def __init__(self, network: Network, deadline: Deadline, *, allow_private: bool) -> None:
        self._network = network
        self._deadline = deadline
        self._allow_private = allow_private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response as soon as its headers are complete. Closing its stream closes the connection."""
        pool = self._open(request.url.scheme)
        try:
            with translate_errors():
                response = pool.handle_request(_to_httpcore(request))
        except BaseException:
            pool.close()
            raise
        return httpx.Response(
            status_code=response.status, headers=response.headers, stream=GuardedStream(pool, response.stream)
        )

    def _open(self, scheme: str) -> httpcore.ConnectionPool:
        backend = GuardedBackend(self._network, self._deadline, allow_private=self._allow_private)
        context = self._network.tls if scheme == "https" else None
        return httpcore.ConnectionPool(ssl_context=context, max_keepalive_connections=0, network_backend=backend)


class GuardedStream(httpx.SyncByteStream):
    """The raw content of a response while it is being received."""

    def __init__(self, pool: httpcore.ConnectionPool, parts: object) -> None:
        if not isinstance(parts, Iterable):
            raise TypeError("httpcore did not return a readable stream.")
        self._pool = pool
        self._parts: Iterable[bytes] = parts

    def __iter__(self) -> Iterator[bytes]:
        with translate_errors():
            yield from self._parts

    def close(self) -> None:
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()
        self._pool.close()


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn httpcore's exceptions into an `OutboundError`."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        raise Unreachable(str(error) or "The connection was interrupted.") from error
    except httpcore.ProtocolError as error:
        # The parser's own exception suggests an HTTP status; 431 means that the headers are too large.
        if any(getattr(cause, "error_status_hint", None) == 431 for cause in error.args):
            raise TooLarge("Its response headers are too large.") from error
        raise Unreachable("It sent an invalid response.") from error


def _to_httpcore(request: httpx.Request) -> httpcore.Request:
    if not isinstance(request.stream, httpx.SyncByteStream):
        raise TypeError("Only requests with a synchronous body are supported.")
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    return httpcore.Request(method=request.method, url=url, headers=request.headers.raw, content=request.stream)
