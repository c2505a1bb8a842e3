"""Responses in pieces: sent as they are made, without a thread for a client that is slow."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from granian._granian import RSGIProtocolClosed

from playground.serving.threads import FairThreads
from tests.serving.test_gateway import Exchange, ask, make_gateway, request


@dataclass
class Pieces(Exchange):
    """Records the pieces, and how many threads are busy while the client takes one."""

    pieces: list[bytes] = field(default_factory=list)
    leaves_after: int = 99
    threads: FairThreads | None = None
    busy: list[int] = field(default_factory=list)

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> "Pieces":
        self.status, self.headers = status, dict(headers)
        return self

    async def send_bytes(self, data: bytes) -> None:
        if len(self.pieces) >= self.leaves_after:
            raise RSGIProtocolClosed
        # A thread notes a moment later that its job has ended.
        while self.threads and self.threads.running:
            await asyncio.sleep(0)
        self.busy.append(self.threads.running if self.threads else 0)
        self.pieces.append(data)


class Streamed:
    """A response of Django's in pieces."""

    streaming = True

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def close(self) -> None:
        self.closed += 1


def serve(response: Streamed) -> Any:
    def application(environment: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("200 OK", [("X-Kind", "pieces")])
        return response

    return make_gateway(application)


def test_pieces_are_sent_one_by_one_and_the_response_is_closed() -> None:
    response = Streamed([b"one", b"", b"two", b"three"])
    answer = Pieces()
    ask(serve(response), request(), answer)
    assert (answer.status, answer.headers) == (200, {"X-Kind": "pieces"})
    assert answer.pieces == [b"one", b"two", b"three"]
    assert response.closed == 1


def test_only_one_piece_is_made_before_the_client_takes_it() -> None:
    made: list[bytes] = []
    answer = Pieces()

    def make() -> Iterator[bytes]:
        for number in range(3):
            assert len(answer.pieces) == number
            made.append(b"%d" % number)
            yield made[-1]

    ask(serve(Streamed(make())), request(), answer)
    assert answer.pieces == made == [b"0", b"1", b"2"]


def test_no_thread_waits_for_a_slow_client() -> None:
    gateway = serve(Streamed([b"one", b"two"]))
    answer = Pieces(threads=gateway._threads)
    ask(gateway, request(), answer)
    assert answer.busy == [0, 0]


def test_a_client_that_leaves_ends_the_response() -> None:
    made: list[int] = []

    def make() -> Iterator[bytes]:
        for number in range(100):
            made.append(number)
            yield b"x"

    response = Streamed(make())
    answer = Pieces(leaves_after=2)
    ask(serve(response), request(), answer)
    assert (answer.pieces, len(made), response.closed) == ([b"x", b"x"], 3, 1)


def test_an_error_in_the_middle_ends_the_response() -> None:
    def fail() -> Iterator[bytes]:
        yield b"begun"
        raise OSError("on purpose")

    response = Streamed(fail())
    answer = Pieces()
    ask(serve(response), request(), answer)
    assert (answer.pieces, response.closed) == ([b"begun"], 1)


def test_head_gets_no_pieces() -> None:
    response = Streamed([b"one"])
    asked = request()
    asked.method = "HEAD"
    answer = Pieces()
    ask(serve(response), asked, answer)
    assert (answer.status, answer.body, answer.pieces, response.closed) == (200, b"", [], 1)
