"""A recipe goes into another model or API, with a list of what was lost, or comes back without its seed."""

from typing import Any

from playground.generations.models import Generation
from tests.cast import DEV, FLEX, JOB, Person
from tests.markup import Element, parse


def use(person: Person, made: Generation, **data: Any) -> Element:
    return parse(person.post("use_again", made.id, htmx=True, **data))


def test_what_does_not_fit_is_listed(bob: Person) -> None:
    made = bob.make(FLEX, prompt="a boat", steps=40, guidance=4, safety_tolerance=5, seed=9)
    bob.post("save_draft", *DEV.split("/"), prompt="old", go_fast="true")
    answer = use(bob, made, to=DEV)
    fields = answer.by_id("spec-form").fields()
    assert (fields["prompt"], fields["num_inference_steps"], fields["seed"]) == (["a boat"], ["40"], ["9"])
    assert "go_fast" not in fields
    assert [item.text for item in answer.by_id("panel-notices").all("li")] == [
        "flux-2-dev has no safety_tolerance.",
        "flux-2-dev calls steps num_inference_steps.",
    ]


def test_the_same_model_loses_nothing(bob: Person) -> None:
    answer = use(bob, bob.make(steps=33), to=FLEX)
    assert not answer.has(id="panel-notices")
    assert answer.by_id("spec-form").fields()["steps"] == ["33"]


def test_an_unknown_model_is_the_same_model(bob: Person) -> None:
    answer = use(bob, bob.make(steps=33), to="a/b/c")
    assert answer.by_id("spec-form").fields()["spec"] == [FLEX]


def test_all_but_the_seed_keeps_the_seed_of_the_form(bob: Person) -> None:
    made = bob.make(prompt="a boat", steps=33, seed=9)
    answer = use(bob, made, keep_seed="on", spec=DEV, prompt="old", seed="5")
    fields = answer.by_id("spec-form").fields()
    assert (fields["prompt"], fields["steps"], fields["seed"]) == (["a boat"], ["33"], ["5"])
    assert "Settings loaded, without the seed." in answer.text


def test_a_reference_that_was_never_stored_is_named(bob: Person) -> None:
    made = bob.ask(JOB, input_images=[bob.upload().key])
    Generation.objects.filter(id=made.id).update(
        params=made.params | {"input_images": ["k", "https://example.com/a.png"]},
        resolved=made.resolved | {"input_images": ["k", "https://example.com/a.png"]},
    )
    answer = use(bob, made)
    assert len(answer.by_id("spec-form").fields()["input_images"]) == 1
    assert "was never stored here" in answer.by_id("panel-notices").text


def test_the_page_of_a_picture_offers_every_other_model(bob: Person) -> None:
    made = bob.make()
    page = bob.see("generation", made.id)
    offered = [button["value"] for button in page.all("button", name="to")]
    assert len(offered) == len(set(offered)) > 10
    assert FLEX not in offered
    assert page.has("button", name="keep_seed")


def test_the_defaults_that_a_picture_was_made_with_go_along(bob: Person) -> None:
    made = bob.make(FLEX, prompt="a boat")
    fields = use(bob, made, to="apiframe/flux-2-flex/generate").by_id("spec-form").fields()
    assert (fields["steps"], fields["guidance"]) == (["25"], ["3"])
