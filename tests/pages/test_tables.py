"""Tables of requests: taken from a file or a text, checked, made, stopped and resumed, as they work without script."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from playground.generations.models import Generation, Status
from playground.sweeps.models import Cell, Sweep
from tests.cast import EDIT, FLEX, Person, work_off
from tests.markup import Element, parse
from tests.sweeps.conftest import PRO, priced

__all__ = ["priced"]

TEXT = "prompt,guidance,seed\na red fox,4,7\na blue owl,,8\na hare,5,\n"


def send(person: Person, text: str = TEXT, **data: Any) -> Any:
    return person.post("make_table", **({"spec": FLEX, "table": text, "token": "t1"} | data))


def take(person: Person, text: str = TEXT, **data: Any) -> Sweep:
    """Send a table that is in order, and return what it makes."""
    response = send(person, text, **data)
    assert response.status_code == 302, parse(response).text
    made = Sweep.objects.latest("created")
    assert response["Location"] == f"/tables/{made.id}/"
    return made


def see(person: Person, table: Sweep, **query: Any) -> Element:
    return person.see("table", table.id, **query)


def buttons(page: Element) -> list[str]:
    return [button.text for button in page.by_id("table-totals").all("button")]


def prompts() -> list[str]:
    return sorted(row.prompt for row in Generation.objects.all())


def test_a_pasted_table_becomes_lines_and_nothing_is_sent(bob: Person) -> None:
    table = take(bob, name="My foxes")
    cells = list(table.cells.order_by("row"))
    assert [(cell.params or {})["prompt"] for cell in cells] == ["a red fox", "a blue owl", "a hare"]
    assert [(cell.params or {}).get("guidance") for cell in cells] == [4, None, 5]
    assert isinstance((cells[2].params or {})["seed"], int)
    assert Generation.objects.count() == 0
    page = see(bob, table)
    assert "My foxes" in page.find("h1").text
    assert "0 of 3 made" in page.text
    assert buttons(page) == ["Make the first line only", "Make 3"]
    assert "a red fox" in page.by_id("snippet-text").text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_names_the_table(bob: Person, encoding: str) -> None:
    file = SimpleUploadedFile("Füchse.csv", TEXT.replace("red", "rötlich").replace(",", ";").encode(encoding))
    table = take(bob, "", file=file)
    assert table.name == "Füchse"
    assert (table.cells.get(row=0).params or {})["prompt"] == "a rötlich fox"


def test_a_file_with_faults_keeps_its_name_and_it_can_be_changed(bob: Person) -> None:
    page = parse(send(bob, "", file=SimpleUploadedFile("Foxes.csv", b"prompt,guidance\na fox,9\n")))
    name = page.find(id="table-name")["value"]
    assert name == "Foxes"
    assert take(bob, "prompt,guidance\na fox,4\n", name=name).name == "Foxes"
    assert take(bob, name="Owls", token="t2").name == "Owls"


def test_the_first_line_alone_then_all_others(bob: Person) -> None:
    table = take(bob)
    first = see(bob, table).find("button", name="cell")
    bob.post("buy_cells", table.id, cell=first["value"])
    assert prompts() == ["a red fox"]
    work_off()
    page = see(bob, table)
    assert "1 of 3 made" in page.text
    assert buttons(page) == ["Resume: make 2"]
    assert bob.post("buy_cells", table.id, all="on")["Location"] == f"/tables/{table.id}/"
    work_off()
    assert "3 of 3 made" in see(bob, table).text
    assert prompts() == ["a blue owl", "a hare", "a red fox"]
    cell = table.cells.select_related("generation").get(row=2)
    assert cell.generation is not None
    assert cell.generation.resolved["seed"] == (cell.params or {})["seed"]


def test_stop_and_resume_make_each_line_once(bob: Person) -> None:
    table = take(bob)
    bob.post("buy_cells", table.id, all="on")
    page = see(bob, table)
    assert "3 waiting or being made" in page.text
    assert buttons(page) == ["Stop"]
    bob.post("cancel_cells", table.id, all="on")
    assert set(Generation.objects.values_list("status", flat=True)) == {Status.CANCELLED}
    assert "Resume" not in see(bob, table).text
    bob.post("buy_cells", table.id, all="on")
    bob.post("buy_cells", table.id, all="on")
    work_off()
    assert "3 of 3 made" in see(bob, table).text
    assert Generation.objects.filter(status=Status.DONE).count() == 3


def test_a_double_submit_makes_one_table(bob: Person) -> None:
    assert take(bob) == take(bob)
    assert (Sweep.objects.count(), Cell.objects.count()) == (1, 3)
    assert take(bob, token="t2") != Sweep.objects.earliest("created")


def test_a_table_that_was_corrected_is_another_one_although_its_form_is_the_same(bob: Person) -> None:
    first, second = take(bob), take(bob, TEXT.replace("hare", "lynx"))
    assert first != second
    assert (second.cells.get(row=2).params or {})["prompt"] == "a lynx"
    assert take(bob, name="Foxes").name == "Foxes"
    assert Sweep.objects.count() == 3


def test_a_table_that_was_deleted_comes_back_when_it_is_sent_again(bob: Person) -> None:
    table = take(bob)
    bob.post("delete_sweep", table.id)
    assert take(bob) == table
    assert "0 of 3 made" in see(bob, table).text


def test_a_table_has_neither_a_sheet_nor_a_sample(bob: Person) -> None:
    table = take(bob)
    bob.post("buy_cells", table.id, all="on")
    work_off()
    assert bob.get("sweep_sheet", table.id).status_code == 404
    assert bob.post("buy_cells", table.id, sample="sample", sample_size="2").status_code == 404


def test_wrong_lines_are_named_and_can_be_left_out(bob: Person) -> None:
    text = "prompt,guidance\na fox,4\na hare,99\n,4\n"
    response = send(bob, text)
    assert response.status_code == 422
    page = parse(response)
    assert "2 lines cannot be made" in page.by_id("table-problems").text
    assert "Line 3, column guidance: guidance is 99; the maximum is 5." in page.text
    assert page.by_id("table-text").text.split() == text.split()
    assert Sweep.objects.count() == 0
    assert page.find("button", name="leave_out").text == "Leave out 2, keep 1 line"
    assert take(bob, text, leave_out="on").rows == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": ""}, "Choose a file, or paste a table."),
        ({"text": "prompt,guidanze\na,4\n"}, "did you mean guidance?"),
        ({"text": "prompt\n" + "a fox\n" * 10_000}, "more than 2,000 rows"),
        ({"text": "", "file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"x" * 50)}, "Save it as CSV"),
        ({"text": "", "file": SimpleUploadedFile("a.csv", b"x" * (5 * 2**20 + 1))}, "the maximum is 5 MB"),
        ({"text": "prompt,guidance\n,4\n", "leave_out": "on"}, "1 line cannot be made"),
        ({"text": "prompt\na\0b\n"}, "is not text"),
    ],
)
def test_what_is_no_table_is_refused(bob: Person, data: dict[str, Any], sentence: str) -> None:
    response = send(bob, **data)
    assert response.status_code == 422
    assert sentence in parse(response).text
    assert Sweep.objects.count() == 0


def test_the_form_fills_what_the_table_leaves_open(bob: Person) -> None:
    picture = bob.upload().key
    response = bob.post("table_form", *EDIT.split("/"), prompt="not this", imageUrl=picture, guidance="4", seed="9")
    page = parse(bob.client.get(response["Location"]))
    assert page.find("option", selected=True)["value"] == EDIT
    assert "seed 9" in page.by_id("table-kept").text
    table = take(bob, "prompt,guidance\nmake it night,\nmake it day,3.5\n", spec=EDIT)
    kept = [cell.params or {} for cell in table.cells.order_by("row")]
    assert [(one["prompt"], one["seed"], one["imageUrl"], one["guidance"]) for one in kept] == [
        ("make it night", 9, picture, 4),
        ("make it day", 9, picture, 3.5),
    ]
    bob.post("buy_cells", table.id, all="on")
    assert {entry.image.key for row in Generation.objects.all() for entry in row.inputs.all()} == {picture}


def test_with_script_the_form_leads_there_too(bob: Person) -> None:
    response = bob.post("table_form", *FLEX.split("/"), htmx=True, prompt="a fox")
    assert (response.status_code, response["HX-Redirect"]) == (204, "/tables/new/?for=onemin%2Fflux-2-flex%2Fgenerate")


@pytest.mark.usefixtures("priced")
def test_the_total_has_a_price_and_a_budget_stops_it(bob: Person) -> None:
    table = take(bob, "prompt\na fox\na hare\nan owl\n", spec=PRO)
    assert "3 lines: $0.09" in " ".join(see(bob, table).by_id("table-totals").text.split())
    bob.post("sweep_budget", table.id, budget="0.07")
    assert "$0.07 of the budget is left" in see(bob, table).text
    bob.post("buy_cells", table.id, all="on")
    assert Generation.objects.count() == 2
    assert "1 line would exceed the budget and is not sent." in see(bob, table).text
    assert "1 more line: $0.03" in " ".join(see(bob, table).by_id("table-totals").text.split())
    bob.post("sweep_budget", table.id, budget="1000")
    assert see(bob, table).control("budget")["value"] == "1000.00"


def test_a_long_table_is_shown_in_pages(bob: Person) -> None:
    table = take(bob, "prompt\n" + "".join(f"fox {number}\n" for number in range(1, 121)))
    page = see(bob, table)
    assert len(page.find("tbody").all("tr")) == 50
    last = see(bob, table, **{"from": "101"})
    assert [row.find("th").text for row in last.find("tbody").all("tr")] == [str(n) for n in range(101, 121)]
    for strange in ("0", "-1", "x", "9" * 30, "٣"):
        assert see(bob, table, **{"from": strange}).has("tbody")


def test_somebody_elses_table_does_not_exist(alice: Person, bob: Person) -> None:
    table = take(alice)
    assert bob.get("table", table.id).status_code == 404
    assert bob.post("buy_cells", table.id, all="on").status_code == 404


def test_a_picture_that_one_has_already_is_not_made_again(bob: Person) -> None:
    made = bob.make(FLEX, prompt="a red fox", guidance=4, seed=7)
    table = take(bob)
    assert table.cells.get(row=0).generation_id == made.id
    assert "1 of 3 made" in see(bob, table).text


def test_the_grid_of_a_table_is_its_page(bob: Person) -> None:
    table = take(bob)
    assert bob.get("sweep", table.id)["Location"] == f"/tables/{table.id}/"
    assert bob.see("sweeps").has("a", href=f"/tables/{table.id}/")
