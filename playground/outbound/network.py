"""Opens connections to checked addresses only, with one deadline for everything."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from queue import Empty, SimpleQueue
from typing import Any

import httpcore
import httpx

from playground.outbound.addresses import Address, check_addresses, check_port, explain_unreachable, read_address
from playground.outbound.errors import TlsFailed, TooSlow, Unresolvable

# If a name has more addresses, only the first ones are tried.
MAX_ADDRESSES = 4


def look_up(host: str, port: int) -> Sequence[str]:
    """Resolve a name. The addresses are in the system's order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    connection = socket.create_connection((address, port), seconds)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


@dataclass(frozen=True)
class Network:
    """Access to the network and the clock. Tests replace the parts."""

    look_up: Callable[[str, int], Sequence[str]] = look_up
    dial: Callable[[str, int, float], socket.socket] = dial
    clock: Callable[[], float] = time.monotonic
    trust: Callable[[], ssl.SSLContext] = httpx.create_ssl_context

    @cached_property
    def tls(self) -> ssl.SSLContext:
        # Cached because loading the trusted certificate authorities takes a while.
        return self.trust()


class Deadline:
    """The time by which a whole request must be done."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Return the remaining seconds, or raise `TooSlow` if there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> TooSlow:
        return TooSlow(f"It took longer than {self.seconds:g} seconds.")


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections for httpcore. It resolves a name once, checks all addresses and connects only to these."""

    def __init__(self, network: Network, deadline: Deadline, *, allow_private: bool) -> None:
        self._network = network
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that responds. The deadline replaces httpcore's timeouts."""
        addresses = self._addresses(host, port)
        check_addresses(host, addresses, allow_private=self._allow_private)
        check_port(port, allow_private=self._allow_private)
        failure: OSError | None = None
        for place, address in enumerate(addresses):
            # Each address gets an equal share of the remaining time, so that one that hangs does not use up all of it.
            seconds = self._deadline.remaining() / (len(addresses) - place)
            try:
                return DeadlineStream(self._network.dial(str(address), port, seconds), self._deadline)
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise self._deadline.passed() from failure
        raise httpcore.ConnectError(explain_unreachable(host)) from failure

    def _addresses(self, host: str, port: int) -> list[Address]:
        literal = read_address(host)
        if literal is not None:
            return [literal]
        found = [read_address(text) for text in self._resolve(host, port)]
        addresses = [address for address in found if address is not None]
        if not addresses or len(addresses) < len(found):
            raise Unresolvable(explain_unreachable(host))
        check_addresses(host, addresses, allow_private=self._allow_private)
        return addresses[:MAX_ADDRESSES]

    def _resolve(self, host: str, port: int) -> Sequence[str]:
        # The system's resolver has no timeout, so it runs in a thread that is abandoned at the deadline.
        answers: SimpleQueue[Sequence[str] | None] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._network.look_up(host, port))
            except (OSError, UnicodeError):
                answers.put(None)

        threading.Thread(target=ask, name="resolver", daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline.remaining())
        except Empty as error:
            raise self._deadline.passed() from error
        if answer is None:
            raise Unresolvable(explain_unreachable(host))
        return answer


class DeadlineStream(httpcore.NetworkStream):
    """A socket whose every operation is limited to the time that remains until the deadline."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._socket = connection
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._step(httpcore.ReadError):
            return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        while rest:
            with self._step(httpcore.WriteError):
                rest = rest[self._socket.send(rest) :]

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Start TLS. The certificate is checked for the name of the host, not for its address."""
        name = (server_hostname or "").removesuffix(".")
        try:
            with self._step(httpcore.ConnectError):
                return DeadlineStream(ssl_context.wrap_socket(self._socket, server_hostname=name), self._deadline)
        except BaseException:
            self.close()
            raise

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401
        # httpcore only asks for the TLS connection.
        return self._socket if info == "ssl_object" and isinstance(self._socket, ssl.SSLSocket) else None

    @contextlib.contextmanager
    def _step(self, kind: type[Exception]) -> Iterator[None]:
        self._socket.settimeout(self._deadline.remaining())
        try:
            yield
        except TimeoutError as error:
            raise self._deadline.passed() from error
        except ssl.SSLCertVerificationError as error:
            raise TlsFailed(f"Its certificate is not accepted: {error.verify_message.rstrip('.')}.") from error
        except ssl.SSLError as error:
            raise TlsFailed("The secure connection failed.") from error
        except OSError as error:
            raise kind("The connection was interrupted.") from error
