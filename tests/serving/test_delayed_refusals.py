"""A refusal with 429 is delayed, so that a client that tries again at once costs little."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from playground.serving.delayed_refusals import A_SECOND, LONGEST, MOST_REMEMBERED, DelayedRefusals
from playground.serving.gateway import MAX_LARGE_BODIES
from tests.serving.test_gateway import Exchange, make_gateway, request


def answer_with(status: str) -> Callable[..., Iterable[bytes]]:
    def application(environment: object, start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response(status, [("retry-after", "5")])
        return [b"content"]

    return application


async def count_answered(gateway: Any, number: int, wait: float, **facts: Any) -> int:
    """Send this many requests at once, and return how many are answered by then."""
    exchanges = [Exchange() for _ in range(number)]
    tasks = [asyncio.create_task(gateway(request(**facts), each)) for each in exchanges]
    await asyncio.wait(tasks, timeout=wait)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return sum(each.status > 0 for each in exchanges)


def test_one_client_gets_a_few_refusals_a_second() -> None:
    # All of them would take ten times as long.
    answered = asyncio.run(count_answered(make_gateway(answer_with("429 Too Many Requests")), 100, 1.0))
    assert answered <= 2 * A_SECOND


def test_a_refusal_arrives_whole() -> None:
    exchange = Exchange()
    asyncio.run(make_gateway(answer_with("429 Too Many Requests"))(request(), exchange))
    assert (exchange.status, exchange.headers, exchange.body) == (429, {"retry-after": "5"}, b"content")


@pytest.mark.parametrize("status", ["200 OK", "422 Unprocessable Content", "503 Service Unavailable"])
def test_other_answers_are_sent_at_once(status: str) -> None:
    assert asyncio.run(count_answered(make_gateway(answer_with(status)), 100, 60)) == 100


def test_refusals_of_too_many_large_bodies_are_delayed_as_well() -> None:
    async def flood() -> int:
        gateway = make_gateway()
        held = [asyncio.create_task(gateway(request(100_000), Exchange(ends=False))) for _ in range(MAX_LARGE_BODIES)]
        await asyncio.sleep(0)
        answered = await count_answered(gateway, 100, 1.0, length=100_000)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        return answered

    assert asyncio.run(flood()) <= 2 * A_SECOND


def test_a_refusal_that_would_wait_too_long_is_sent_at_once() -> None:
    async def fill() -> None:
        refusals = DelayedRefusals()
        line = [asyncio.create_task(refusals.wait("a")) for _ in range(int(LONGEST * A_SECOND))]
        await asyncio.sleep(0)
        await asyncio.wait_for(refusals.wait("a"), LONGEST / 2)
        for task in line:
            task.cancel()

    asyncio.run(fill())


def test_clients_without_a_refusal_that_waits_are_forgotten() -> None:
    async def come() -> DelayedRefusals:
        refusals = DelayedRefusals()
        for number in range(MOST_REMEMBERED):
            refusals._next[str(number)] = 0.0
        await refusals.wait("new")
        return refusals

    assert list(asyncio.run(come())._next) == ["new"]
