"""Pictures of the history in the form: they are added, and nothing else in the form changes."""

from uuid import uuid4

import pytest

from playground.generations.models import Draft, Generation
from tests.cast import EDIT, FLEX, JOB, Person
from tests.markup import Element, parse

KLEIN = "bfl/flux-2-klein-4b/generate"


def fields(answer: Element) -> dict[str, list[str]]:
    return answer.by_id("spec-form").fields()


def refer(person: Person, made: Generation, spec: str, **values: object) -> Element:
    """Press "Use as reference" with this form, which must be accepted."""
    response = person.post("use_as_reference", made.id, htmx=True, spec=spec, **values)
    assert response.status_code == 200
    return parse(response)


def refused(person: Person, made: Generation, spec: str, **values: object) -> str:
    """Press it with a form that does not take the picture, and return why."""
    response = person.post("use_as_reference", made.id, htmx=True, spec=spec, **values)
    assert (response.status_code, response["HX-Retarget"]) == (422, "#notice")
    return parse(response).text


def test_a_reference_is_added_and_nothing_else_changes(bob: Person) -> None:
    first, made = bob.upload().key, bob.make()
    answer = refer(bob, made, JOB, prompt="my words", input_images=first, seed="7", variants="4")
    filled = fields(answer)
    assert filled["input_images"] == [first, made.pictures.get().key]
    assert (filled["prompt"], filled["seed"], filled["variants"]) == (["my words"], ["7"], ["4"])
    assert "Added as reference 2 of 5." in answer.text
    assert fields(bob.studio(JOB))["input_images"] == filled["input_images"]


@pytest.mark.parametrize(("spec", "name"), [(EDIT, "imageUrl"), (JOB, "input_images"), (KLEIN, "input_image")])
def test_every_form_with_pictures_takes_one(bob: Person, spec: str, name: str) -> None:
    made = bob.make()
    assert fields(refer(bob, made, spec, prompt="x"))[name] == [made.pictures.get().key]


def test_a_full_form_says_how_many_it_takes_and_keeps_what_it_has(bob: Person) -> None:
    made, keys = bob.make(), [bob.upload().key for _ in range(5)]
    sentence = refused(bob, made, JOB, prompt="my words", input_images=keys)
    assert "FLUX.2 dev on apiframe takes 5 pictures and has 5. Remove one first." in sentence
    assert "takes 1 picture and has 1" in refused(bob, made, EDIT, prompt="x", imageUrl=keys[0])
    assert fields(bob.studio(JOB))["input_images"] == keys


def test_the_same_picture_is_added_once(bob: Person) -> None:
    made = bob.make()
    key = made.pictures.get().key
    assert "reference 1 already" in refused(bob, made, JOB, prompt="x", input_images=[key])


def test_a_deleted_reference_gives_its_place_back(bob: Person) -> None:
    made, other = bob.make(), bob.make()
    key = other.pictures.get().key
    other.delete_softly()
    answer = refer(bob, made, EDIT, prompt="x", imageUrl=key)
    assert fields(answer)["imageUrl"] == [made.pictures.get().key]


def test_a_model_without_pictures_offers_those_that_take_them(bob: Person) -> None:
    made = bob.make()
    response = bob.post("use_as_reference", made.id, htmx=True, spec=FLEX, prompt="my words", guidance="4")
    answer = parse(response)
    assert "FLUX.2 flex on 1min.ai does not take pictures." in answer.text
    offers = answer.all("button", name="to")
    assert offers[0].text == "Switch to FLUX.2 flex edit on 1min.ai"
    assert {EDIT, JOB, KLEIN} <= {offer["value"] for offer in offers}
    assert fields(bob.studio())["prompt"] == ["my words"]


def test_switching_takes_prompt_and_parameters_along(bob: Person) -> None:
    made = bob.make()
    answer = refer(bob, made, FLEX, prompt="my words", guidance="4", seed="7", variants="3", to=EDIT)
    filled = fields(answer)
    assert filled["imageUrl"] == [made.pictures.get().key]
    assert (filled["prompt"], filled["guidance"], filled["seed"]) == (["my words"], ["4"], ["7"])
    assert filled["variants"] == ["3"]


def test_switching_says_what_does_not_come_along(bob: Person) -> None:
    answer = refer(bob, bob.make(), FLEX, prompt="x", steps="12", to="apiframe/flux-2-pro/generate")
    assert "flux-2-pro has no steps." in answer.by_id("panel-notices").text


