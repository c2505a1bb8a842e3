"""Bodies are received whole, up to a length and within a time."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from playground.serving.bodies import Body, CutOff, TooSlow, read_body

MOST = 1000


async def send(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def never_end(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    await asyncio.Event().wait()


def receive(chunks: AsyncIterator[bytes], declared: int | None, grace: float = 60) -> tuple[int, bytes]:
    """Return the length and the content of the body."""
    body = asyncio.run(read_body(chunks, declared, MOST, grace))
    with body.file as file:
        return body.length, file.read()


@pytest.mark.parametrize("declared", [6, None])
def test_a_whole_body_can_be_read_from_its_beginning(declared: int | None) -> None:
    assert receive(send(b"abc", b"", b"def"), declared) == (6, b"abcdef")


def test_a_body_that_is_declared_too_large_is_not_received() -> None:
    assert receive(never_end(), MOST + 1) == (MOST + 1, b"")


def test_a_chunked_body_is_received_only_up_to_the_limit() -> None:
    length, _ = receive(never_end(b"x" * MOST, b"y", b"z" * 10), None)
    assert length == MOST + 1


def test_a_stalled_body_times_out() -> None:
    with pytest.raises(TooSlow):
        receive(never_end(b"abc"), 6, grace=0.01)


def test_an_incomplete_body_is_discarded() -> None:
    with pytest.raises(CutOff):
        receive(send(b"abc"), 6)


def test_a_large_body_goes_to_a_file_on_disk() -> None:
    async def read() -> Body:
        return await read_body(send(b"x" * 60_000, b"y" * 60_000), 120_000, 200_000)

    body = asyncio.run(read())
    with body.file as file:
        assert file.fileno() > 0
        assert len(file.read()) == 120_000
