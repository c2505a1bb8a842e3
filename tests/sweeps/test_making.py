"""Grids are made with a cell for each pair of values, and extended."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from playground.catalog.loading import get_spec, specs
from playground.generations.adopt import adopt
from playground.generations.models import Generation
from playground.generations.remove_owner import remove_owner
from playground.sweeps import making
from playground.sweeps.axes import Axis
from playground.sweeps.buying import buy
from playground.sweeps.errors import SweepRefused
from playground.sweeps.making import NewSweep, delete_sweep, extend_axis, find_deleted, make_sweep, restore_sweep
from playground.sweeps.models import Cell, Sweep
from playground.sweeps.planning import Planner
from tests.cast import DEV, FLEX, Person
from tests.sweeps.conftest import ANIMALS, PRO, STEPS, make_grid

# Of the models that take no seed, one of each API.
NO_SEED = {spec.dialect: spec.id for spec in specs().values() if not spec.by_role("seed")}.values()


def test_makes_an_empty_cell_for_each_pair_of_values(bob: Person) -> None:
    sweep = make_grid(bob.owner)

    assert (sweep.rows, sweep.columns) == (2, 3)
    assert sweep.cells.filter(generation=None).count() == 6
    assert not Generation.objects.exists()


def test_a_grid_may_have_one_axis(bob: Person) -> None:
    sweep = make_grid(bob.owner, STEPS)

    assert (sweep.rows, sweep.columns) == (1, 3)


def test_all_cells_have_the_same_seed_although_none_was_chosen(bob: Person) -> None:
    sweep = make_sweep(bob.owner, NewSweep("", get_spec(FLEX), {"prompt": "a fox"}, [STEPS]))

    seeds = {Planner.of(sweep).plan(0, column).params["seed"] for column in range(3)}
    assert seeds == {sweep.params["seed"]}


@pytest.mark.parametrize("base", NO_SEED)
def test_models_with_a_seed_have_the_same_although_that_of_the_sweep_has_none(bob: Person, base: str) -> None:
    axes = Axis("model", "", (base, FLEX)), Axis("words", "fox", ("wolf", "cat"))
    sweep = make_sweep(bob.owner, NewSweep("", get_spec(base), {"prompt": "a fox"}, axes))
    extend_axis(sweep, 0, [PRO])
    buy(sweep, sweep.cells.filter(column__gt=0))

    cells = sweep.cells.filter(column__gt=0).select_related("generation")
    bought = [cell.generation for cell in cells if cell.generation]
    assert len(bought) == 4
    assert len({row.seed for row in bought}) == len({row.resolved["seed"] for row in bought}) == 1
    # So that the owner's pictures are found, and none is paid twice.
    assert [row.request_digest for row in bought] == [cell.digest for cell in cells]


def test_says_of_each_cell_what_it_costs(bob: Person, priced: None) -> None:
    sizes = Axis("parameter", "width", (1024, 2048))
    sweep = make_grid(bob.owner, sizes, spec_id=PRO, height=1024)

    assert list(sweep.cells.order_by("column").values_list("quoted", flat=True)) == [30_000, 45_000]


def test_a_sketch_costs_nothing(bob: Person) -> None:
    assert set(make_grid(bob.owner).cells.values_list("quoted", flat=True)) == {0}


def test_a_cell_says_why_its_model_does_not_take_it(bob: Person) -> None:
    edit = "bfl/flux-2-pro/generate"
    sweep = make_grid(bob.owner, Axis("parameter", "width", (64, 20000)), spec_id=edit, height=1024)

    problems = list(sweep.cells.order_by("column").values_list("problem", flat=True))
    assert problems[0] == ""
    assert "width" in problems[1]
    assert "20000" in problems[1].replace(",", "")


def test_a_cell_says_what_its_model_leaves_out_of_the_axes(bob: Person) -> None:
    sweep = make_grid(bob.owner, Axis("model", "", (FLEX, PRO)), STEPS)

    note = sweep.cells.get(row=0, column=1).note
    assert note == "flux-2-pro has no steps."
    assert sweep.cells.get(row=0, column=0).note == ""
    # What is left out in every cell is said once.
    assert Planner.of(make_grid(bob.owner, Axis("model", "", (FLEX, PRO)), steps=10)).list_losses(PRO) == [
        "flux-2-pro has no steps."
    ]


def test_what_the_owner_has_already_is_in_its_cell_at_once(bob: Person, charlie: Person) -> None:
    mine = bob.make(FLEX, seed=7, steps=20)
    # Neither somebody else's, nor a deleted one, nor one with another seed.
    charlie.make(FLEX, seed=7, steps=10)
    bob.make(FLEX, seed=8, steps=10)
    bob.make(FLEX, seed=7, steps=30).delete_softly()

    sweep = make_grid(bob.owner, STEPS)

    filled = sweep.cells.exclude(generation=None)
    assert [(cell.column, cell.generation_id, cell.reused) for cell in filled] == [(1, mine.id, True)]


def test_pictures_from_before_the_digests_are_found(bob: Person) -> None:
    mine = bob.make(FLEX, seed=7, steps=20)
    Generation.objects.update(request_digest="")
    migration = import_module("playground.generations.migrations.0026_fill_request_digests")
    migration.fill_request_digests(apps, None)

    assert make_grid(bob.owner, STEPS).cells.get(reused=True).generation_id == mine.id


@pytest.mark.parametrize("spec_id", [FLEX, *NO_SEED])
def test_pictures_from_before_the_digests_are_found_for_models_without_a_seed(bob: Person, spec_id: str) -> None:
    mine = bob.make(spec_id)
    right = mine.request_digest
    Generation.objects.update(request_digest="")
    for name, fill in (("0026_fill", "fill_request_digests"), ("0031_correct", "correct_request_digests")):
        migration = import_module(f"playground.generations.migrations.{name}_request_digests")
        getattr(migration, fill)(apps, None)

    mine.refresh_from_db()
    assert mine.request_digest == right


@pytest.mark.parametrize(
    ("axes", "sentence"),
    [
        ([], "Choose what differs from column to column."),
        ([STEPS, Axis("parameter", "steps", (6,))], "Columns and rows vary the same setting."),
        ([Axis("parameter", "seed", tuple(range(41)))], "An axis has 41 values; the maximum is 40. Remove some."),
        ([Axis("parameter", "seed", ())], "An axis has no values."),
    ],
)
def test_refuses_axes_in_a_sentence(bob: Person, axes: list[Axis], sentence: str) -> None:
    with pytest.raises(SweepRefused, match=sentence):
        make_sweep(bob.owner, NewSweep("", get_spec(FLEX), {"prompt": "a fox"}, axes))


def test_a_person_has_a_limited_number_of_sweeps(bob: Person) -> None:
    Sweep.objects.bulk_create(Sweep(owner=bob.owner, spec_id=FLEX) for _ in range(making.MOST_SWEEPS))

    with pytest.raises(SweepRefused, match="You have 500 sweeps, which is the maximum"):
        make_grid(bob.owner)


def test_deleting_does_not_make_room_for_more_than_the_maximum(bob: Person) -> None:
    old = [Sweep(owner=bob.owner, spec_id=FLEX, deleted=timezone.now()) for _ in range(making.MOST_DELETED + 5)]
    Sweep.objects.bulk_create(old)
    Sweep.objects.bulk_create(Sweep(owner=bob.owner, spec_id=FLEX) for _ in range(making.MOST_SWEEPS - 1))
    make_grid(bob.owner)
    assert Sweep.objects.exclude(deleted=None).count() == making.MOST_DELETED

    last = Sweep.objects.exclude(deleted=None).latest("deleted")
    with pytest.raises(SweepRefused, match="You have 500 sweeps, which is the maximum"):
        restore_sweep(last)
    delete_sweep(Sweep.objects.visible_to(bob.owner)[0])
    restore_sweep(last)
    assert Sweep.objects.visible_to(bob.owner).filter(pk=last.pk).exists()


def test_the_latest_deleted_sweeps_can_be_restored(bob: Person) -> None:
    sweeps = [make_grid(bob.owner, STEPS) for _ in range(making.MOST_DELETED + 1)]
    for sweep in sweeps:
        delete_sweep(sweep)
    make_grid(bob.owner)
    assert [find_deleted(bob.owner, sweep.pk) for sweep in sweeps] == [None, *sweeps[1:]]


def test_a_new_value_adds_cells_and_leaves_the_others(bob: Person) -> None:
    sweep = make_grid(bob.owner)
    before = set(sweep.cells.values_list("id", flat=True))

    assert extend_axis(sweep, 0, [30, 40, 50]) == 2
    assert extend_axis(sweep, 1, ["dog"]) == 1

    assert (sweep.rows, sweep.columns) == (3, 5)
    assert sweep.cells.count() == 15
    assert before <= set(sweep.cells.values_list("id", flat=True))
    assert Planner.of(sweep).plan(2, 4).params == {"prompt": "a red dog", "seed": 7, "steps": 50}


def test_an_axis_grows_to_40_values_only(bob: Person) -> None:
    sweep = make_grid(bob.owner)

    with pytest.raises(SweepRefused, match="The axis has 41 values; the maximum is 40"):
        extend_axis(sweep, 1, [f"animal {number}" for number in range(39)])
    with pytest.raises(SweepRefused, match="has all of these values already"):
        extend_axis(sweep, 1, ["cat"])
    assert sweep.cells.count() == 6


def test_sweeps_move_with_a_guest_who_signs_in_and_go_with_their_owner(bob: Person, charlie: Person) -> None:
    owner, account = bob.owner, charlie.owner
    sweep = make_grid(owner)

    adopt(owner, account)
    assert Sweep.objects.visible_to(account).get() == sweep

    remove_owner(account)
    assert not Sweep.objects.exists()
    assert not Cell.objects.exists()


def test_a_model_on_two_axes_of_models_is_refused(bob: Person) -> None:
    with pytest.raises(SweepRefused, match="vary the same"):
        make_grid(bob.owner, Axis("model", "", (FLEX, DEV)), Axis("model", "", (FLEX, PRO)))
    assert ANIMALS.subject != STEPS.subject
