"""Responses that are made piece by piece, such as a ZIP file: no more than one piece is in memory."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from granian._granian import RSGIProtocolClosed

logger = logging.getLogger(__name__)

type HeaderLines = list[tuple[str, str]]
type InThread = Callable[[Callable[[], bytes]], Awaitable[bytes]]


class Transport(Protocol):
    """The way to send the pieces of a response, as the RSGI specification has it."""

    async def send_bytes(self, data: bytes) -> None:
        """Send a piece, and wait while the client is slow."""


class Stream:
    """A response of the application that is not read yet."""

    def __init__(self, status: int, headers: HeaderLines, result: Iterable[bytes]) -> None:
        self.status = status
        self.headers = headers
        self._result = result
        self._pieces = iter(result)

    def next_piece(self) -> bytes:
        """Return the next piece, b"" after the last."""
        return next((piece for piece in self._pieces if piece), b"")

    def close(self) -> bytes:
        """End the response in the application, which closes its files and connections."""
        if hasattr(self._result, "close"):
            self._result.close()
        return b""


async def send_stream(stream: Stream, begin: Callable[[int, HeaderLines], Transport], in_thread: InThread) -> None:
    """Send the pieces; each takes a thread only while it is made, so that a slow client occupies none."""
    try:
        transport = begin(stream.status, stream.headers)
        while piece := await in_thread(stream.next_piece):
            await transport.send_bytes(piece)
    except RSGIProtocolClosed:
        logger.info("the client left before the end of its download")
    except Exception:
        # The headers are sent already. The client notices that the end of the file is missing.
        logger.exception("a download ended early")
    finally:
        await in_thread(stream.close)
