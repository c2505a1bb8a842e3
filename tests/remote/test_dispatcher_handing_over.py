"""Remote generations that another worker takes over, and dispatchers that stop or lose their database."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.dialects.base import Answer
from playground.engines.remote.base import RemoteResult
from playground.generations.models import Generation, Picture, Worker
from playground.generations.worker.remote.dispatcher import Dispatcher
from playground.generations.worker.remote.job_columns import read_accepted
from tests.cast import EDIT, Person
from tests.remote.dispatching import ended, until, woken
from tests.remote.scripted_engines import Act, Asked, Gate, StandIn, result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("server_key")]


def test_what_another_worker_took_over_leaves_no_file(
    bob: Person, start: Any, dispatchers: list[Dispatcher], files: Callable[[], list[str]]
) -> None:
    gate, other = Gate(), Worker.objects.create()

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(gate.reached.is_set)
    Generation.objects.update(worker=other)
    gate.open()
    until(lambda: not dispatchers[0].at_work)
    row.refresh_from_db()
    assert (row.status, row.worker, Picture.objects.count()) == ("running", other, 0)
    assert files() == []


def test_what_waits_again_is_not_begun_by_a_worker_that_still_has_it_in_hand(
    bob: Person, start: Any, dispatchers: list[Dispatcher]
) -> None:
    gate, paid = Gate(), list[str]()

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        await asked.journal.sending()
        paid.append(asked.request_id)
        return result()

    row = bob.ask()
    engine = start(act)
    until(gate.reached.is_set)
    # Another worker took this one for dead, as while a machine sleeps.
    Generation.objects.update(status="queued", worker=None)
    later = bob.ask()
    dispatchers[0].wake("onemin")
    until(lambda: len(engine.asked) >= 2)
    gate.open()
    ended(later)
    until(lambda: woken(dispatchers[0]) and not Generation.objects.active().exists())
    assert ended(row).attempts == 2
    assert sorted(paid) == sorted([str(row.wire_id), str(later.wire_id)])
    assert [each.pictures.count() for each in (row, later)] == [1, 1]


def made_or_waiting(made: Generation, gate: Gate) -> Act:
    """Return how an engine acts that has been answered for one row and goes on for none before the gate opens."""

    async def act(asked: Asked) -> RemoteResult:
        if asked.request_id == str(made.wire_id):
            await asked.journal.sending()
            await asked.journal.accepted(Answer("a-17", "done", 100, ("https://cdn.1min.ai/0.png",), ""))
        await gate.pass_through()
        return result()

    return act


def test_a_dispatcher_that_is_stopped_fetches_what_is_made_and_hands_the_rest_on(
    bob: Person, start: Any, dispatchers: list[Dispatcher]
) -> None:
    made, late, gate = bob.ask(), bob.ask(), Gate()
    start(made_or_waiting(made, gate))
    until(lambda: Generation.objects.filter(id=made.id, remote_answer__isnull=False).exists())
    dispatchers[0].begin_stop(60.0)
    until(lambda: Generation.objects.filter(id=late.id, status="queued", attempts=1).exists())
    gate.open()
    assert (ended(made).status, made.pictures.count()) == ("done", 1)


def test_what_is_made_and_cannot_be_fetched_in_time_is_handed_on(
    bob: Person, start: Any, dispatchers: list[Dispatcher]
) -> None:
    made, gate = bob.ask(), Gate()
    start(made_or_waiting(made, gate))
    until(lambda: Generation.objects.filter(id=made.id, remote_answer__isnull=False).exists())
    dispatchers[0].stop(0.0)
    made.refresh_from_db()
    accepted = read_accepted(made)
    assert (made.status, made.can_go_on, accepted is not None) == ("queued", True, True)


@pytest.mark.parametrize("at", ["before it is sent", "once it is paid for"])
def test_a_database_that_is_away_for_a_moment_loses_no_picture(
    bob: Person, start: Any, breaks: Callable[[str], None], at: str
) -> None:
    row = bob.ask(EDIT, imageUrl=bob.upload().key)
    paid = list[str]()

    async def act(asked: Asked) -> RemoteResult:
        if at == "once it is paid for":
            breaks('FROM "generations_input"')
        await asked.journal.sending()
        paid.append(asked.request_id)
        return result()

    if at == "before it is sent":
        breaks('FROM "generations_input"')
    start(act)
    assert (ended(row).status, row.pictures.count(), paid) == ("done", 1, [str(row.wire_id)])


def test_a_dispatcher_that_stopped_with_an_error_starts_again(
    bob: Person, dispatchers: list[Dispatcher], worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    row, engines = bob.ask(), [StandIn()]

    def make_engine() -> StandIn:
        if "stopped with an error" not in caplog.text:
            raise OSError("no certificates")
        return engines[0]

    dispatchers.append(Dispatcher(worker, make_engine, {"onemin": 1}, lambda pictures: None))
    dispatchers[0].wake("onemin")
    until(lambda: "the dispatcher stopped with an error" in caplog.text)
    until(lambda: woken(dispatchers[0]) and not Generation.objects.active().exists())
    assert ended(row).status == "done"
