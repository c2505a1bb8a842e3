"""Delays answers of 429: a client that tries again at once has to wait for each refusal, and so costs little."""

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from playground.serving.streams import HeaderLines, Stream, Transport

# One client gets at most this many refusals a second; further ones wait. People, and programs that respect
# `Retry-After`, get fewer.
A_SECOND = 10
# A refusal that would have to wait longer than this, in seconds, is sent at once: each one that waits takes memory.
LONGEST = 10.0
# At this number of clients, those without a refusal that waits are forgotten.
MOST_REMEMBERED = 1000


class Exchange(Protocol):
    """The body of a request and the way to answer it, as the RSGI specification has them."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_bytes(self, status: int, headers: HeaderLines, body: bytes) -> None:
        """Answer with these bytes."""

    def response_file(self, status: int, headers: HeaderLines, file: str) -> None:
        """Answer with the content of a file, sent by the server itself."""

    def response_stream(self, status: int, headers: HeaderLines) -> Transport:
        """Answer in pieces."""


class HoldRefusal:
    """An exchange that holds back an answer of 429 and sends every other answer."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        # A response in pieces, which is sent after the application has returned.
        self.stream: Stream | None = None
        self.refusal: tuple[int, HeaderLines, bytes] | None = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._exchange)

    def response_bytes(self, status: int, headers: HeaderLines, body: bytes) -> None:
        """Answer with these bytes, unless they are a refusal."""
        if status == 429:
            self.refusal = status, headers, body
        else:
            self._exchange.response_bytes(status, headers, body)

    def response_file(self, status: int, headers: HeaderLines, file: str) -> None:
        """Answer with the content of a file."""
        self._exchange.response_file(status, headers, file)


class DelayedRefusals:
    """The time of each client's latest refusal, by the clock of the event loop."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}

    async def wait(self, client: str) -> None:
        """Wait until a refusal may be sent to the client."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next.get(client, now)) + 1 / A_SECOND
        if at > now + LONGEST:
            return
        if len(self._next) >= MOST_REMEMBERED:
            self._next = {other: when for other, when in self._next.items() if when > now}
        self._next[client] = at
        await asyncio.sleep(at - now)
