"""Editing a picture: it becomes the first of the form, and neither words nor settings are lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from playground.catalog.loading import get_spec
from playground.generations.models import Generation
from tests.cast import DEV, EDIT, FLEX, JOB, Person
from tests.markup import Element, parse


def fields(answer: Element) -> dict[str, list[str]]:
    return answer.by_id("spec-form").fields()


@pytest.fixture
def draws_only(settings: Any, tmp_path: Path) -> str:
    """A model that an operator added, which can only generate."""
    document = {**get_spec(DEV).schema, "x-model": "black-forest-labs/draws-only"}
    (tmp_path / "draws_only.json").write_text(json.dumps(document))
    settings.SPEC_FOLDER = str(tmp_path)
    return "onemin/draws-only/generate"


def edit(person: Person, made: Generation, spec: str = FLEX, **values: object) -> Element:
    response = person.post("edit_picture", made.id, htmx=True, spec=spec, **values)
    assert response.status_code == 200
    return parse(response)


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [(FLEX, EDIT, "imageUrl"), (DEV, "onemin/flux-2-dev/edit", "imageUrl"), (JOB, JOB, "input_images")],
)
def test_edit_opens_the_form_of_the_present_model(bob: Person, source: str, target: str, name: str) -> None:
    made = bob.make()
    response = bob.post("edit_picture", made.id, htmx=True, spec=source, prompt="x")
    assert response["HX-Push-Url"] == f"/{target}/?show={made.id}"
    assert fields(parse(response))[name] == [made.pictures.get().key]


def test_the_edited_picture_stands_on_the_stage_and_over_the_prompt(bob: Person) -> None:
    made = bob.make(prompt="a stone bridge")
    answer = edit(bob, made, prompt="x")
    assert answer.find(hx_swap_oob="innerHTML:#stage").has(data_generation=str(made.id))
    bar = answer.find(data_editing=made.pictures.get().key)
    assert "Editing" in bar.text
    assert "a stone bridge" in bar.text
    again = parse(bob.client.get(f"/{EDIT}/?show={made.id}"))
    assert again.has(data_editing=made.pictures.get().key)
    assert again.by_id("stage").has(data_generation=str(made.id))


def test_typed_words_and_settings_come_along(bob: Person) -> None:
    made = bob.make(prompt="a stone bridge")
    filled = fields(edit(bob, made, prompt="at night", guidance="4", steps="12", seed="5", variants="4"))
    assert (filled["prompt"], filled["guidance"], filled["steps"]) == (["at night"], ["4"], ["12"])
    assert (filled["seed"], filled["variants"]) == (["5"], ["4"])


def test_the_words_of_the_picture_stay_with_it(bob: Person) -> None:
    made = bob.make(prompt="a stone bridge")
    answer = edit(bob, made, prompt="a stone bridge", aspect_ratio="9:16")
    assert (fields(answer)["prompt"], fields(answer)["aspect_ratio"]) == ([""], ["match_input_image"])
    assert fields(bob.studio())["prompt"] == ["a stone bridge"]
    assert fields(bob.studio())["aspect_ratio"] == ["9:16"]


def test_other_references_and_the_prompt_stay(bob: Person) -> None:
    made, keys = bob.make(prompt="both"), [bob.upload().key for _ in range(2)]
    filled = fields(edit(bob, made, JOB, prompt="both", input_images=keys))
    assert filled["input_images"] == [made.pictures.get().key, *keys]
    assert filled["prompt"] == ["both"]


def test_a_full_form_says_what_was_left_out(bob: Person) -> None:
    made, keys = bob.make(), [bob.upload().key for _ in range(5)]
    answer = edit(bob, made, JOB, prompt="x", input_images=keys)
    assert fields(answer)["input_images"] == [made.pictures.get().key, *keys[:4]]
    assert "takes 5 pictures, so the last one was left out" in answer.by_id("panel-notices").text


def test_settings_that_the_editor_lacks_are_named(bob: Person) -> None:
    answer = edit(bob, bob.make(), prompt="x", steps="12", to="apiframe/flux-2-pro/generate")
    assert "flux-2-pro has no steps." in answer.by_id("panel-notices").text


def test_an_edit_is_left_again_with_its_words(bob: Person) -> None:
    made = bob.make(prompt="a stone bridge")
    filled = fields(edit(bob, made, prompt="a stone bridge", guidance="4", aspect_ratio="9:16"))
    posted = filled | {"prompt": ["at night"]}
    response = bob.post("leave_edit", *EDIT.split("/"), htmx=True, **posted)
    assert response["HX-Push-Url"] == f"/{FLEX}/"
    left = fields(parse(response))
    assert (left["prompt"], left["guidance"], left["aspect_ratio"]) == (["at night"], ["4"], ["9:16"])
    assert not bob.studio(EDIT).has(data_editing=True)
    assert "imageUrl" not in fields(bob.studio(EDIT))


def test_leaving_keeps_the_other_references(bob: Person) -> None:
    made, key = bob.make(), bob.upload().key
    filled = fields(edit(bob, made, JOB, prompt="x", input_images=key))
    left = fields(parse(bob.post("leave_edit", *JOB.split("/"), htmx=True, **filled)))
    assert left["input_images"] == [key]
    assert "editing" not in left


def test_a_deleted_picture_is_not_edited_any_more(bob: Person) -> None:
    made = bob.make()
    edit(bob, made, prompt="x")
    made.delete_softly()
    assert not bob.studio(EDIT).has(data_editing=True)


def test_a_model_that_cannot_edit_names_those_that_can(bob: Person, draws_only: str) -> None:
    made = bob.make()
    response = bob.post("edit_picture", made.id, htmx=True, spec=draws_only, prompt="my words")
    assert (response.status_code, response["HX-Retarget"]) == (422, "#notice")
    offers = parse(response).all("button", name="to")
    assert offers[0].text == "Switch to FLUX.2 flex edit on 1min.ai"
    filled = fields(edit(bob, made, draws_only, prompt="my words", to=offers[0]["value"]))
    assert (filled["prompt"], filled["imageUrl"]) == (["my words"], [made.pictures.get().key])


def test_without_script_the_studio_page_has_the_edit(bob: Person) -> None:
    made = bob.make()
    response = bob.post("edit_picture", made.id)
    assert response["Location"] == f"/{EDIT}/?show={made.id}#id_prompt"
    assert fields(parse(bob.client.get(response["Location"])))["imageUrl"] == [made.pictures.get().key]


def test_a_form_says_that_its_picture_was_deleted(bob: Person) -> None:
    made = bob.make()
    edit(bob, made, prompt="at night")
    trigger = json.loads(bob.post("delete", made.id, htmx=True)["HX-Trigger-After-Swap"])
    assert trigger["deleted"] == {"value": str(made.id), "keys": [made.pictures.get().key]}
    page = bob.studio(EDIT)
    assert page.find(data_problem=True).text == "A picture in this form was deleted and has been removed from the form."
    assert "hidden" not in page.find(data_problem=True)
    assert not page.has(data_editing=True)
    made.restore()
    assert bob.studio(EDIT).has(data_editing=True)
    assert "hidden" in bob.studio(EDIT).find(data_problem=True)
