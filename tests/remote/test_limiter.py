"""Places at an API, the pause after a 429, and what cancelling leaves behind: nothing."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from itertools import pairwise
from typing import Any

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.registry import get_dialect
from playground.engines.remote.base import Account, RemoteRequest, RemoteResult, running_job
from playground.engines.remote.engine import RemoteEngine
from tests.remote.scripted_api import (
    DONE,
    JOB,
    QUEUED,
    RECORD,
    REQUEST_ID,
    Script,
    ScriptedJournal,
    fetch,
    job,
    make_account,
    make_request,
    play,
)

FLEX = get_spec("onemin/flux-2-flex/generate")
JOB_FLEX = get_spec("apiframe/flux-2-flex/generate")
MINE = make_account(get_dialect("onemin"))


class FakeApi:
    """Answers after some seconds and counts how many requests are at work at once."""

    def __init__(self, seconds: float = 5, answers: list[httpx.Response] | None = None) -> None:
        self.busy = self.most = self.count = 0
        self.moments: list[float] = []
        self._seconds = seconds
        self._answers = answers or []
        self.transport = httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        self.moments.append(asyncio.get_running_loop().time())
        self.busy += 1
        self.most = max(self.most, self.busy)
        try:
            await asyncio.sleep(self._seconds)
            if self._answers:
                return self._answers.pop(0)
            return httpx.Response(200, content=RECORD.content)
        finally:
            self.busy -= 1


def start(
    engine: RemoteEngine, account: Account = MINE, journal: ScriptedJournal | None = None, **wishes: Any
) -> Coroutine[Any, Any, RemoteResult]:
    spec = wishes.pop("spec", FLEX)
    asked = RemoteRequest(make_request(spec), account, REQUEST_ID, **wishes)
    return engine.run(asked, journal or ScriptedJournal())


def make_engine(transport: httpx.AsyncBaseTransport, places: int = 16) -> RemoteEngine:
    clock = asyncio.get_running_loop().time
    return RemoteEngine(transport=transport, fetch=fetch, clock=clock, at_once={"onemin": places, "apiframe": places})


def now() -> float:
    return asyncio.get_running_loop().time()


def test_no_more_calls_than_places_are_at_work_and_the_first_comes_first() -> None:
    async def go() -> tuple[FakeApi, list[int]]:
        api, order = FakeApi(), []
        engine = make_engine(api.transport, 3)

        async def one(number: int) -> None:
            await start(engine)
            order.append(number)

        await asyncio.gather(*(one(number) for number in range(10)))
        assert now() == 20
        return api, order

    api, order = play(go)
    assert api.most == 3
    assert [number // 3 for number in order] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]


def test_a_job_that_waits_for_a_place_says_so() -> None:
    async def go() -> ScriptedJournal:
        engine, journal = make_engine(FakeApi().transport, 1), ScriptedJournal()
        await asyncio.gather(start(engine), start(engine, journal=journal))
        return journal

    assert play(go).reports == [(None, "Waiting for a free slot at 1min.ai"), (None, "1min.ai is at work")]


def test_a_place_is_held_while_a_job_is_at_work() -> None:
    async def go() -> list[float]:
        script = Script(QUEUED, job("PROCESSING"), DONE, QUEUED, DONE)
        engine = make_engine(script.transport, 1)
        account = make_account(get_dialect("apiframe"))
        await asyncio.gather(*(start(engine, account, spec=JOB_FLEX) for _ in range(2)))
        return script.moments

    assert play(go) == [0, 2, 4, 4, 6]


def test_a_job_at_work_already_waits_for_no_place() -> None:
    async def go() -> None:
        script = Script(DONE)
        engine = make_engine(script.transport, 1)
        account = make_account(get_dialect("apiframe"))
        await asyncio.gather(*(start(engine, account, spec=JOB_FLEX, resume=running_job(JOB)) for _ in range(5)))
        assert now() == 0

    play(go)


def test_nothing_new_is_sent_before_the_pause_is_over() -> None:
    async def go() -> list[float]:
        api = FakeApi(0, [httpx.Response(429, headers={"Retry-After": "30"})])
        engine = make_engine(api.transport)

        async def later() -> None:
            await asyncio.sleep(1)
            await start(engine)

        await asyncio.gather(start(engine), later(), later())
        return api.moments

    first, *others = play(go)
    assert first == 0
    assert len(others) == 3
    assert all(30 <= moment <= 33 for moment in others)


def test_refusals_without_a_pause_of_their_own_make_longer_and_longer_ones() -> None:
    async def go() -> list[float]:
        api = FakeApi(0, [httpx.Response(429) for _ in range(4)])
        await start(make_engine(api.transport))
        return api.moments

    moments = play(go)
    gaps = [after - before for before, after in pairwise(moments)]
    for gap, least in zip(gaps, (2, 4, 8, 16), strict=True):
        assert least <= gap <= least + 4


def test_requests_that_are_refused_together_count_as_one_refusal() -> None:
    async def go() -> float:
        api = FakeApi(0.5, [httpx.Response(429) for _ in range(8)])
        engine = make_engine(api.transport)
        await asyncio.gather(*(start(engine) for _ in range(8)))
        return now()

    assert play(go) < 5


def test_the_pause_of_one_key_holds_up_no_other() -> None:
    async def go() -> None:
        api = FakeApi(0, [httpx.Response(429, headers={"Retry-After": "60"})])
        engine = make_engine(api.transport, 1)
        slow = asyncio.create_task(start(engine))
        await asyncio.sleep(1)
        await start(engine, make_account(get_dialect("onemin"), key="another-key"))
        assert now() == 1
        await slow

    play(go)


@pytest.mark.parametrize("moment", [0.5, 5.5, 10.5])
def test_a_cancelled_call_leaves_no_place_behind(moment: float) -> None:
    async def go() -> None:
        api = FakeApi(5)
        engine = make_engine(api.transport, 1)
        tasks = [asyncio.create_task(start(engine)) for _ in range(4)]
        await asyncio.sleep(moment)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert api.busy == 0
        before = now()
        await start(engine)
        assert now() == before + 5

    play(go)


def test_a_place_that_is_given_to_a_cancelled_call_goes_on_to_the_next() -> None:
    async def go() -> None:
        engine = make_engine(FakeApi(5).transport, 1)
        first, second, third = [asyncio.create_task(start(engine)) for _ in range(3)]
        await first
        # The place was given to the second, which has not woken yet.
        second.cancel()
        await third
        assert now() <= 10

    play(go)


def test_a_cancelled_call_closes_its_answer() -> None:
    closed = []

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(1)
                yield b" "

        async def aclose(self) -> None:
            closed.append(True)

    async def go() -> None:
        script = Script(lambda request: httpx.Response(200, stream=Endless()))
        task = asyncio.create_task(start(make_engine(script.transport)))
        await asyncio.sleep(3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    play(go)
    assert closed == [True]


def test_a_thousand_calls_are_at_work_at_once() -> None:
    async def go() -> FakeApi:
        api = FakeApi(10)
        engine = make_engine(api.transport, 1000)
        results = await asyncio.gather(*(start(engine) for _ in range(1000)))
        assert len(results) == 1000
        assert now() == 10
        return api

    assert play(go).most == 1000


def test_one_engine_serves_one_loop_after_the_other() -> None:
    engine = RemoteEngine(transport=FakeApi(0).transport, fetch=fetch)
    for _ in range(2):
        assert play(lambda: start(engine)).answer.id == JOB
