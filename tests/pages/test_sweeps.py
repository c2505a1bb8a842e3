"""Pages of sweeps: set-up, grid, buying, list, links and downloads, as they work without script."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.generations.models import Generation, Picture, Status
from playground.sweeps.models import Sweep
from tests.cast import FLEX, Person
from tests.markup import Element, parse
from tests.sweeps.conftest import ANIMALS, PRO, STEPS, make_grid, priced

__all__ = ["priced"]

PARTS = FLEX.split("/")
COLUMNS = {"x-what": "parameter:steps", "x-text": "10-20 step 10"}
ROWS = {"y-what": "words", "y-find": "fox", "y-text": "wolf\ncat", "y-keeps": "on"}


def classed(page: Element, name: str) -> list[Element]:
    """Return the elements of a class, in their order."""
    return [element for element in page.walk() if name in element.get("class").split()]


def set_up(person: Person, **fields: Any) -> Any:
    base = '{"prompt": "a red fox", "seed": 7}'
    return person.post("create_sweep", **({"spec": FLEX, "base": base, "name": "Foxes"} | fields))


def cells_of(person: Person, sweep: Sweep) -> list[str]:
    """Return the texts of the cells, row by row."""
    page = person.see("sweep", sweep.id)
    return [cell.text for cell in classed(page, "sweep-cell")]


def test_the_form_leads_to_a_set_up_with_what_was_typed(bob: Person) -> None:
    response = bob.post("sweep_form", *PARTS, prompt="a blue whale")

    assert response.status_code == 302
    page = parse(bob.client.get(response["Location"]))
    assert "a blue whale" in classed(page, "sweep-prompt")[0].text
    assert page.find(name="base")["value"] == '{"prompt": "a blue whale"}'


def test_with_script_the_form_leads_there_too(bob: Person) -> None:
    response = bob.post("sweep_form", *PARTS, htmx=True, prompt="a blue whale")

    assert (response.status_code, response["HX-Redirect"]) == (204, "/sweeps/new/?spec=onemin%2Fflux-2-flex%2Fgenerate")


def test_a_picture_leads_to_a_set_up_with_its_settings(alice: Person, charlie: Person) -> None:
    made = alice.make(FLEX, prompt="a green heron", seed=5)

    assert "a green heron" in classed(alice.see("new_sweep", picture=str(made.id)), "sweep-prompt")[0].text
    assert charlie.get("new_sweep", picture=str(made.id)).status_code == 404


def test_makes_a_grid_of_two_axes(bob: Person) -> None:
    response = set_up(bob, **COLUMNS, **ROWS)

    sweep = Sweep.objects.get()
    assert response["Location"] == sweep.get_absolute_url()
    assert (sweep.columns, sweep.rows, sweep.name) == (2, 3, "Foxes")
    page = bob.see("sweep", sweep.id)
    heads = [head.text.split("★")[0].strip() for head in classed(page, "sweep-label")]
    assert heads == ["10", "20", "fox", "wolf", "cat"]
    assert not Generation.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"x-what": "parameter:steps", "x-text": "1-3"}, "steps is 1; the minimum is 6."),
        ({"x-what": "parameter:steps", "x-text": "6-50"}, "Steps has 45 values; the maximum is 40. Remove some."),
        ({"x-what": "parameter:steps", "x-text": "soon"}, "“soon” is not a number"),
        ({"x-what": "parameter:steps", "x-text": ""}, "Steps has no values. Enter at least one."),
        ({"x-what": "words", "x-find": "cow", "x-text": "ox"}, "The prompt does not contain “cow”."),
        ({"x-what": "words", "x-text": "ox"}, "Enter the words of the prompt that differ"),
        ({"x-what": "nonsense"}, "Choose what differs from column to column."),
        ({**COLUMNS, "y-what": "parameter:steps", "y-text": "10"}, "Columns and rows vary the same setting."),
        ({**COLUMNS, "budget": "lots"}, "The budget is “lots”; it must be an amount"),
        ({**COLUMNS, "budget": "-1"}, "The budget is “-1”; it must be an amount"),
        ({**COLUMNS, "base": '{"prompt": "a\\u0000"}'}, "prompt is empty"),
        ({**COLUMNS, "base": "[" * 100_000}, "prompt is empty"),
    ],
)
def test_says_what_is_wrong_with_a_set_up(bob: Person, fields: dict[str, str], sentence: str) -> None:
    response = set_up(bob, **fields)

    assert response.status_code == 422
    assert sentence in " ".join(error.text for error in classed(parse(response), "form-error"))
    assert not Sweep.objects.exists()


def test_what_was_chosen_stays_when_something_else_is_shown(bob: Person) -> None:
    response = bob.post("new_sweep", spec=FLEX, base="{}", **{"x-what": "parameter:aspect_ratio", "x-value": "16:9"})

    page = parse(response)
    assert "checked" in page.find(name="x-value", value="16:9")
    assert "checked" not in page.find(name="x-value", value="1:1")


def test_models_say_what_they_cannot_take(bob: Person) -> None:
    base = '{"prompt": "a red fox", "steps": 20}'
    page = parse(bob.post("new_sweep", spec=FLEX, base=base, **{"x-what": "model", "x-value": [FLEX, PRO]}))

    [option] = [one for one in classed(page, "sweep-option") if one.has("input", value=PRO)]
    assert "flux-2-pro has no steps" in option.text
    assert "checked" in option.find("input")


def test_an_empty_grid_shows_the_price_of_each_cell_row_and_column(bob: Person, priced: None) -> None:
    sweep = make_grid(bob.owner, STEPS.__class__("parameter", "seed", (1, 2)), ANIMALS, spec_id=PRO)

    page = bob.see("sweep", sweep.id)
    assert [cell.text for cell in classed(page, "sweep-cell")] == ["$0.03"] * 4
    assert page.find(name="column", value="1").text == "Buy 2 · $0.06"
    assert page.find(name="all", form="sweep-buy").text == "Buy all 4 · $0.12"


@pytest.mark.parametrize(
    ("what", "bought"),
    [
        ({"row": "1"}, 3),
        ({"column": "0"}, 2),
        ({"sample": "sample", "sample_size": "2"}, 2),
        ({"all": "all"}, 6),
        ({"row": "99999999999999999999"}, 0),
        ({"cell": "x"}, 0),
    ],
)
def test_buys_what_was_chosen(bob: Person, what: dict[str, str], bought: int) -> None:
    sweep = make_grid(bob.owner)

    assert bob.post("buy_cells", sweep.id, **what).status_code == 302
    assert Generation.objects.count() == bought


@pytest.mark.parametrize("size", ["0", "101", "-3", "1e3", "²", "", "9" * 5000])
def test_refuses_a_sample_of_no_number(bob: Person, size: str) -> None:
    sweep = make_grid(bob.owner)

    response = bob.post("buy_cells", sweep.id, htmx=True, sample="sample", sample_size=size)

    assert response.status_code == 422
    assert "it must be a whole number from 1 to 100." in parse(response).text
    assert not Generation.objects.exists()


def test_a_filled_cell_has_its_picture_and_no_price(bob: Person, work: Callable[[], None]) -> None:
    sweep = make_grid(bob.owner, STEPS)
    bob.post("buy_cells", sweep.id, cell=sweep.cells.get(column=0).pk)
    work()

    page = bob.see("sweep", sweep.id)
    first, second, _ = classed(page, "sweep-cell")
    assert first.find("img")["src"].endswith("small.webp")
    assert not first.has("button")
    assert second.find("button").text == "free"


def test_with_script_only_what_was_bought_comes_back(bob: Person) -> None:
    sweep = make_grid(bob.owner)
    cell = sweep.cells.get(row=1, column=2)

    response = bob.post("buy_cells", sweep.id, htmx=True, cell=cell.pk)

    page = parse(response)
    assert page.find(data_sentence=True).text == "1 picture is being made."
    replaced = [part["data-replaces"] for part in page.all(data_replaces=True)]
    assert [name for name in replaced if name.startswith("cell-")] == [f"cell-{cell.pk}"]
    assert page.by_id(f"cell-{cell.pk}")["data-status"] == "queued"


def test_says_that_the_budget_is_used_up(bob: Person, priced: None) -> None:
    sweep = make_grid(bob.owner, STEPS.__class__("parameter", "seed", (1, 2, 3)), spec_id=PRO)
    assert bob.post("sweep_budget", sweep.id, budget="$0.07").status_code == 302

    response = bob.post("buy_cells", sweep.id, htmx=True, all="all")

    said = parse(response).find(data_sentence=True)
    assert said.text == "2 pictures are being made. 1 cell would exceed the budget and is not sent."
    assert "$0.01 of the budget left" in parse(response).by_id("sweep-bar").text


def test_cancels_what_waits(bob: Person) -> None:
    sweep = make_grid(bob.owner)
    bob.post("buy_cells", sweep.id, all="all")

    bob.post("cancel_cells", sweep.id, cell=sweep.cells.get(row=0, column=0).pk)
    assert Generation.objects.filter(status=Status.CANCELLED).count() == 1
    bob.post("cancel_cells", sweep.id, all="all")
    assert Generation.objects.filter(status=Status.CANCELLED).count() == 6
    # A cancelled cell can be bought again.
    assert bob.see("sweep", sweep.id).find(name="all", form="sweep-buy").text == "Make all 6 · free"


def test_a_failed_cell_says_why(bob: Person) -> None:
    sweep = make_grid(bob.owner, STEPS)
    bob.post("buy_cells", sweep.id, row="0")
    Generation.objects.update(status=Status.FAILED, error="The API is away.")

    assert all("The API is away." in text and "free" in text for text in cells_of(bob, sweep))


def test_the_poll_brings_a_cell_when_its_picture_is_made(
    bob: Person, charlie: Person, work: Callable[[], None]
) -> None:
    sweep = make_grid(bob.owner, STEPS)
    bob.post("buy_cells", sweep.id, row="0")
    cell = sweep.cells.get(column=1)
    work()

    page = parse(bob.get("changes", shown=[f"cell-{cell.pk}.0", "cell-x.0", "cell-99999999999999999999.0"]))

    assert [part["data-replaces"] for part in page.all(data_replaces=True)] == [f"cell-{cell.pk}"]
    assert page.by_id(f"cell-{cell.pk}").has("img")
    assert charlie.get("changes", shown=[f"cell-{cell.pk}.0"]).status_code == 204


def test_sorts_columns_by_their_mean_rating(bob: Person, work: Callable[[], None]) -> None:
    sweep = make_grid(bob.owner)
    bob.post("buy_cells", sweep.id, all="all")
    work()
    for column, rating in ((1, 2), (2, 5)):
        generation = sweep.cells.get(row=0, column=column).generation_id
        bob.post("marks", generation, rating=rating)

    def heads(**query: str) -> list[str]:
        top = bob.see("sweep", sweep.id, **query).find("thead")
        return [words.text for words in classed(top, "sweep-words")]

    assert heads(columns="rating") == ["30", "20", "10"]
    # The nearest colour is the first.
    for column, delta in ((0, 9.5), (1, 0.5)):
        shown = sweep.cells.get(row=1, column=column).generation_id
        Picture.objects.filter(generation=shown).update(colour_distance=delta)
    assert heads(columns="colours") == ["20", "10", "30"]
    assert heads(columns="nonsense") == heads() == ["10", "20", "30"]


def test_adds_values_to_an_axis(bob: Person) -> None:
    sweep = make_grid(bob.owner)

    bob.post("extend_sweep", sweep.id, axis="x", **{"x-text": "40"})
    bob.post("extend_sweep", sweep.id, axis="y", **{"y-text": "dog"})

    sweep.refresh_from_db()
    assert (sweep.columns, sweep.rows) == (4, 3)
    refused = bob.post("extend_sweep", sweep.id, axis="x", **{"x-text": "999"})
    assert refused.status_code == 422
    assert "steps is 999; the maximum is 50." in parse(refused).text
    assert bob.post("extend_sweep", sweep.id, axis="z").status_code == 302


def test_the_list_goes_on_at_the_next_page(bob: Person) -> None:
    Sweep.objects.bulk_create(Sweep(owner=bob.owner, spec_id=FLEX, name=f"Sweep {number}") for number in range(50))

    first = bob.see("sweeps")
    older = next(link["href"] for link in first.all("a", href=True) if link["href"].startswith("?before="))
    second = parse(bob.client.get(f"/sweeps/{older}"))

    names = [name.text for page in (first, second) for name in classed(page, "shelf-name")]
    assert sorted(names) == sorted(f"Sweep {number}" for number in range(50))
    assert not [link for link in second.all("a", href=True) if link["href"].startswith("?before=")]


def test_is_listed_renamed_deleted_and_restored(alice: Person, charlie: Person) -> None:
    sweep = make_grid(alice.owner)
    alice.post("rename_sweep", sweep.id, name="  Wolves\0 ")

    assert classed(alice.see("sweeps"), "shelf-name")[0].text == "Wolves"
    assert "Wolves" not in charlie.see("sweeps").text
    alice.post("delete_sweep", sweep.id)
    assert alice.get("sweep", sweep.id).status_code == 404
    assert not classed(alice.see("sweeps"), "shelf-name")
    alice.post("restore_sweep", sweep.id)
    assert alice.get("sweep", sweep.id).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_grid(
    bob: Person, work: Callable[[], None], django_assert_max_num_queries: Any
) -> None:
    sweep = make_grid(bob.owner)
    bob.post("buy_cells", sweep.id, all="all")
    work()

    with django_assert_max_num_queries(14):
        bob.get("sweep", sweep.id)
