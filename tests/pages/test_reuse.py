"""A recipe back into the form: everything is replaced and the rest is cleared."""

from typing import Any
from uuid import uuid4

import pytest

from playground.generations.models import Draft, Generation
from tests.cast import DEV, EDIT, FLEX, JOB, Person
from tests.markup import Element, parse

ACTIONS = ["use_again", "use_with_new_seed", "lock_seed", "edit_picture"]


def use(person: Person, action: str, generation: Generation) -> Element:
    response = person.post(action, generation.id, htmx=True)
    assert response.status_code == 200
    return parse(response)


def fields(answer: Element) -> dict[str, list[str]]:
    return answer.by_id("spec-form").fields()


def test_use_again_replaces_every_field_and_clears_the_rest(bob: Person) -> None:
    made = bob.make(prompt="the old one", steps=40, seed=9)
    bob.post("save_draft", *FLEX.split("/"), prompt="x", guidance="5", output_format="jpg", prompt_upsampling="true")
    filled = fields(use(bob, "use_again", made))
    assert (filled["prompt"], filled["steps"], filled["seed"]) == (["the old one"], ["40"], ["9"])
    assert (filled["guidance"], filled["output_format"]) == (["3"], ["png"])
    assert "prompt_upsampling" not in filled
    assert {name: value for name, value in fields(bob.studio()).items() if "token" not in name} == {
        name: value for name, value in filled.items() if "token" not in name
    }


def test_use_again_sets_a_random_seed_too(bob: Person) -> None:
    made = bob.make()
    assert fields(use(bob, "use_again", made))["seed"] == [str(made.seed)]


def test_use_again_makes_the_same_request(bob: Person) -> None:
    made = bob.make(DEV, prompt="twice", guidance=2.5, go_fast=True, megapixels="0.25", output_format="jpg")
    filled: dict[str, Any] = fields(use(bob, "use_again", made))
    bob.generate(DEV, **filled)
    again = Generation.objects.exclude(id=made.id).get()
    assert again.resolved == made.resolved


def test_use_again_keeps_the_order_of_pictures(bob: Person) -> None:
    keys = [bob.upload().key, bob.make().pictures.get().key, bob.upload().key]
    made = bob.make(JOB, input_images=keys)
    assert fields(use(bob, "use_again", made))["input_images"] == keys


def test_use_again_removes_other_references(bob: Person) -> None:
    made = bob.make(JOB)
    bob.post("save_draft", *JOB.split("/"), prompt="x", input_images=bob.upload().key)
    assert "input_images" not in fields(use(bob, "use_again", made))


def test_use_with_a_new_seed_clears_the_seed(bob: Person) -> None:
    filled = fields(use(bob, "use_with_new_seed", bob.make(prompt="again", steps=40, seed=9)))
    assert (filled["prompt"], filled["steps"], filled["seed"]) == (["again"], ["40"], [""])


def test_lock_seed_sets_the_seed_and_nothing_else(bob: Person) -> None:
    made = bob.make(prompt="old", seed=77)
    bob.post("save_draft", *DEV.split("/"), prompt="new", num_inference_steps="9")
    filled = fields(use(bob, "lock_seed", made))
    assert (filled["prompt"], filled["num_inference_steps"], filled["seed"]) == (["new"], ["9"], ["77"])


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [
        (FLEX, EDIT, "imageUrl"),
        (DEV, "onemin/flux-2-dev/edit", "imageUrl"),
        (JOB, JOB, "input_images"),
    ],
)
def test_edit_this_opens_the_form_that_edits_with_the_picture(bob: Person, source: str, target: str, name: str) -> None:
    made = bob.make(source)
    response = bob.post("edit_picture", made.id, htmx=True)
    assert response["HX-Push-Url"] == f"/{target}/"
    filled = fields(parse(response))
    assert (filled[name], filled["prompt"]) == ([made.pictures.get().key], [""])


def test_editing_an_edit_uses_its_result(bob: Person) -> None:
    made = bob.make(EDIT, imageUrl=bob.upload().key)
    assert fields(use(bob, "edit_picture", made))["imageUrl"] == [made.pictures.get().key]


def test_a_generation_without_a_picture_cannot_be_edited(bob: Person) -> None:
    answer = use(bob, "edit_picture", bob.ask())
    assert "There is no picture to edit yet." in answer.by_id("panel-notices").text


@pytest.mark.parametrize("action", ACTIONS)
def test_without_script_the_studio_page_has_the_form(bob: Person, action: str) -> None:
    made = bob.make(seed=5)
    response = bob.post(action, made.id)
    assert response.status_code == 302
    page = parse(bob.client.get(response["Location"]))
    assert page.has(id="spec-form")


@pytest.mark.parametrize("action", ACTIONS[:3])
def test_says_that_the_model_is_no_longer_available(bob: Person, action: str) -> None:
    made = bob.make()
    Generation.objects.update(spec_id="onemin/flux-1/generate")
    answer = use(bob, action, made)
    assert "is no longer available" in answer.by_id("panel-notices").text


@pytest.mark.parametrize("action", ACTIONS)
def test_strangers_find_nothing_and_change_no_form(alice: Person, charlie: Person, action: str) -> None:
    made = alice.make()
    assert charlie.post(action, made.id, htmx=True).status_code == 404
    assert alice.post(action, uuid4(), htmx=True).status_code == 404
    assert alice.get(action, made.id).status_code == 405
    made.delete_softly()
    assert alice.post(action, made.id, htmx=True).status_code == 404
    assert not Draft.objects.exists()
