"""What a month's requests for each sweep cost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from playground.generations.models import Generation, Status
from playground.prices.caps import OWN, next_month, this_month
from playground.sweeps.models import Cell, Purchase, Sweep
from playground.sweeps.spending import read_sweeps
from tests.cast import Person

pytestmark = pytest.mark.django_db

CENT = 10_000


def buy(sweep: Sweep, number: int = 1, **facts: Any) -> list[Generation]:
    """Add requests that were sent for a sweep."""
    usual: dict[str, Any] = {
        "spec_id": "bfl/flux-2-pro/generate",
        "key_source": OWN,
        "quoted": 3 * CENT,
        "sent": timezone.now(),
        "status": Status.DONE,
        "params": {},
        "resolved": {"seed": 1},
        "width": 8,
        "height": 8,
        "engine": "remote",
    } | facts
    rows = Generation.objects.bulk_create(Generation(owner=sweep.owner, **usual) for _ in range(number))
    Purchase.objects.bulk_create(Purchase(sweep=sweep, generation=row, quoted=row.quoted) for row in rows)
    return rows


def sweep_of(person: Person, name: str) -> Sweep:
    return Sweep.objects.create(owner=person.owner, name=name, spec_id="bfl/flux-2-pro/generate")


def test_each_sweep_has_the_sum_of_what_was_bought_for_it(bob: Person, charlie: Person) -> None:
    words, empty, others = sweep_of(bob, "Words"), sweep_of(bob, "Empty"), sweep_of(charlie, "Of charlie")
    buy(words, 2)
    buy(words, charged=CENT)
    buy(words, status=Status.CANCELLED, sent=None)
    buy(words, key_source="", quoted=0)
    [row] = buy(others)
    # A picture that a cell reuses was paid for before.
    Cell.objects.create(sweep=empty, row=0, spec_id=row.spec_id, generation=Generation.objects.first(), reused=True)
    [found] = read_sweeps(bob.owner, this_month())
    assert (found.sweep, found.amounts.requests, found.amounts.counted) == (words, 3, 7 * CENT)
    assert [entry.sweep for entry in read_sweeps(charlie.owner, this_month())] == [others]
    assert read_sweeps(bob.owner, next_month(this_month())) == []
    assert read_sweeps(None, this_month()) == []


def test_the_page_links_to_a_sweep_but_not_to_a_deleted_one(bob: Person) -> None:
    kept, deleted = sweep_of(bob, "Kept <b>"), sweep_of(bob, "Deleted")
    buy(kept, 2)
    buy(deleted)
    Sweep.objects.filter(pk=deleted.pk).update(deleted=timezone.now())
    lines = bob.see("spending").by_id("sweeps").find("tbody").all("tr")
    assert [line.find("th").text for line in lines] == ["Kept <b>", "Deleted"]
    assert lines[0].find("a")["href"] == kept.get_absolute_url()
    assert not lines[1].has("a")


def test_many_sweeps_take_no_more_queries(bob: Person) -> None:
    owner, counts = bob.owner, []
    for number in (1, 5):
        for name in range(number):
            buy(sweep_of(bob, str(name)))
        with CaptureQueriesContext(connection) as seen:
            read_sweeps(owner, this_month())
        counts.append(len(seen))
    assert counts == [3, 3]
