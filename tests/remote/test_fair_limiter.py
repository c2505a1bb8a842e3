"""Owners take turns in getting the places at an API, whichever of them asked first."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import httpx

from playground.catalog.loading import get_spec
from playground.catalog.spec import ModelSpec
from playground.engines.remote.base import Account, RemoteRequest
from playground.engines.remote.engine import RemoteEngine
from tests.remote.scripted_api import RECORD, REQUEST_ID, ScriptedJournal, fetch, make_request, play
from tests.remote.test_limiter import FLEX, MINE, now

EDIT = get_spec("onemin/flux-2-flex/edit")


def make_engine(places: int, seconds: float = 5) -> RemoteEngine:
    async def answer(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(seconds)
        return httpx.Response(200, content=RECORD.content)

    clock = asyncio.get_running_loop().time
    return RemoteEngine(transport=httpx.MockTransport(answer), fetch=fetch, clock=clock, at_once={"onemin": places})


async def order_of(places: int, owners: Sequence[str]) -> list[tuple[str, float]]:
    """Return who was answered and when, where all ask at once in this order."""
    engine, answered = make_engine(places), list[tuple[str, float]]()

    async def one(owner: str) -> None:
        account = replace(MINE, owner=owner)
        await engine.run(RemoteRequest(make_request(FLEX), account, REQUEST_ID), ScriptedJournal())
        answered.append((owner, now()))

    await asyncio.gather(*(one(owner) for owner in owners))
    return answered


def test_a_single_place_alternates() -> None:
    order = play(lambda: order_of(1, "aaaabbc"))
    assert "".join(owner for owner, _ in order) == "abcabaa"


def test_one_owner_leaves_a_place_free_for_others() -> None:
    order = play(lambda: order_of(3, "aaaaab"))
    assert sorted(order[:3]) == [("a", 5), ("a", 5), ("b", 5)]
    assert order[-1] == ("a", 15)


def test_an_owner_without_a_place_comes_before_those_who_hold_some() -> None:
    order = play(lambda: order_of(4, "aaaaabbbbc"))
    assert ("c", 10) in order
    assert [moment for _, moment in order] == [5] * 4 + [10] * 4 + [15] * 2


def test_many_owners_use_all_places() -> None:
    order = play(lambda: order_of(4, "abcd"))
    assert [moment for _, moment in order] == [5] * 4


def test_five_hundred_of_one_owner_keep_nobody_waiting() -> None:
    order = play(lambda: order_of(16, ["many"] * 500 + ["few"] * 5))
    moments = [moment for owner, moment in order if owner == "few"]
    # One place is free at once, and of those that come free each second one is theirs.
    assert moments == [5] + [10] * 4


def test_a_key_that_must_wait_holds_no_place() -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["API-KEY"] == "exhausted":
            return httpx.Response(429, headers={"Retry-After": "50"})
        await asyncio.sleep(5)
        return httpx.Response(200, content=RECORD.content)

    async def go() -> tuple[list[float], list[bool]]:
        clock = asyncio.get_running_loop().time
        transport = httpx.MockTransport(answer)
        engine = RemoteEngine(transport=transport, fetch=fetch, clock=clock, at_once={"onemin": 4})
        journal, done = ScriptedJournal(), list[float]()

        async def one(account: Account, spec: ModelSpec, journal: ScriptedJournal) -> None:
            pictures = (b"\x89PNG",) if spec.mode == "edit" else ()
            await engine.run(RemoteRequest(make_request(spec, pictures), account, REQUEST_ID), journal)
            done.append(now())

        # Of these some are refused at their upload, and all of them wait after that.
        exhausted = replace(MINE, key="exhausted", owner="many")
        waiting = [asyncio.ensure_future(one(exhausted, spec, journal)) for spec in (FLEX, EDIT) * 10]
        await asyncio.sleep(1)
        await asyncio.gather(*(one(replace(MINE, owner=f"few-{at}"), FLEX, ScriptedJournal()) for at in range(8)))
        for task in waiting:
            task.cancel()
        return done, journal.pauses

    done, pauses = play(go)
    assert done == [6] * 4 + [11] * 4
    # The first request had a place, and all of them heard of the pause.
    assert (pauses.count(False), pauses.count(True) >= 20) == (1, True)


def test_a_call_that_was_cancelled_while_it_waited_keeps_nobody_from_the_place() -> None:
    async def go() -> None:
        engine = make_engine(1)

        def ask(owner: str) -> asyncio.Task[object]:
            account = replace(MINE, owner=owner)
            asking = engine.run(RemoteRequest(make_request(FLEX), account, REQUEST_ID), ScriptedJournal())
            return asyncio.ensure_future(asking)

        first, second, third = ask("a"), ask("b"), ask("c")
        await asyncio.sleep(1)
        second.cancel()
        await asyncio.gather(first, third)
        assert now() == 10

    play(go)
