"""Rows for a public API are taken by turns between owners, and never in all the places of a worker for one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from playground.accounts.models import Owner
from playground.configuration.environment import RemoteApi
from playground.engines.remote.base import RemoteResult
from playground.generations.models import Generation, Worker
from playground.generations.round_robin import Turns
from playground.generations.worker.remote.dispatcher import MOST_CLAIMED, Dispatcher
from playground.generations.worker.remote.row_updates import CLAIM, FreeSlots
from tests.cast import FLEX
from tests.remote.scripted_engines import Asked, Gate, StandIn, result
from tests.remote.worker_processes import until


def fill(owner: Owner, number: int) -> None:
    """Queue this number of an owner's generations for 1min.ai."""
    plain = {"spec_id": FLEX, "params": {"prompt": "x"}, "resolved": {"prompt": "x", "seed": 1}, "key_source": "server"}
    rows = [Generation(owner=owner, width=8, height=8, engine="remote", **plain) for _ in range(number)]
    Generation.objects.bulk_create(rows)


@pytest.fixture
def owners(db: None) -> list[Owner]:
    return [Owner.objects.create() for _ in range(3)]


@pytest.fixture
def claim(worker: Worker) -> Callable[..., list[UUID]]:
    """Return a function that claims by these turns, and returns whose rows it got."""

    def act(turns: Turns, free: int, in_hand: frozenset[UUID] = frozenset()) -> list[UUID]:
        [claimed] = CLAIM.apply(worker, [FreeSlots("onemin", free, turns, in_hand)])
        for row in claimed.rows:
            turns.take(row.owner_id)
        return [row.owner_id for row in claimed.rows]

    return act


def test_free_places_are_shared_out_evenly(owners: list[Owner], claim: Callable[..., list[UUID]]) -> None:
    for owner, number in zip(owners, (50, 2, 9), strict=True):
        fill(owner, number)
    taken = claim(Turns(20), 11)
    assert [taken.count(owner.id) for owner in owners] == [5, 2, 4]


def test_a_newcomer_gets_the_next_place(owners: list[Owner], claim: Callable[..., list[UUID]]) -> None:
    turns = Turns(10)
    fill(owners[0], 50)
    assert len(claim(turns, 10)) == 9
    fill(owners[1], 2)
    assert claim(turns, 1) == [owners[1].id]
    turns.give_back(owners[0].id)
    assert claim(turns, 1) == [owners[1].id]


def test_one_owners_rows_are_taken_oldest_first(owners: list[Owner], claim: Callable[..., list[UUID]]) -> None:
    fill(owners[0], 5)
    claim(Turns(4), 4)
    assert [row.status for row in Generation.objects.order_by("created", "id")] == ["running"] * 3 + ["queued"] * 2


def test_what_is_in_hand_is_passed_over(owners: list[Owner], claim: Callable[..., list[UUID]]) -> None:
    fill(owners[0], 5)
    oldest = frozenset(Generation.objects.order_by("created", "id").values_list("id", flat=True)[:3])
    assert len(claim(Turns(9), 2, oldest | {uuid4()})) == 2
    assert set(Generation.objects.filter(id__in=oldest).values_list("status", flat=True)) == {"queued"}


def test_a_thousand_places_of_many_owners_take_few_queries(
    claim: Callable[..., list[UUID]], django_assert_max_num_queries: Any, owners: list[Owner]
) -> None:
    fill(owners[0], 1000)
    with django_assert_max_num_queries(5):
        assert len(claim(Turns(1000), MOST_CLAIMED)) == MOST_CLAIMED


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_key_lends_the_places_to_others_and_takes_no_more(worker: Worker, settings: Any) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("a-server-key", "", 16)}
    gate, many, others = Gate(), Owner.objects.create(), [Owner.objects.create() for _ in range(2)]

    async def act(asked: Asked) -> RemoteResult:
        if asked.account.owner == str(many.id):
            asked.journal.paused(True)
            await gate.pass_through()
            asked.journal.paused(False)
        return result()

    engine = StandIn(act)
    fill(many, 500)
    dispatcher = Dispatcher(worker, lambda: engine, {"onemin": 4}, lambda pictures: None)
    try:
        dispatcher.wake("onemin")
        until(lambda: len(engine.asked) == 3, "three of the first one's")
        for owner in others:
            fill(owner, 10)
        dispatcher.wake("onemin")
        until(lambda: not Generation.objects.active().exclude(owner=many).exists(), "all of the others'")
        assert len(engine.asked) == 23
        assert Generation.objects.filter(owner=many, status="running").count() == 3
        Generation.objects.filter(owner=many, status="queued").delete()
        gate.open()
        until(lambda: not Generation.objects.active().exists(), "the end")
    finally:
        dispatcher.stop(0.0)


@pytest.mark.django_db(transaction=True)
def test_another_is_asked_for_while_one_owner_holds_all_that_one_may(worker: Worker, settings: Any) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("a-server-key", "", 16)}
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        return result()

    engine, many, one = StandIn(act), Owner.objects.create(), Owner.objects.create()
    fill(many, 8)
    dispatcher = Dispatcher(worker, lambda: engine, {"onemin": 4}, lambda pictures: None)
    try:
        dispatcher.wake("onemin")
        until(lambda: len(engine.asked) == 3, "three of the first one's")
        fill(one, 1)
        dispatcher.wake("onemin")
        until(lambda: len(engine.asked) == 4, "the other's")
        assert engine.asked[-1].account.owner == str(one.id)
        gate.open()
        # The end of each of the first one's rows takes the next, though nobody tells of it.
        until(lambda: not Generation.objects.active().exists(), "the end")
        assert len(engine.asked) == 9
    finally:
        dispatcher.stop(0.0)
