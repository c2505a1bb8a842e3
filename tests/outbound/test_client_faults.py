"""The guarded client with a faulty server: slow, endless or incomplete responses, decompression bombs."""

import gzip
import select
import socket
import struct
import time
import zlib
from collections.abc import Callable

import pytest

from playground.outbound.client import FetchLimits, GuardedClient
from playground.outbound.errors import OutboundError, TooLarge, TooSlow, Unreachable
from playground.outbound.network import Network
from tests.outbound.servers import Answer, answering, local_client, response, serving

SHORT = FetchLimits(seconds=0.4, content_bytes=1000)
SMALL = FetchLimits(seconds=5, content_bytes=1000)


def fetch(answer: Answer, limits: FetchLimits) -> OutboundError:
    """Return the error that the answer leads to."""
    with serving(answer) as server, pytest.raises(OutboundError) as failure:
        local_client().fetch(server.url(), limits=limits)
    return failure.value


def drip(first: bytes, again: bytes) -> Callable[[socket.socket], None]:
    """Answer with a beginning, then a little every now and then until the client leaves."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        while not select.select([connection], [], [], 0.02)[0]:
            connection.sendall(again)

    return answer


def trickle(connection: socket.socket) -> None:
    """Begin a long TLS record and go on byte by byte until the client leaves."""
    connection.sendall(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb")
    while True:
        connection.sendall(b"\x00")
        select.select([], [], [], 0.02)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
)
def test_the_time_limit_applies_to_the_whole_request(first: bytes, again: bytes) -> None:
    begun = time.monotonic()
    # The answer never ends, so that the limit alone can end this.
    error = fetch(drip(first, again), SHORT)
    assert isinstance(error, TooSlow)
    assert error.sentence == "It took longer than 0.4 seconds."
    assert not error.permanent
    assert time.monotonic() - begun > 0.3


def test_a_slow_tls_handshake_counts() -> None:
    with serving(trickle, unasked=True) as server, pytest.raises(TooSlow):
        local_client().fetch(server.url(scheme="https"), limits=SHORT)


def test_redirects_share_the_time_limit() -> None:
    moments = iter(range(0, 1000, 3))
    hop = b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"
    with serving(*[hop] * 6) as server, pytest.raises(TooSlow):
        local_client(clock=lambda: float(next(moments))).fetch(server.url(), limits=FetchLimits(seconds=20))


def test_a_slow_look_up_counts() -> None:
    waiting, done = socket.socketpair()

    def look_up(host: str, port: int) -> list[str]:
        waiting.recv(1)
        return ["127.0.0.1"]

    with waiting, done:
        client = GuardedClient(network=Network(look_up=look_up))
        with pytest.raises(TooSlow):
            client.fetch("http://slow.example/", limits=SHORT)
        done.sendall(b".")


def test_an_address_that_does_not_accept_in_time_is_too_slow() -> None:
    def dial(address: str, port: int, seconds: float) -> socket.socket:
        raise TimeoutError

    client = GuardedClient(network=Network(look_up=answering("8.8.8.8", "9.9.9.9"), dial=dial))
    with pytest.raises(TooSlow):
        client.fetch("http://silent.example/")


def test_each_address_gets_its_share_of_the_time() -> None:
    shares: list[float] = []

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        shares.append(seconds)
        raise ConnectionRefusedError

    client = GuardedClient(network=Network(look_up=answering("8.8.8.8", "9.9.9.9"), dial=dial, clock=lambda: 0.0))
    with pytest.raises(Unreachable, match=r"^closed\.example cannot be reached at"):
        client.fetch("http://closed.example/", limits=FetchLimits(seconds=20))
    assert shares == [10, 20]


def flood(first: bytes, again: bytes) -> Callable[[socket.socket], None]:
    """Answer as fast as the client reads, for ever."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(again)

    return answer


GZIP_HEAD = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(response(b"a" * 1001), id="announced"),
        pytest.param(response(b"", length=10**15), id="announced and never sent"),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 4096), id="endless"),
        pytest.param(
            flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"64\r\n" + b"a" * 100 + b"\r\n"),
            id="chunks",
        ),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a" * 4096), id="one endless header"),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n" * 400), id="endless headers"),
        pytest.param(response(gzip.compress(b"a" * 1001), "Content-Encoding: gzip"), id="packed"),
    ],
)
def test_refuses_more_than_the_limit(answer: Answer) -> None:
    error = fetch(answer, SMALL)
    assert isinstance(error, TooLarge)
    assert error.permanent


def test_accepts_exactly_the_limit() -> None:
    with serving(response(b"a" * 1000), response(gzip.compress(b"a" * 1000), "Content-Encoding: gzip")) as server:
        for _ in range(2):
            assert len(local_client().fetch(server.url(), limits=SMALL).content) == 1000


def test_a_decompression_bomb_is_not_decompressed(measured_memory: Callable[[], int]) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(30)) + packer.flush()
    with serving(response(bomb, "Content-Encoding: gzip")) as server:
        before = measured_memory()
        with pytest.raises(TooLarge, match="It is larger than 1 MB"):
            local_client().fetch(server.url(), limits=FetchLimits(content_bytes=1024 * 1024))
        assert measured_memory() - before < 8 * 1024 * 1024


def test_data_after_compressed_content_is_dropped() -> None:
    with serving(flood(GZIP_HEAD + gzip.compress(b"picture"), b"a" * 4096)) as server:
        assert local_client().fetch(server.url(), limits=SMALL).content == b"picture"


def reset(connection: socket.socket) -> None:
    """Begin an answer and break it off with a reset."""
    connection.sendall(response(b"half", length=900))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(reset, id="reset"),
        pytest.param(response(b"half", length=900), id="closed too early"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", id="chunks without an end"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="no chunk"),
        pytest.param(b"HTTP/1.1 200", id="half a head"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", id="another protocol"),
        pytest.param(response(b"no gzip", "Content-Encoding: gzip"), id="not packed as said"),
        pytest.param(response(gzip.compress(b"half" * 99)[:-9], "Content-Encoding: gzip"), id="packed and cut off"),
        pytest.param(response(b"x", "Content-Encoding: gzip, gzip"), id="packed twice"),
        pytest.param(response(b"x", "Content-Encoding: br"), id="packed as was not asked"),
    ],
)
def test_an_incomplete_response_is_an_error(answer: Answer) -> None:
    error = fetch(answer, SMALL)
    assert type(error) is Unreachable
    assert not error.permanent


def test_sending_the_body_counts_towards_the_time_limit() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        client = GuardedClient(network=Network(look_up=answering("8.8.8.8"), dial=lambda address, port, seconds: ours))
        with pytest.raises(TooSlow):
            client.post("http://stalled.example/", bytes(8 * 1024 * 1024), {}, limits=SHORT)


def test_a_post_reads_a_response_to_an_incomplete_body() -> None:
    def refuse(connection: socket.socket) -> None:
        connection.sendall(response(b"", status="413 Too Large"))
        connection.shutdown(socket.SHUT_WR)

    with serving(refuse) as server:
        assert local_client().post(server.url(), b"", {"X-Long": "a" * 1000}) == 413
