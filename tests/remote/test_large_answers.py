"""Large answers take turns in memory, and none may keep the others waiting for long."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from playground.dialects.registry import get_dialect
from playground.engines.errors import Interrupted
from playground.engines.remote.http import send_request
from playground.engines.remote.large_answers import LargeAnswers
from playground.engines.remote.session import ApiCall, ApiSession
from tests.remote.scripted_api import make_account, play

PARTS = 10


class Body(httpx.AsyncByteStream):
    """A JSON text in parts, each after a pause; notes how many bodies are half read."""

    half_read = most = 0

    def __init__(self, pause: float = 1.0) -> None:
        self.pause = pause

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'"'
        for part in range(PARTS):
            # The first two parts are not large yet.
            if part == 2:
                Body.half_read += 1
                Body.most = max(Body.most, Body.half_read)
            await asyncio.sleep(self.pause)
            yield b"x"
        Body.half_read -= 1
        yield b'"'


class Silent(Body):
    """A body that never ends."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'"xxxx'
        await asyncio.sleep(10_000)


def ask(limits: LargeAnswers, pauses: list[float]) -> list[object]:
    """Return what comes of as many requests at once, whose answers arrive with these pauses."""

    async def one(pause: float) -> object:
        api = ApiSession(get_dialect("onemin"), make_account(get_dialect("onemin")), large_answers=limits)
        body = Body(pause) if pause else Silent()
        transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=body))
        request = httpx.Request("GET", "https://api.1min.ai/")
        try:
            return (await send_request(transport, request, ApiCall(api, "poll"), 1000)).body
        except Interrupted as fault:
            return fault

    async def go() -> list[object]:
        Body.half_read = Body.most = 0
        return await asyncio.gather(*map(one, pauses))

    return play(go)


@pytest.mark.parametrize(("size", "most"), [(2, 2), (1000, 5)])
def test_only_large_answers_take_turns(size: int, most: int) -> None:
    assert ask(LargeAnswers(at_once=2, size=size), [1.0] * 5) == ["x" * PARTS] * 5
    assert Body.most == most


@pytest.mark.parametrize("pause", [15.0, 0.0])
def test_a_slow_one_gives_its_turn_up(pause: float) -> None:
    slow, quick = ask(LargeAnswers(at_once=1, size=2, seconds=20), [pause, 1.0])
    assert isinstance(slow, Interrupted)
    assert quick == "x" * PARTS
