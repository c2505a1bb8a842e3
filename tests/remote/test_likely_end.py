"""A job is polled when it is likely to end, by how long the last jobs of its model took."""

import asyncio
import itertools
from dataclasses import dataclass, field

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.registry import DIALECTS
from playground.engines.remote.base import RemoteRequest
from playground.engines.remote.durations import JOBS, MODELS, Durations, DurationsOfModels
from playground.engines.remote.engine import RemoteEngine
from tests.remote.scripted_api import (
    REQUEST_ID,
    SUCCESSES,
    ScriptedJournal,
    fetch,
    make_account,
    make_request,
    play,
)

SPEC = get_spec("bfl/flux-2-flex/generate")
SUBMITTED, READY = SUCCESSES["bfl"]


@dataclass
class TimedApi:
    """An API whose jobs take as many seconds as the test says; notes its polls by the seconds since the request."""

    seconds: float
    polls: list[float] = field(default_factory=list)
    began: float = 0.0

    def answer(self, request: httpx.Request) -> httpx.Response:
        now = asyncio.get_running_loop().time()
        if request.method == "POST":
            self.began, self.polls = now, []
            return httpx.Response(200, json=SUBMITTED.json())
        self.polls.append(now - self.began)
        is_ready = self.polls[-1] >= self.seconds
        return httpx.Response(200, json=READY.json() if is_ready else {"id": READY.json()["id"], "status": "Pending"})


def make_each(*seconds: float) -> list[list[float]]:
    """Make a picture of each duration, one after the other; return the moments of the polls of each."""
    api, seen = TimedApi(0.0), []

    async def go() -> None:
        clock = asyncio.get_running_loop().time
        engine = RemoteEngine(transport=httpx.MockTransport(api.answer), fetch=fetch, clock=clock)
        for each in seconds:
            api.seconds = each
            asked = RemoteRequest(make_request(SPEC), make_account(DIALECTS["bfl"]), REQUEST_ID)
            await engine.run(asked, ScriptedJournal())
            seen.append(api.polls)
        await engine.close()

    play(go)
    return seen


@pytest.mark.parametrize("seconds", [0.3, 2.2, 4.1, 9.7, 31.0])
def test_pictures_that_take_equally_long_are_soon_found_at_once(seconds: float) -> None:
    first, *_, last = make_each(*[seconds] * 6)
    assert last[-1] - seconds < 0.05 < first[-1] - seconds
    # Not by asking more often all the time.
    assert len(last) <= len(first) + 10


def test_durations_that_vary_are_polled_a_few_times_in_their_range() -> None:
    seen = make_each(3.0, 6.0, 4.4, 5.1, 3.9, 5.6)
    *_, last = seen
    assert last[-1] - 5.6 < 0.6
    assert len(last) <= 20


def test_a_job_that_takes_far_longer_is_polled_as_rarely_as_the_first() -> None:
    alone, (_, late) = make_each(300.0)[0], make_each(1.0, 300.0)
    assert len(late) < len(alone) + 25
    assert max(after - before for before, after in itertools.pairwise(late)) == pytest.approx(3.0)


def test_a_job_that_is_faster_than_all_before_is_found_no_later_than_the_first_was() -> None:
    alone, (*_, fast) = make_each(1.2)[0], make_each(8.0, 8.0, 1.2)
    assert fast[-1] <= alone[-1]


def test_only_the_last_jobs_count() -> None:
    durations = Durations()
    assert durations.expected is None
    for _ in range(JOBS):
        durations.add(50.0, 60.0)
    for _ in range(JOBS):
        durations.add(3.0, 3.5)
    assert durations.expected == (3.0, 3.5)


def test_models_and_addresses_are_apart_and_old_ones_are_forgotten() -> None:
    models = DurationsOfModels()
    models.of("https://one.example", "a").add(1.0, 2.0)
    assert models.of("https://two.example", "a").expected is None
    assert models.of("https://one.example", "a").expected == (1.0, 2.0)
    for number in range(MODELS):
        models.of("https://one.example", str(number))
    assert models.of("https://one.example", "a").expected is None
