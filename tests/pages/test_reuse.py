"""A recipe back into the form: everything is replaced and the rest is cleared."""

from typing import Any
from uuid import uuid4

import pytest

from playground.generations.models import Draft, Generation
from tests.cast import DEV, FLEX, JOB, Person
from tests.markup import Element, parse

ACTIONS = ["use_again", "lock_seed"]


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


def test_use_again_keeps_the_number_of_pictures_and_the_language_of_the_code(bob: Person) -> None:
    made = bob.make(prompt="again", seed=9)
    answer = bob.post("use_again", made.id, htmx=True, spec=FLEX, prompt="x", variants="4", language="python")
    filled = fields(parse(answer))
    assert (filled["prompt"], filled["seed"], filled["variants"]) == (["again"], ["9"], ["4"])
    assert "Settings loaded, with seed 9. Generate makes 4 pictures." in parse(answer).text
    assert fields(bob.studio())["variants"] == ["4"]


def test_without_the_form_the_number_of_pictures_is_that_of_the_draft(bob: Person) -> None:
    made = bob.make(DEV)
    bob.post("save_draft", *FLEX.split("/"), prompt="x", variants="3")
    assert fields(use(bob, "use_again", made))["variants"] == ["3"]


def test_lock_seed_sets_the_seed_and_nothing_else(bob: Person) -> None:
    made = bob.make(prompt="old", seed=77)
    bob.post("save_draft", *DEV.split("/"), prompt="new", num_inference_steps="9")
    answer = use(bob, "lock_seed", made)
    filled = fields(answer)
    assert "The seed is locked to 77." in answer.text
    assert (filled["prompt"], filled["num_inference_steps"], filled["seed"]) == (["new"], ["9"], ["77"])


@pytest.mark.parametrize("action", ACTIONS)
def test_without_script_the_studio_page_has_the_form(bob: Person, action: str) -> None:
    made = bob.make(seed=5)
    response = bob.post(action, made.id)
    assert response.status_code == 302
    page = parse(bob.client.get(response["Location"]))
    assert page.has(id="spec-form")


def test_says_that_the_model_is_no_longer_available(bob: Person) -> None:
    made = bob.make()
    bob.post("save_draft", *FLEX.split("/"), prompt="mine")
    Generation.objects.update(spec_id="onemin/flux-1/generate")
    answer = use(bob, "use_again", made)
    assert "is no longer available" in answer.text
    assert fields(answer)["prompt"] == ["mine"]


@pytest.mark.parametrize("action", ACTIONS)
def test_strangers_find_nothing_and_change_no_form(alice: Person, charlie: Person, action: str) -> None:
    made = alice.make()
    assert charlie.post(action, made.id, htmx=True).status_code == 404
    assert alice.post(action, uuid4(), htmx=True).status_code == 404
    assert alice.get(action, made.id).status_code == 405
    made.delete_softly()
    assert alice.post(action, made.id, htmx=True).status_code == 404
    assert not Draft.objects.exists()
