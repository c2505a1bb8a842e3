"""Cells are bought once, within the budget, and what is owned already is not bought."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from playground.catalog.coercion import resolve
from playground.catalog.loading import specs
from playground.dialects.registry import get_dialect
from playground.generations.models import Generation, Status
from playground.prices.quotes import quote
from playground.sweeps.axes import Axis
from playground.sweeps.budget import remaining, spent
from playground.sweeps.buying import Bought, buy
from playground.sweeps.making import delete_sweep
from playground.sweeps.models import Purchase, Sweep
from tests.cast import FLEX, Person
from tests.sweeps.conftest import PRO, STEPS, make_grid

SEEDS = Axis("parameter", "seed", tuple(range(1, 11)))


def find_unpriced() -> str:
    """Return a model that takes a seed and has no public price."""
    return next(
        spec.id
        for spec in specs().values()
        if spec.mode == "generate" and spec.by_role("seed") and not get_dialect(spec.dialect).is_free(spec)
        if quote(spec, resolve(spec, {"prompt": "a"}, 1), count=1, references=(), source="server").micros is None
    )


def buy_all(sweep: Sweep) -> Bought:
    return buy(sweep, sweep.cells.all())


def test_each_cell_gets_its_own_picture(bob: Person, work: Callable[[], None]) -> None:
    sweep = make_grid(bob.owner)

    bought = buy_all(sweep)
    work()

    assert (bought.sent, bought.reused, bought.refused) == (6, 0, "")
    asked = [
        (cell.row, cell.column, cell.generation.prompt, cell.generation.resolved["steps"], cell.generation.seed)
        for cell in sweep.cells.select_related("generation").order_by("row", "column")
        if cell.generation
    ]
    assert asked == [
        (row, column, f"a red {animal}", steps, 7)
        for row, animal in enumerate(("wolf", "cat"))
        for column, steps in enumerate((10, 20, 30))
    ]
    assert {row.relation for row in Generation.objects.all()} == {"sweep"}
    assert {row.status for row in Generation.objects.all()} == {Status.DONE}


def test_buys_only_what_is_asked_for_and_nothing_twice(bob: Person) -> None:
    sweep = make_grid(bob.owner)

    buy(sweep, sweep.cells.filter(row=0))
    assert Generation.objects.count() == 3
    bought = buy_all(sweep)

    assert bought.sent == 3
    assert buy_all(sweep).sent == 0
    assert Generation.objects.count() == Purchase.objects.count() == 6


def test_seeds_and_references_of_cells_are_their_own(alice: Person, priced: None) -> None:
    first, second = alice.upload().key, alice.upload().key
    references = Axis("reference", "", (first, second))
    sweep = make_grid(alice.owner, SEEDS, references, spec_id="fal/flux-2-pro/edit", budget=None)
    buy_all(sweep)

    pairs = {(row.seed, row.inputs.get().image.key) for row in Generation.objects.all()}
    assert pairs == {(seed, key) for seed in range(1, 11) for key in (first, second)}


def test_equal_requests_of_a_sweep_are_bought_once(bob: Person, work: Callable[[], None]) -> None:
    # The second model takes no steps, so all of its cells ask for the same.
    sweep = make_grid(bob.owner, STEPS, Axis("model", "", (FLEX, PRO)))

    assert buy(sweep, sweep.cells.filter(row=1, column=0)).sent == 1
    bought = buy_all(sweep)

    assert (bought.sent, bought.reused) == (3, 2)
    cells = sweep.cells.filter(row=1)
    assert len({cell.generation_id for cell in cells}) == 1
    assert [cell.reused for cell in cells.order_by("column")] == [False, True, True]


def test_a_budget_stops_before_it_is_passed(bob: Person, priced: None) -> None:
    sweep = make_grid(bob.owner, SEEDS, spec_id=PRO, budget=100_000)

    bought = buy_all(sweep)

    assert (bought.sent, bought.over_budget) == (3, 7)
    assert (spent(sweep), remaining(sweep)) == (90_000, 10_000)
    assert buy_all(sweep).sent == 0
    Sweep.objects.update(budget=120_000)
    assert buy_all(sweep).sent == 1


def test_a_budget_buys_nothing_without_a_price(bob: Person, settings: Any, priced: None) -> None:
    settings.REMOTE_APIS = dict.fromkeys(settings.REMOTE_APIS, settings.REMOTE_APIS["bfl"])
    spec_id = find_unpriced()
    sweep = make_grid(bob.owner, SEEDS, spec_id=spec_id, budget=100_000)
    assert set(sweep.cells.values_list("quoted", flat=True)) == {None}

    assert buy_all(sweep).unknown_price == 10
    Sweep.objects.update(budget=None)
    assert buy_all(sweep).sent == 10


def test_a_failed_cell_can_be_bought_again_and_a_failure_that_was_sent_counts(bob: Person, priced: None) -> None:
    sweep = make_grid(bob.owner, Axis("parameter", "seed", (1, 2)), spec_id=PRO)
    buy_all(sweep)
    first, second = Generation.objects.order_by("id")
    Generation.objects.filter(pk=first.pk).update(status=Status.FAILED, sent=timezone.now())
    Generation.objects.filter(pk=second.pk).update(status=Status.CANCELLED)
    assert spent(sweep) == 30_000

    assert buy_all(sweep).sent == 2

    assert spent(sweep) == 90_000
    assert set(sweep.cells.values_list("generation__status", flat=True)) == {Status.QUEUED}


def test_the_budget_counts_what_the_api_charged(bob: Person, priced: None) -> None:
    sweep = make_grid(bob.owner, SEEDS, spec_id=PRO, budget=300_000)
    buy_all(sweep)
    refused, dearer, local, lost, *others = Generation.objects.order_by("id").values_list("pk", flat=True)
    Generation.objects.filter(pk=refused).update(status=Status.FAILED, sent=timezone.now(), charged=0)
    Generation.objects.filter(pk=dearer).update(status=Status.DONE, sent=timezone.now(), charged=70_000)
    Generation.objects.filter(pk=local).update(status=Status.CANCELLED)
    # Its picture is gone, the money is spent.
    Purchase.objects.filter(generation=lost).update(generation=None)

    assert spent(sweep) == 0 + 70_000 + 0 + 30_000 + len(others) * 30_000
    Sweep.objects.update(budget=340_000)
    # The three open cells would cost 90,000, and 60,000 are left.
    sweep.cells.filter(generation=lost).update(generation=None)
    assert buy_all(Sweep.objects.get(pk=sweep.pk)).sent == 2


def test_charges_that_arrive_while_cells_are_bought_do_not_stop_it(bob: Person, priced: None) -> None:
    sweep = make_grid(bob.owner, SEEDS, spec_id=PRO, budget=300_000)
    buy(sweep, sweep.cells.filter(column=0))
    charges: list[int] = []

    def charge(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith('INSERT INTO "generations_generation"'):
            charges.append(40_000 + len(charges))
            Generation.objects.update(charged=charges[-1])
        return execute(sql, *args)

    with connection.execute_wrapper(charge):
        bought = buy(sweep, sweep.cells.filter(column=1))

    assert (bought.sent, bought.refused) == (1, "")
    assert charges
    assert spent(sweep) == charges[-1] + 30_000


def test_a_deleted_picture_leaves_its_cell_open(bob: Person) -> None:
    sweep = make_grid(bob.owner, STEPS)
    buy_all(sweep)
    generation = sweep.cells.get(column=0).generation
    assert generation
    generation.delete_softly()

    assert buy_all(sweep).sent == 1


def test_a_cell_with_a_problem_is_not_bought(bob: Person) -> None:
    sweep = make_grid(bob.owner, Axis("parameter", "width", (1024, 20000)), spec_id=PRO, height=1024)

    bought = buy_all(sweep)

    assert bought.sent == 1
    assert len(bought.problems) == 1


def test_the_limit_of_waiting_pictures_leaves_the_rest_for_later(bob: Person, settings: Any) -> None:
    settings.SWEEP_MOST_QUEUED = 5
    sweep = make_grid(bob.owner)

    bought = buy_all(sweep)

    assert bought.sent == 0
    assert bought.refused == "You have 0 pictures waiting; the limit is 5. Wait for some to finish, or cancel some."
    assert buy(sweep, sweep.cells.filter(row=0)).sent == 3
    # What waits in a sweep leaves the form alone.
    settings.MOST_QUEUED = 1
    assert bob.ask()


def test_another_engine_is_another_request(bob: Person, settings: Any, work: Callable[[], None]) -> None:
    buy_all(make_grid(bob.owner, STEPS))
    work()
    settings.ENGINE = "sketch"

    assert not make_grid(bob.owner, STEPS).cells.filter(reused=True).exists()


def test_buys_nothing_for_a_sweep_that_was_deleted_meanwhile(bob: Person) -> None:
    sweep = make_grid(bob.owner)
    delete_sweep(Sweep.objects.get(pk=sweep.pk))

    assert buy_all(sweep).refused.startswith("This sweep was changed in another window.")
    assert not Generation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_buyers_at_once_buy_each_cell_once_within_the_budget(bob: Person, priced: None) -> None:
    sweep = make_grid(bob.owner, SEEDS, spec_id=PRO, budget=250_000)

    def act(_: int) -> int:
        try:
            return buy_all(Sweep.objects.select_related("owner").get(pk=sweep.pk)).sent
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        sent = sum(pool.map(act, range(6)))

    assert sent == Generation.objects.count() == Purchase.objects.count() == 8
    assert spent(sweep) == 240_000
    assert sweep.cells.exclude(generation=None).count() == 8