def test_without_a_form_the_reference_goes_to_the_one_used_last(bob: Person) -> None:
    made = bob.make()
    bob.post("save_draft", *JOB.split("/"), prompt="my words", input_images=bob.upload().key)
    response = bob.post("use_as_reference", made.id)
    assert response["Location"] == f"/{JOB}/#id_prompt"
    page = parse(bob.client.get(response["Location"]))
    assert fields(page)["input_images"][1] == made.pictures.get().key
    assert fields(page)["prompt"] == ["my words"]
    assert "Added as reference 2 of 5." in page.by_id("notice").text


def test_without_script_the_offer_is_on_the_next_page(bob: Person) -> None:
    made = bob.make()
    response = bob.post("use_as_reference", made.id, spec=FLEX, prompt="my words")
    page = parse(bob.client.get(response["Location"]))
    offer = page.by_id("notice").all("button", name="to")[0]
    assert (offer["form"], offer["formaction"]) == ("spec-form", f"/generations/{made.id}/reference/")
    assert fields(page)["prompt"] == ["my words"]


def make_two(person: Person) -> tuple[Generation, list[str]]:
    """Return a generation with two pictures, as an API can make it, and their keys."""
    made, other = person.make(), person.make()
    last = other.pictures.get()
    last.generation, last.position = made, 1
    last.save()
    return made, [picture.key for picture in made.pictures.order_by("position")]


def test_one_of_several_pictures_is_chosen_by_its_key(bob: Person) -> None:
    made, keys = make_two(bob)
    answer = refer(bob, made, JOB, prompt="x", picture=keys[1])
    assert fields(answer)["input_images"] == [keys[1]]


def test_each_of_several_pictures_is_offered(bob: Person) -> None:
    made, keys = make_two(bob)
    address = f"/generations/{made.id}/reference/"
    # The studio and the picker send the form of the model; the page of the generation has one of its own.
    for page in (bob.studio(show=str(made.id)), bob.see("pick_picture", *JOB.split("/"))):
        offered = page.all("button", name="picture", formaction=address)
        assert [button["value"] for button in offered] == keys
    offered = bob.see("generation", made.id).find("form", action=address).all("button")
    assert [button["value"] for button in offered] == keys


def test_a_generation_without_a_picture_is_no_reference(bob: Person) -> None:
    assert "no picture to use yet" in refused(bob, bob.ask(), JOB, prompt="x")


@pytest.mark.parametrize("action", ["use_as_reference", "edit_picture", "reroll", "make_shapes"])
def test_strangers_find_nothing_and_change_no_form(alice: Person, charlie: Person, action: str) -> None:
    made = alice.make()
    assert charlie.post(action, made.id, htmx=True, spec=JOB).status_code == 404
    assert alice.post(action, uuid4(), htmx=True).status_code == 404
    assert alice.get(action, made.id).status_code == 405
    made.delete_softly()
    assert alice.post(action, made.id, htmx=True).status_code == 404
    assert not Draft.objects.exists()
    assert Generation.objects.count() == 1


def test_a_strangers_key_is_left_out(alice: Person, charlie: Person) -> None:
    theirs, mine = alice.make().pictures.get().key, charlie.make()
    answer = refer(charlie, mine, JOB, prompt="x", input_images=theirs)
    assert fields(answer)["input_images"] == [mine.pictures.get().key]


def test_a_page_that_was_refused_goes_on_saving_its_draft(bob: Person) -> None:
    made, page = bob.make(), {"spec": FLEX, "prompt": "x", "draft_version": "0", "draft_writer": "page"}
    assert bob.post("use_as_reference", made.id, htmx=True, **page).status_code == 422
    saved = bob.post("save_draft", *FLEX.split("/"), prompt="typed on", draft_version="0", draft_writer="page")
    assert saved.status_code == 204
    assert fields(bob.studio())["prompt"] == ["typed on"]


def test_another_tabs_version_is_not_replaced_unseen(bob: Person) -> None:
    made = bob.make()
    for version, writer in [("0", "mine"), ("1", "other")]:
        page = {"prompt": f"words of {writer}", "draft_version": version, "draft_writer": writer}
        assert bob.post("save_draft", *JOB.split("/"), **page).status_code == 204
    mine = {"prompt": "my words", "draft_version": "1", "draft_writer": "mine"}
    answer = refer(bob, made, JOB, **mine)
    assert fields(answer)["prompt"] == ["my words"]
    assert "The version of another tab was replaced." in answer.text
    assert "words+of+other" in answer.find(name="draft_values")["value"]
