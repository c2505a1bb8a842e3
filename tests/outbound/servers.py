"""A server on 127.0.0.1 that answers with the very bytes of a test, and a network that leads there."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from playground.outbound.client import GuardedClient
from playground.outbound.network import Network

PUBLIC = "93.184.215.14"

type Answer = bytes | Callable[[socket.socket], None]


@dataclass
class Server:
    """Answers one connection after the other, and keeps the heads and bodies that it was sent."""

    port: int
    unasked: bool = False
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(*answers: Answer, tls: ssl.SSLContext | None = None, unasked: bool = False) -> Iterator[Server]:
    """Serve one connection for each of the answers: bytes are sent as they are, a function has the socket.

    `unasked` answers without waiting for a request.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = Server(listener.getsockname()[1], unasked)
        thread = threading.Thread(target=_serve, args=(listener, server, answers, tls), daemon=True)
        thread.start()
        yield server
        # A server that still waits for a connection is woken by the end of its socket.
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        assert not thread.is_alive()


def _serve(listener: socket.socket, server: Server, answers: Sequence[Answer], tls: ssl.SSLContext | None) -> None:
    for answer in answers:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        try:
            connection = tls.wrap_socket(plain, server_side=True) if tls else plain
        except OSError:
            plain.close()
            continue
        with connection:
            _converse(connection, server, answer)


def _converse(connection: socket.socket, server: Server, answer: Answer) -> None:
    connection.settimeout(5)
    try:
        if not server.unasked:
            server.requests.append(_read_request(connection))
        if callable(answer):
            answer(connection)
        else:
            connection.sendall(answer)
    except OSError:
        # The client went away, which is what many of these tests are about.
        return


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _read_some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while missing > 0:
        part = _read_some(connection)
        received += part
        missing -= len(part)
    return received


def _read_some(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise ConnectionResetError("The client went away.")
    return part


def response(content: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return a whole answer; `length` may say something else than the content."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


def redirect(location: str, status: str = "302 Found") -> bytes:
    return response(b"", f"Location: {location}", status=status)


def answering(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    """Return a resolver that knows these addresses for every name."""
    return lambda host, port: addresses


@dataclass
class Dialler:
    """Notes which address was wanted and connects to the test's own server instead."""

    port: int = 0
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append((address, port))
        if not self.port:
            raise ConnectionRefusedError(address)
        return socket.create_connection(("127.0.0.1", self.port), seconds)


def local_client(**changes: object) -> GuardedClient:
    """Return a client that may ask 127.0.0.1."""
    return GuardedClient(allow_private=True, network=Network(**changes))  # type: ignore[arg-type]  # the changes are fields of Network, by name
