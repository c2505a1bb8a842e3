"""A job is polled when it is likely to end, by how long the last jobs of its model took."""

import asyncio
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.base import timestamp
from playground.dialects.registry import DIALECTS
from playground.engines.remote.base import RemoteRequest
from playground.engines.remote.durations import JOBS, MARGIN, MODELS, Durations, DurationsOfModels
from playground.engines.remote.engine import RemoteEngine
from playground.engines.remote.pauses import divide_until
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
# It says how long its jobs take, and wants to be polled every two to three seconds.
TELLING_SPEC = get_spec("apiframe/flux-2-dev/generate")
QUEUED, COMPLETED = SUCCESSES["apiframe"]
PAUSE = DIALECTS["apiframe"].policy.shortest_poll_interval


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


class TellingApi(TimedApi):
    """The same, for the API that says how long a job took."""

    def answer(self, request: httpx.Request) -> httpx.Response:
        is_ready = super().answer(request).json().get("status") == "Ready"
        if request.method == "POST":
            return httpx.Response(202, json=QUEUED.json())
        created = datetime(2026, 3, 27, 10, tzinfo=UTC)
        ended = created + timedelta(seconds=self.seconds)
        job = COMPLETED.json() | {"createdAt": timestamp(created), "completedAt": timestamp(ended)}
        at_work = {"status": "PROCESSING", "result": None, "completedAt": None}
        return httpx.Response(200, json=job if is_ready else job | at_work)


def make_each(*seconds: float, api: TimedApi | None = None) -> list[list[float]]:
    """Make a picture of each duration, one after the other; return the moments of the polls of each."""
    api, seen = api or TimedApi(0.0), list[list[float]]()
    spec = TELLING_SPEC if isinstance(api, TellingApi) else SPEC

    async def go() -> None:
        clock = asyncio.get_running_loop().time
        engine = RemoteEngine(transport=httpx.MockTransport(api.answer), fetch=fetch, clock=clock)
        for each in seconds:
            api.seconds = each
            asked = RemoteRequest(make_request(spec), make_account(DIALECTS[spec.dialect]), REQUEST_ID)
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


@pytest.mark.parametrize("seconds", [0.3, 1.9, 2.2, 4.1, 8.3, 9.7, 31.0, 100.0])
def test_an_api_that_says_how_long_jobs_take_is_asked_when_they_end(seconds: float) -> None:
    first, second, *_, last = make_each(*[seconds] * 4, api=TellingApi(0.0))
    assert second[-1] - seconds < 0.1
    assert last[-1] - seconds < 0.1
    assert len(last) <= len(first)


@pytest.mark.parametrize("seconds", [(0.3,) * 4, (8.3, 8.6, 8.1, 8.9, 8.4), (1.0, 60.0, 1.0, 12.0), (30.0, 0.5, 30.0)])
def test_it_is_never_asked_sooner_again_than_it_wants(seconds: tuple[float, ...]) -> None:
    for polls in make_each(*seconds, api=TellingApi(0.0)):
        assert all(after - before >= PAUSE - 1e-6 for before, after in itertools.pairwise(polls))


def test_one_slow_job_does_not_delay_the_next_ones() -> None:
    *_, polls = make_each(8.3, 60.0, 8.3, api=TellingApi(0.0))
    assert polls[-1] - 8.3 < 0.1


@pytest.mark.parametrize(
    ("said", "passed", "end"),
    [
        ([], 0.0, None),
        ([8.0], 0.0, 8.03),
        # Slower than all of them.
        ([8.0], 8.1, None),
        # A quarter of their spread is added.
        ([8.0, 8.4, 8.2], 0.0, 8.53),
        # Those that took far longer come later.
        ([8.0, 60.0, 8.4], 0.0, 8.53),
        ([8.0, 60.0, 8.4], 9.0, 60.03),
        # Apart by more than one pause.
        ([4.0, 6.1, 8.0], 0.0, 4.03),
    ],
)
def test_the_next_end_is_after_the_slowest_of_those_that_are_close(
    said: list[float], passed: float, end: float | None
) -> None:
    durations = Durations()
    for each in said:
        durations.add(0.0, 100.0, each)
    assert durations.next_end(passed, PAUSE) == (end and pytest.approx(end))


@pytest.mark.parametrize(("said", "counted"), [(3.0, 4.0), (5.0, 5.0), (9.0, 6.0)])
def test_what_was_seen_counts_for_more_than_what_the_api_says(said: float, counted: float) -> None:
    durations = Durations()
    durations.add(4.0, 6.0, said)
    assert durations.next_end(0.0, PAUSE) == pytest.approx(counted + MARGIN)


@pytest.mark.parametrize(
    ("end", "passed", "usual", "pause"),
    [
        # The first poll may come at once.
        (0.3, 0.0, 2.0, 0.3),
        (1.9, 0.0, 2.0, 1.9),
        # Any other one comes a whole pause later.
        (2.3, 2.0, 2.0, 2.0),
        (2.3, 2.4, 2.0, 2.0),
        # Equal pauses, one rather longer than two too short.
        (3.9, 0.0, 2.0, 3.9),
        (4.2, 0.0, 2.0, 2.1),
        (8.4, 0.0, 2.0, 2.1),
        (8.4, 4.2, 2.0, 2.1),
        # The usual pause has grown meanwhile.
        (40.0, 16.0, 4.0, 4.0),
        (41.0, 16.0, 4.0, 25 / 7),
    ],
)
def test_the_pauses_before_the_likely_end_are_equal(end: float, passed: float, usual: float, pause: float) -> None:
    assert divide_until(end, passed, PAUSE, usual) == pytest.approx(pause)
