"""An httpx transport that opens one guarded connection for each request."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from playground.outbound.errors import TooLarge, Unreachable
from playground.outbound.network import Deadline, GuardedBackend, Network


class GuardedTransport(httpx.BaseTransport):
    """Sends requests to checked addresses only, all before one deadline; foreign errors become an `OutboundError`.

    The URL keeps its name, so that `Host`, SNI and the certificate's check are those of the name. No proxy is used.
    """

    def __init__(self, network: Network, deadline: Deadline, *, allow_private: bool) -> None:
        self._network = network
        self._deadline = deadline
        self._allow_private = allow_private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response once its head is there; its stream must be closed, which closes the connection."""
        pool = self._open(request.url.scheme)
        try:
            with translating():
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
    """The raw content of a response on its way."""

    def __init__(self, pool: httpcore.ConnectionPool, parts: object) -> None:
        if not isinstance(parts, Iterable):
            raise TypeError("httpcore gave no stream to read.")
        self._pool = pool
        self._parts: Iterable[bytes] = parts

    def __iter__(self) -> Iterator[bytes]:
        with translating():
            yield from self._parts

    def close(self) -> None:
        """Close the connection, whether all of it was read or not."""
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()
        self._pool.close()


@contextmanager
def translating() -> Iterator[None]:
    """Turn what httpcore raises into an `OutboundError`."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        raise Unreachable(str(error) or "The connection broke off.") from error
    except httpcore.ProtocolError as error:
        # The parser's own error inside says by a status what is wrong: 431 stands for a head that does not end.
        if any(getattr(cause, "error_status_hint", None) == 431 for cause in error.args):
            raise TooLarge("The head of its answer is too large.") from error
        raise Unreachable("Its answer is no whole HTTP.") from error


def _to_httpcore(request: httpx.Request) -> httpcore.Request:
    if not isinstance(request.stream, httpx.SyncByteStream):
        raise TypeError("Only requests with a synchronous body are sent.")
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    return httpcore.Request(method=request.method, url=url, headers=request.headers.raw, content=request.stream)
