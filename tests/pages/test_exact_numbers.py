"""A number keeps its last digit in form, code, recall and file, and no default takes its place without a word."""

from typing import Any

import pytest

from playground.generations.models import Generation
from tests.cast import DEV, FLEX, Person, work_off
from tests.markup import parse

# As typed, as the product writes it, and the value.
NUMBERS = [("3.1415926", "3.1415926", 3.1415926), ("2,0000004", "2.0000004", 2.0000004), ("３．３", "3.3", 3.3)]


@pytest.mark.parametrize(("typed", "shown", "value"), NUMBERS)
def test_a_number_comes_back_to_its_last_digit(bob: Person, typed: str, shown: str, value: float) -> None:
    assert bob.generate(guidance=typed, seed="7").status_code == 200
    row = Generation.objects.get()
    assert (row.params["guidance"], row.resolved["guidance"]) == (value, value)
    work_off()
    assert f'"guidance":{shown}' in row.pictures.get().read().decode("latin-1").replace(" ", "")
    assert f"guidance {shown}" in bob.studio().by_id(f"card-{row.id}").text
    code = bob.see("generation_code", row.id).by_id("snippet-text").text
    assert f'"guidance": {shown}' in code
    # The draft keeps what was typed.
    assert bob.studio().by_id("spec-form").fields()["guidance"] == [typed]
    loaded = parse(bob.post("use_again", row.id, htmx=True)).by_id("spec-form").fields()
    assert loaded["guidance"] == [shown]


def test_recalled_settings_make_the_same_file(bob: Person) -> None:
    first = bob.make(guidance=3.1415926, seed=7)
    loaded: dict[str, Any] = parse(bob.post("use_again", first.id, htmx=True)).by_id("spec-form").fields()
    bob.generate(**loaded)
    work_off()
    again = Generation.objects.exclude(id=first.id).get()
    assert again.pictures.get().sha256 == first.pictures.get().sha256


def test_the_code_beside_the_form_has_the_number_too(bob: Person) -> None:
    answer = parse(bob.post("form_code", *FLEX.split("/"), prompt="x", guidance="2,0000004", language="python"))
    assert '"guidance": 2.0000004' in answer.by_id("snippet-text").text


def test_a_number_goes_along_to_another_model(bob: Person) -> None:
    answer = bob.post("switch_spec", *FLEX.split("/"), htmx=True, prompt="x", guidance="3,1415926", target=DEV)
    assert parse(answer).by_id("spec-form").fields()["guidance"] == ["3.1415926"]


@pytest.mark.parametrize("typed", ["1,000", "abc", "10²", "1 0", "2,3,4"])
def test_what_cannot_be_read_is_refused_at_its_field_and_stays_there(bob: Person, typed: str) -> None:
    response = bob.generate(guidance=typed)
    assert response.status_code == 422
    form = parse(response).by_id("spec-form")
    assert typed in form.field_error("guidance")
    assert form.fields()["guidance"] == [typed]
    assert not Generation.objects.exists()


def test_what_does_not_go_along_to_another_model_is_named(bob: Person) -> None:
    answer = bob.post("switch_spec", *FLEX.split("/"), htmx=True, prompt="x", guidance="1,000", target=DEV)
    assert "can mean 1000 or 1.000" in parse(answer).by_id("panel-notices").text
