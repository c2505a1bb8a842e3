"""Receives request bodies in the event loop, so that a slow client occupies memory but no thread."""

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

# A body may take this many seconds, and one more for every `MIN_BYTES_PER_SECOND` received.
GRACE = 20.0
MIN_BYTES_PER_SECOND = 8 * 1024
# The maximum in any case, because the number of large bodies is limited and others wait for their turn.
MAX_SECONDS = 600.0
# Larger bodies are written to a temporary file.
IN_MEMORY = 64 * 1024


class TooSlow(Exception):
    """The body did not arrive in time."""


class CutOff(Exception):
    """The client disconnected before the end of the body."""


@dataclass(frozen=True, slots=True)
class Body:
    """A received body: a file, and the length that the application sees.

    A body that is too long is not received completely. Its length makes the application refuse it.
    """

    file: IO[bytes]
    length: int


async def read_body(chunks: AsyncIterable[bytes], declared: int | None, max_bytes: int, grace: float = GRACE) -> Body:
    """Receive a body of the declared length, or a chunked one for None. Raise `TooSlow`, `CutOff` or `OSError`."""
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 – the request that it belongs to closes it
    if declared is not None and declared > max_bytes:
        return Body(file, declared)
    try:
        size = await _receive(chunks, file, max_bytes, grace)
        if declared is not None and size < declared:
            raise CutOff
    # This includes the cancellation of the task, which would otherwise leave the temporary file open.
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Body(file, size)


async def _receive(chunks: AsyncIterable[bytes], file: IO[bytes], max_bytes: int, grace: float) -> int:
    size = 0
    started = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(grace) as limit:
            async for chunk in chunks:
                size += len(chunk)
                if size > max_bytes:
                    break
                file.write(chunk)
                limit.reschedule(started + min(MAX_SECONDS, grace + size / MIN_BYTES_PER_SECOND))
    except TimeoutError as error:
        raise TooSlow from error
    return size
