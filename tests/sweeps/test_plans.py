"""What the pages of sweeps ask of the database is found by an index, however many sweeps there are."""

from collections.abc import Callable

import pytest

from playground.accounts.models import Owner
from playground.sweeps.buying import buy
from playground.sweeps.models import Sweep
from playground.sweeps.owned import find_owned
from tests.cast import Person
from tests.sweeps.conftest import make_grid
from tests.test_query_plans import faults_of, only_indexes, queries_of, selects_of, visit

__all__ = ["only_indexes", "visit"]


@pytest.fixture
def sweep(bob: Person) -> Sweep:
    for _ in range(3):
        make_grid(Owner.objects.create())
    found = make_grid(bob.owner)
    buy(found, found.cells.filter(row=0))
    return found


@pytest.mark.parametrize("name", ["sweep", "sweeps", "sweep_table", "changes"])
def test_pages_of_sweeps_read_no_whole_table(only_indexes: None, bob: Person, sweep: Sweep, name: str) -> None:
    asks: dict[str, Callable[[], object]] = {
        "sweeps": lambda: bob.get("sweeps"),
        "changes": lambda: bob.get("changes", shown=[f"cell-{cell.pk}.0" for cell in sweep.cells.all()]),
    }
    seen = queries_of(asks.get(name, lambda: bob.get(name, sweep.id)))

    assert seen
    assert [fault for sql, params in seen for fault in faults_of(sql, params)] == []


def test_what_is_owned_is_found_by_its_digest(only_indexes: None, bob: Person) -> None:
    seen = selects_of(lambda: find_owned(bob.owner, ["0" * 32, "1" * 32]))

    assert [fault for sql, params in seen for fault in faults_of(sql, params)] == []
