"""A form of a sweep that is sent twice is done once; what is taken away from a sorted grid has its order."""

import csv
import io
from collections.abc import Callable
from typing import Any

from playground.sweeps.models import Cell, Sweep
from tests.cast import FLEX, Person
from tests.markup import parse
from tests.sweeps.conftest import STEPS, make_grid

SEEDS = {"x-what": "parameter:seed", "x-text": "random 4", "name": "Foxes"}


def fields(person: Person) -> dict[str, Any]:
    """Return what a browser sends of the page that sets up a sweep."""
    page = person.see("new_sweep", spec=FLEX, base='{"prompt": "a red fox"}')
    return page.find("form", id="new-sweep").fields() | SEEDS


def test_a_double_click_makes_one_sweep(bob: Person) -> None:
    sent = fields(bob)
    first, second = (bob.post("create_sweep", **sent) for _ in range(2))

    assert first["Location"] == second["Location"] == Sweep.objects.get().get_absolute_url()
    assert Cell.objects.count() == 4
    # Another form, or this one with other values, makes another one.
    bob.post("create_sweep", **fields(bob))
    bob.post("create_sweep", **sent | {"name": "Hares"})
    assert Sweep.objects.count() == 3


def test_the_same_form_brings_back_what_was_deleted_since(bob: Person) -> None:
    table = {"spec": FLEX, "table": "prompt\na fox\n", "token": "t1"}
    for name, sent in (("create_sweep", fields(bob)), ("make_table", table)):
        made = bob.post(name, **sent)["Location"]
        bob.post("delete_sweep", Sweep.objects.latest("created").id)
        assert bob.client.get(made).status_code == 404
        assert bob.post(name, **sent)["Location"] == made
        assert bob.client.get(made).status_code == 200


def test_a_double_click_adds_columns_once(bob: Person) -> None:
    bob.post("create_sweep", **fields(bob))
    sweep = Sweep.objects.get()
    [form] = bob.see("sweep", sweep.id).all("form", action=f"{sweep.get_absolute_url()}extend/")
    sent = form.fields() | {"x-text": "random 2"}
    for _ in range(2):
        assert bob.post("extend_sweep", sweep.id, **sent)["Location"] == sweep.get_absolute_url()

    sweep.refresh_from_db()
    assert (sweep.columns, Cell.objects.count()) == (6, 6)
    assert "The axis has 6 values now, not 4." in bob.see("sweep", sweep.id).by_id("notice").text


def test_downloads_have_the_order_of_the_page(bob: Person, work: Callable[[], None]) -> None:
    sweep = make_grid(bob.owner, STEPS)
    bob.post("buy_cells", sweep.id, all="all")
    work()
    bob.post("marks", sweep.cells.get(column=2).generation_id, rating=5)
    page = bob.see("sweep", sweep.id, columns="rating")

    downloads = {link.text: link["href"] for link in page.all("a", download=True)}
    text = bob.client.get(downloads["Table (CSV)"]).content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text))][1:] == ["30", "10", "20"]
    assert downloads["One labelled picture"].endswith("?columns=rating")


def test_says_that_more_are_checked_than_a_comparison_shows(bob: Person) -> None:
    ids = [str(bob.make(prompt=f"fox {number}").id) for number in range(9)]
    page = parse(bob.get("compare", picture=ids))
    assert page.by_id("compare-many").text == ("9 pictures are selected; a comparison shows 8 at most. Select fewer.")
    assert not bob.see("compare", picture=ids[:8]).has(id="compare-many")
