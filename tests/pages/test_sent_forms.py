"""A sweep and a table are about the form that was sent, whatever another tab does; what was sent is not lost."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from playground.generations.models import Draft
from playground.sweeps.models import Cell, Sweep
from tests.cast import EDIT, FLEX, Person
from tests.markup import Element, parse

PARTS = FLEX.split("/")
SETUPS = ("sweep_form", "table_form")


def go_on(person: Person, name: str, **sent: Any) -> str:
    """Send the form of a tab that has not seen what another tab has saved, and return where it leads."""
    person.post("save_draft", *PARTS, prompt="of the other", guidance="3", draft_version="0", draft_writer="other")
    response = person.post(name, *PARTS, htmx=True, **sent, draft_version="0", draft_writer="this")
    assert response.status_code == 204
    return str(response["HX-Redirect"])


def check(person: Person, page: Element, **changes: str) -> None:
    """Send the form of the page as a browser does."""
    fields = page.find("form", action="/tables/make/").fields()
    response = person.post("make_table", **fields | {"table": "prompt\na fox\n", **changes})
    assert response.status_code == 302, parse(response).text


def test_a_table_has_the_settings_that_its_page_shows(bob: Person) -> None:
    bob.post("save_draft", *PARTS, prompt="x", guidance="4", seed="9")
    page = bob.see("new_table", **{"for": FLEX})
    bob.post("save_draft", *PARTS, prompt="x", guidance="3")

    assert "guidance 4" in page.by_id("table-kept").text
    check(bob, page)
    assert Cell.objects.get().params == {"prompt": "a fox", "guidance": 4, "seed": 9}


def test_a_table_is_made_from_the_form_that_was_sent(bob: Person) -> None:
    page = parse(bob.client.get(go_on(bob, "table_form", prompt="a hare", guidance="4", seed="9")))

    assert "guidance 4" in page.by_id("table-kept").text
    check(bob, page)
    assert Cell.objects.get().params == {"prompt": "a fox", "guidance": 4, "seed": 9}
    # The other tab keeps its version.
    assert Draft.objects.get().values["prompt"] == ["of the other"]


def test_another_model_that_is_chosen_there_has_its_own_settings(bob: Person) -> None:
    picture = bob.upload().key
    bob.post("save_draft", *PARTS, prompt="x", guidance="4", seed="9")
    bob.post("save_draft", *EDIT.split("/"), prompt="x", imageUrl=picture, seed="5")

    check(bob, bob.see("new_table", **{"for": FLEX}), spec=EDIT)
    params = Cell.objects.get().params or {}
    assert (params["imageUrl"], params["seed"], "guidance" in params) == (picture, 5, False)


@pytest.mark.parametrize("name", SETUPS)
def test_a_long_form_fits_into_the_address(bob: Person, name: str) -> None:
    address = go_on(bob, name, prompt="лиса и заяц " * 200, guidance="4")

    assert len(address) < 4000
    page = parse(bob.client.get(address))
    if name == "sweep_form":
        assert "лиса" in page.find(class_="sweep-prompt").text
    else:
        assert "guidance 4" in page.by_id("table-kept").text


@pytest.mark.parametrize("name", SETUPS)
def test_a_refused_upload_is_named(bob: Person, name: str) -> None:
    file = SimpleUploadedFile("a.png", b"no picture", content_type="image/png")
    response = bob.post(name, *EDIT.split("/"), prompt="a fox", imageUrl__file=file)

    said = parse(bob.client.get(response["Location"])).by_id("notice")
    assert said.has(data_level="error")
    assert urlsplit(response["Location"]).query.endswith("edit")


def test_a_long_text_that_was_pasted_is_shown_again(bob: Person) -> None:
    text = "prompt,guidance\n" + f"{'a fox ' * 50},4\n" * 999 + "a hare,99\n"
    page = parse(bob.post("make_table", spec=FLEX, table=text))

    assert page.by_id("table-text").text == " ".join(text.split())
    assert "Choose it again" not in page.text
    assert page.find("button", name="leave_out").text == "Leave out 1, keep 999 lines"
    of_file = parse(bob.post("make_table", spec=FLEX, file=SimpleUploadedFile("a.csv", text.encode())))
    assert of_file.by_id("table-text").text == ""
    assert "Choose it again" in of_file.text


def test_a_text_with_a_strange_character_is_shown_again(bob: Person) -> None:
    page = parse(bob.post("make_table", spec=FLEX, table="prompt\na\0 fox\n"))
    assert "fox" in page.by_id("table-text").text
    assert not Sweep.objects.exists()
