"""What the headers of a sweep say, and what its cells are called."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.generations.models import Picture
from playground.pages.sweep_cells import find_shown, name_place
from playground.pages.sweep_grid import Grid
from playground.sweeps.axes import Axis
from tests.cast import FLEX, Person
from tests.markup import parse
from tests.sweeps.conftest import ANIMALS, PRO, STEPS, make_grid

MODELS = Axis("model", "", (FLEX, PRO))


@pytest.mark.parametrize("axes", [(STEPS,), (ANIMALS,), (STEPS, ANIMALS), (MODELS, STEPS)])
def test_a_cell_that_is_read_again_is_called_as_in_its_grid(bob: Person, axes: tuple[Axis, ...]) -> None:
    grid = Grid(make_grid(bob.owner, *axes), {})

    cells = find_shown(bob.owner.pk, [view.cell.pk for view in grid.cells])
    assert [name_place(cells[view.cell.pk]) for view in grid.cells] == [view.names for view in grid.cells]


def test_headers_have_the_mean_rating_and_the_mean_distance_of_colours(bob: Person, work: Callable[[], None]) -> None:
    sweep = make_grid(bob.owner, Axis("parameter", "steps", (10, 20)), Axis("parameter", "seed", (1, 2, 3, 4)))
    bob.post("buy_cells", sweep.id, all="all")
    work()
    for row, rating in enumerate((2, 2, 2, 3)):
        bob.post("marks", sweep.cells.get(row=row, column=0).generation_id, rating=rating)
    made = [sweep.cells.get(row=row, column=1).generation_id for row in (0, 1)]
    for generation, delta in zip(made, (4, 5.1), strict=True):
        Picture.objects.filter(generation=generation).update(colour_distance=delta)

    page = bob.see("sweep", sweep.id)
    rated, other = page.by_id("column-0"), page.by_id("column-1")
    # 2.25 is rounded up, as the script does it.
    assert rated.find(data_mean=True).text == "★ Mean rating 2.3"
    assert "hidden" in other.find(data_mean=True).attributes
    assert "ΔE 4.6" in other.text
    assert "ΔE" not in rated.text


def test_what_was_typed_for_another_parameter_is_not_offered(bob: Person) -> None:
    sent: dict[str, Any] = {"spec": FLEX, "base": "{}", "x-text": "1-5", "x-for": "parameter:seed"}

    other = parse(bob.post("new_sweep", **sent, **{"x-what": "parameter:steps"}))
    same = parse(bob.post("new_sweep", **sent, **{"x-what": "parameter:seed"}))
    assert other.find(name="x-text")["value"] == ""
    assert same.find(name="x-text")["value"] == "1-5"
    # Without values, the first thing that people vary has some.
    again = parse(bob.post("new_sweep", **sent | {"x-for": "parameter:steps"}, **{"x-what": "parameter:seed"}))
    assert again.find(name="x-text")["value"] == "random 4"
