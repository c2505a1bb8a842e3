"""Request bodies, received by the event loop: whoever sends slowly holds a place in memory and no thread."""

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

# A body may take this long, in seconds, and a second more for each so many bytes that have come.
GRACE = 20.0
LEAST_RATE = 8 * 1024
# And never longer than this: a place for a large body must come free for somebody else, in seconds.
LONGEST = 600.0
# What is larger goes to a temporary file, in bytes.
IN_MEMORY = 64 * 1024


class TooSlow(Exception):
    """The body did not come in time."""


class CutOff(Exception):
    """The client went away before the end of the body."""


@dataclass(frozen=True, slots=True)
class Body:
    """What came of a body: a file to read, and the length that the request has for the application.

    A body that is longer than may be taken is not received to its end; its length tells the application to refuse it.
    """

    file: IO[bytes]
    length: int


async def read_body(chunks: AsyncIterable[bytes], declared: int | None, most: int, grace: float = GRACE) -> Body:
    """Receive a body of the declared length, or in chunks for None; raise `TooSlow`, `CutOff` or `OSError`."""
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 – the request that it belongs to closes it
    if declared is not None and declared > most:
        return Body(file, declared)
    try:
        size = await _receive(chunks, file, most, grace)
        if declared is not None and size < declared:
            raise CutOff
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Body(file, size)


async def _receive(chunks: AsyncIterable[bytes], file: IO[bytes], most: int, grace: float) -> int:
    size = 0
    begun = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(grace) as limit:
            async for chunk in chunks:
                size += len(chunk)
                if size > most:
                    break
                file.write(chunk)
                limit.reschedule(begun + min(LONGEST, grace + size / LEAST_RATE))
    except TimeoutError as error:
        raise TooSlow from error
    return size
