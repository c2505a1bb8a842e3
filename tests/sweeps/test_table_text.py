"""All tables of a person together have a limited amount of text."""

from typing import Any

import pytest

from playground.accounts.models import Owner
from playground.catalog.loading import get_spec
from playground.stores.disk_space import DiskFull
from playground.sweeps.errors import SweepRefused
from playground.sweeps.making import delete_sweep
from playground.sweeps.models import Cell, Sweep
from playground.sweeps.table_text import MOST_TEXT
from playground.sweeps.tables import NewTable, make_table
from tests.cast import FLEX, Person
from tests.sweeps.conftest import make_grid


def make(owner: Owner, token: str) -> Sweep:
    return make_table(owner, NewTable("Foxes", get_spec(FLEX), [{"prompt": "a fox"}], token))


def fill(table: Sweep) -> None:
    """Give the table as much text as a person may have."""
    Cell.objects.filter(sweep=table).update(params={"prompt": "a" * (MOST_TEXT - 20)})


def test_a_table_is_refused_when_the_others_have_too_much_text(bob: Person, alice: Person) -> None:
    table = make(bob.owner, "first")
    fill(table)

    with pytest.raises(SweepRefused, match=r"Your tables would have 50,000,0.. characters; the maximum is 50,000,000"):
        make(bob.owner, "second")
    assert make(bob.owner, "first") == table
    assert make(alice.owner, "second").cells.count() == 1

    delete_sweep(table)
    assert make(bob.owner, "second").cells.count() == 1
    assert not Sweep.objects.filter(pk=table.pk).exists()


@pytest.mark.parametrize("kind", ["grid", "table"])
def test_nothing_is_made_where_only_the_reserve_of_the_disk_is_left(bob: Person, settings: Any, kind: str) -> None:
    settings.DISK_RESERVE_MB = 10**12
    with pytest.raises(DiskFull):
        make(bob.owner, "first") if kind == "table" else make_grid(bob.owner)
    assert not Sweep.objects.exists()
