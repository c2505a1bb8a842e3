"""The page of a table beside its lines: renaming, deleting, exports, code, and what it costs to show."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.accounts.models import Owner
from playground.catalog.loading import specs
from playground.sweeps.models import Sweep
from tests.cast import FLEX, Person, work_off
from tests.markup import Element, parse


def take(person: Person, text: str = "prompt\na red fox\na blue owl\n", spec: str = FLEX) -> Sweep:
    response = person.post("make_table", spec=spec, table=text, token=text[:50])
    assert response.status_code == 302, parse(response).text
    return Sweep.objects.latest("created")


def see(person: Person, table: Sweep, **query: Any) -> Element:
    return person.see("table", table.id, **query)


def test_a_table_is_renamed_deleted_and_restored_from_its_page(bob: Person) -> None:
    table = take(bob)
    page = see(bob, table)
    assert page.find(class_="eyebrow").find("a")["href"] == "/sweeps/"
    [rename] = [form for form in page.all("form") if form.has("input", name="name")]
    bob.client.post(rename["action"], rename.fields() | {"name": "Foxes"})
    assert see(bob, table).find("h1").text == "Foxes"

    [delete] = [form for form in page.all("form") if "Delete the table" in form.text]
    after = parse(bob.client.get(bob.client.post(delete["action"])["Location"]))
    assert bob.get("table", table.id).status_code == 404
    bob.client.post(after.by_id("notice").find("button", formaction=True)["formaction"])
    assert see(bob, table).find("h1").text == "Foxes"


def test_a_table_is_exported_as_csv_and_zip(bob: Person) -> None:
    table = take(bob)
    bob.post("buy_cells", table.id, all="on")
    work_off()
    links = [link["href"] for link in see(bob, table).all("a", download=True)]

    types = [bob.client.get(link)["Content-Type"].partition(";")[0] for link in links]
    assert types == ["text/csv", "application/zip"]


def test_a_language_leaves_the_code_open_and_the_lines_where_they_are(bob: Person) -> None:
    table = take(bob, "prompt\n" + "".join(f"fox {number}\n" for number in range(1, 61)))
    page = see(bob, table, **{"from": "51"})
    assert "open" not in page.find("details", class_="table-code")
    form = page.find("form", class_="table-languages")
    chosen = see(bob, table, **form.fields() | {"language": form.all("button")[1]["value"]})

    assert "open" in chosen.find("details", class_="table-code")
    assert chosen.find("tbody").find("th").text == "51"


def test_the_number_of_queries_does_not_grow_with_the_lines(bob: Person) -> None:
    # What the person's own server offers is read from the database.
    Owner.objects.filter(pk=bob.owner.pk).update(sources={"sdcpp": "own"})
    spec = next(id_ for id_ in specs() if id_.startswith("sdcpp/") and id_.endswith("/generate"))
    numbers = []
    for lines in (3, 40):
        table = take(bob, "prompt\n" + "".join(f"fox {number}\n" for number in range(lines)), spec)
        with CaptureQueriesContext(connection) as queries:
            assert len(see(bob, table).find("tbody").all("tr")) == lines
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
