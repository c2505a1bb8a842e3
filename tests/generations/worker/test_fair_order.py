"""Rows for the engines of this server are begun by turns between owners, by as many threads as one owner may have."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from playground.accounts.models import Owner
from playground.engines.base import EngineRequest, EngineResult, Progress
from playground.engines.blank import BlankEngine
from playground.engines.registry import ENGINES, EngineEntry
from playground.generations.models import Generation, Worker
from playground.generations.models.owners_waiting import (
    count_running_here,
    owners_waiting_for,
    owners_waiting_here,
)
from playground.generations.worker.local import make_waiting, run
from playground.generations.worker.local_slots import LocalSlots, YieldToOthers
from tests.cast import FLEX, Person
from tests.generations.steps import only_sqlite, steps_of

TIMEOUT_SECONDS = 20.0


class Prompts:
    """An engine that keeps which prompts it was given, in order, and does first what it is told."""

    name = "prompts"

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.act: Callable[[str], None] = lambda prompt: None

    def run(self, request: EngineRequest, progress: Progress) -> EngineResult:
        prompt = str(request.resolved["prompt"])
        self.seen.append(prompt)
        self.act(prompt)
        return BlankEngine().run(request, progress)


@pytest.fixture
def engine(settings: Any) -> Iterator[Prompts]:
    """Return the engine that makes what is asked for in this test."""
    made = Prompts()
    ENGINES["prompts"] = EngineEntry(lambda: made)
    settings.ENGINE = "prompts"
    yield made
    del ENGINES["prompts"]


def ask(person: Person, name: str, number: int) -> None:
    for at in range(number):
        person.ask(prompt=f"{name}{at}")


def fill(owner: Owner, number: int, **facts: Any) -> None:
    """Queue this number of generations for an owner."""
    plain = {"spec_id": FLEX, "params": {}, "resolved": {"seed": 1}, "width": 8, "height": 8, "engine": "blank"}
    Generation.objects.bulk_create(Generation(owner=owner, **(plain | facts)) for _ in range(number))


def test_a_single_thread_alternates(alice: Person, bob: Person, worker: Worker, engine: Prompts) -> None:
    ask(alice, "a", 5)
    ask(bob, "b", 2)
    make_waiting(worker, lambda pictures: None, LocalSlots(1))
    assert engine.seen == ["a0", "b0", "a1", "b1", "a2", "a3", "a4"]


def test_a_hundred_of_one_delay_the_first_of_another_by_one(
    alice: Person, bob: Person, worker: Worker, engine: Prompts
) -> None:
    ask(alice, "a", 100)
    engine.act = lambda prompt: ask(bob, "b", 1) if prompt == "a10" else None
    make_waiting(worker, lambda pictures: None, LocalSlots(1))
    assert engine.seen.index("b0") == engine.seen.index("a10") + 1
    assert not Generation.objects.active().exists()


def test_a_hint_serves_the_owner_whose_turn_it_is(alice: Person, bob: Person, worker: Worker, engine: Prompts) -> None:
    ask(alice, "a", 3)
    late = bob.ask(prompt="b0")
    run(late.id, worker)
    assert sorted(engine.seen) == ["a0", "a1", "a2", "b0"]


def test_what_is_in_another_workers_hands_counts(alice: Person, bob: Person, worker: Worker, engine: Prompts) -> None:
    ask(alice, "a", 2)
    ask(bob, "b", 1)
    assert alice.owner.generations.order_by("created")[0].claim(Worker.objects.create())
    make_waiting(worker, lambda pictures: None, LocalSlots(1))
    assert engine.seen == ["b0", "a1"]


def test_with_enough_hints_in_the_queue_a_thread_takes_one_row_for_one(
    alice: Person, worker: Worker, engine: Prompts, tasks: Any
) -> None:
    ask(alice, "a", 3)
    make_waiting(worker, lambda pictures: None, LocalSlots(4), enough=-1)
    assert engine.seen == ["a0"]


@pytest.mark.django_db(transaction=True)
def test_one_owner_never_has_all_threads(alice: Person, bob: Person, worker: Worker, engine: Prompts) -> None:
    ask(alice, "a", 8)
    gate, places, full = threading.Event(), LocalSlots(3), threading.Barrier(3)

    def act(prompt: str) -> None:
        if prompt in {"a0", "a1"}:
            full.wait(TIMEOUT_SECONDS)
            gate.wait(TIMEOUT_SECONDS)

    def work() -> None:
        try:
            make_waiting(worker, lambda pictures: None, places)
        finally:
            connection.close()

    engine.act = act
    with ThreadPoolExecutor(3) as threads:
        both = [threads.submit(work) for _ in range(2)]
        full.wait(TIMEOUT_SECONDS)
        # The third thread finds nothing that it may begin, and another's row at once.
        threads.submit(work).result(TIMEOUT_SECONDS)
        assert sorted(engine.seen) == ["a0", "a1"]
        ask(bob, "b", 1)
        threads.submit(work).result(TIMEOUT_SECONDS)
        assert engine.seen[2:] == ["b0"]
        gate.set()
        for thread in both:
            thread.result(TIMEOUT_SECONDS)
    assert len(engine.seen) == 9
    assert not Generation.objects.active().exists()


def test_owners_are_listed_by_how_long_they_have_waited(alice: Person, bob: Person, charlie: Person) -> None:
    ask(bob, "b", 2)
    ask(alice, "a", 2)
    charlie.ask().delete_softly()
    fill(charlie.owner, 2, status="done")
    fill(charlie.owner, 1, engine="remote")
    assert owners_waiting_here() == [bob.owner.id, alice.owner.id]
    assert owners_waiting_for("onemin") == [charlie.owner.id]
    assert owners_waiting_for("apiframe") == []


def test_what_runs_here_is_counted_by_owner(alice: Person, bob: Person) -> None:
    fill(alice.owner, 3, status="running")
    fill(bob.owner, 2, status="running", engine="remote")
    assert count_running_here() == {alice.owner.id: 3}


@only_sqlite
@pytest.mark.parametrize("engine_name", ["blank", "remote"])
def test_a_long_queue_and_a_long_history_are_no_more_work(bob: Person, worker: Worker, engine_name: str) -> None:
    def look() -> int:
        return steps_of(owners_waiting_here) + steps_of(lambda: owners_waiting_for("onemin"))

    def choose() -> int:
        return steps_of(lambda: LocalSlots(4).take(worker)) if engine_name == "blank" else 0

    for _ in range(5):
        fill(Owner.objects.create(), 3, engine=engine_name)
    fill(bob.owner, 5, engine=engine_name)
    small = look(), choose()
    fill(bob.owner, 2000, engine=engine_name)
    fill(bob.owner, 2000, engine=engine_name, status="done", finished=timezone.now())
    large = look(), choose()
    assert small[0] > 0
    assert large[0] <= small[0] * 1.2 + 2
    assert large[1] <= small[1] * 1.2 + 2


@pytest.mark.django_db(transaction=True)
def test_who_has_more_rows_at_work_lets_others_finish_first(alice: Person, bob: Person, worker: Worker) -> None:
    ask(alice, "a", 2)
    places = LocalSlots(4)
    rows = [row for _ in range(2) if (row := places.take(worker))]
    waits = YieldToOthers(places, rows[0], TIMEOUT_SECONDS)
    # Nobody else has anything at work.
    waits()
    ask(bob, "b", 1)
    other = places.take(worker)
    assert len(rows) == 2
    assert other
    assert other.owner == bob.owner
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(waits)
        with pytest.raises(TimeoutError):
            waiting.result(0.2)
        # Bob waits for nobody, and once he is done neither does Alice.
        YieldToOthers(places, other, TIMEOUT_SECONDS)()
        places.give_back(other)
        waiting.result(TIMEOUT_SECONDS)
    for row in rows:
        places.give_back(row)


def test_a_row_lets_others_finish_for_a_limited_time(alice: Person, bob: Person, worker: Worker) -> None:
    ask(alice, "a", 2)
    ask(bob, "b", 1)
    places = LocalSlots(4)
    rows = [row for _ in range(3) if (row := places.take(worker))]
    waits = YieldToOthers(places, rows[0], 0.05)
    for _ in range(100):
        waits()
    for row in rows:
        places.give_back(row)


def test_guests_of_one_network_hold_all_places_but_one(alice: Person, worker: Worker) -> None:
    guests = [Owner.objects.create(network="a network") for _ in range(5)]
    for guest in guests:
        fill(guest, 2)
    places = LocalSlots(4)
    taken = [row for _ in range(5) if (row := places.take(worker))]
    assert len({row.owner_id for row in taken}) == len(taken) == 3
    ask(alice, "a", 1)
    own = places.take(worker)
    assert own
    assert own.owner == alice.owner
    for row in (own, *taken):
        places.give_back(row)
    later = places.take(worker)
    assert later
    assert later.owner_id in {guest.id for guest in guests[3:]}
    places.give_back(later)


def test_users_and_guests_of_other_networks_count_alone(alice: Person, worker: Worker) -> None:
    guests = [Owner.objects.create(network="one"), Owner.objects.create(network="other"), Owner.objects.create()]
    alice.owner.network = "one"
    alice.owner.save()
    for owner in (*guests, alice.owner):
        fill(owner, 1)
    places = LocalSlots(2)
    taken = [row for _ in range(4) if (row := places.take(worker))]
    assert len(taken) == 4
    for row in taken:
        places.give_back(row)
