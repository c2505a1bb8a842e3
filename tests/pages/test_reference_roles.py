"""What a reference is for: kept with the form and the picture, brought back with them, and never sent to an API."""

from typing import Any

import pytest

from playground.generations.models import Draft, Generation, Share
from playground.recall.files.registry import read_file
from playground.recall.from_file import from_json, to_json
from tests.cast import EDIT, JOB, Person, make_file, work_off
from tests.markup import Element, parse


def fields(answer: Any) -> dict[str, list[str]]:
    page = answer if isinstance(answer, Element) else parse(answer)
    return page.by_id("spec-form").fields()


def roles(answer: Any) -> list[str]:
    return fields(answer).get("reference_role", [])


def two(person: Person) -> tuple[list[str], dict[str, Any]]:
    """Return the keys of two uploads, and a form with both: the second is for the style."""
    keys = [person.upload(make_file(width)).key for width in (64, 80)]
    return keys, {"prompt": "a table", "input_images": keys, "reference_role": ["", f"style:{keys[1]}"]}


def make(person: Person) -> tuple[list[str], Generation]:
    keys, form = two(person)
    person.generate(JOB, **form)
    work_off()
    return keys, Generation.objects.get()


def test_each_picture_offers_a_role_and_its_mention(bob: Person) -> None:
    keys, form = two(bob)
    bob.post("save_draft", *JOB.split("/"), **form)
    page = bob.studio(JOB)
    assert roles(page) == ["", f"style:{keys[1]}"]
    item = page.find(data_reference=keys[1])
    titles = [option.text for option in item.all("option")]
    assert titles == ["No role", "Subject", "Product", "Style", "Palette", "Layout"]
    assert [button.text for button in page.all(data_mention=True)] == ["image 1", "in the style of image 2"]


def test_an_uploaded_picture_brings_its_choices(bob: Person) -> None:
    key = bob.upload().key
    item = parse(bob.post("add_asset", key=key, name="input_images"))
    assert item.control("reference_role").all("option")[1]["value"] == f"subject:{key}"


@pytest.mark.parametrize("htmx", [True, False])
def test_one_click_writes_the_mention_at_the_end(bob: Person, htmx: bool) -> None:
    keys, form = two(bob)
    answer = bob.post("insert_mention", htmx=htmx, spec=JOB, mention=keys[1], **form)
    page = parse(answer) if htmx else bob.studio(JOB)
    assert page.control("prompt").text == "a table in the style of image 2"
    assert roles(page) == ["", f"style:{keys[1]}"]
    # The one without values is for the script.
    undo = next(button for button in page.all("button", data_undo_form=True) if button["value"])
    bob.client.post(undo["formaction"], {"draft_values": undo["value"]})
    assert bob.studio(JOB).control("prompt").text == "a table"


@pytest.mark.parametrize("key", ["", "unknown", "\0"])
def test_a_picture_that_is_not_in_the_form_is_not_mentioned(bob: Person, key: str) -> None:
    _, form = two(bob)
    answer = bob.post("insert_mention", htmx=True, spec=JOB, mention=key, **form)
    assert parse(answer).control("prompt").text == "a table"


def test_a_role_is_kept_with_the_picture_and_not_sent(bob: Person) -> None:
    keys, made = make(bob)
    assert [entry.role for entry in made.inputs.all()] == ["", "style"]
    assert made.params == {"prompt": "a table", "input_images": keys}
    page = bob.see("generation", made.id)
    assert "Style" in page.find("ol", aria_label="Input pictures").text
    assert "style" not in page.by_id("code-curl").text if page.has(id="code-curl") else True


def test_use_again_brings_the_roles_back_and_clears_others(bob: Person) -> None:
    keys, made = make(bob)
    assert roles(bob.post("use_again", made.id, htmx=True)) == ["", f"style:{keys[1]}"]
    form = {"spec": JOB, "prompt": "x", "input_images": keys, "reference_role": [f"layout:{keys[0]}"]}
    assert roles(bob.post("use_again", made.id, htmx=True, **form)) == ["", f"style:{keys[1]}"]


@pytest.mark.parametrize("action", ["reroll", "retry"])
def test_pictures_made_again_have_the_same_roles(bob: Person, action: str) -> None:
    _, made = make(bob)
    bob.post(action, made.id, htmx=True)
    other = Generation.objects.exclude(id=made.id).get()
    assert [entry.role for entry in other.inputs.all()] == ["", "style"]


def test_a_shared_recipe_has_the_roles(bob: Person, charlie: Person) -> None:
    keys, made = make(bob)
    bob.post("create_share", made.id, include_inputs="on")
    link = Share.objects.get()
    Share.objects.update(include_inputs=True)
    answer = charlie.post("open_share", link.slug, htmx=True)
    mine = fields(answer)["input_images"]
    assert len(mine) == 2
    assert mine != keys
    assert roles(answer) == ["", f"style:{mine[1]}"]


def test_the_file_of_a_picture_carries_the_roles(bob: Person) -> None:
    keys, made = make(bob)
    recipe = read_file(made.pictures.get().read())
    assert recipe is not None
    assert list(recipe.roles.values()) == ["style"]
    carried = from_json(to_json(recipe))
    assert carried is not None
    assert carried.roles == recipe.roles
    answer = bob.post("use_recipe", htmx=True, spec=JOB, prompt="x", recipe=to_json(recipe))
    assert fields(answer)["input_images"] == keys
    assert roles(answer) == ["", f"style:{keys[1]}"]


def test_another_model_keeps_the_roles(bob: Person) -> None:
    keys, form = two(bob)
    answer = bob.post("switch_spec", *JOB.split("/"), htmx=True, target="bfl/flux-2-klein-4b/generate", **form)
    assert roles(answer) == ["", f"style:{keys[1]}"]
    made = bob.make()
    answer = bob.post("use_as_reference", made.id, htmx=True, spec=JOB, to="bfl/flux-2-pro/generate", **form)
    assert roles(answer) == ["", f"style:{keys[1]}", ""]


def test_an_edit_moves_the_numbers_in_the_prompt(bob: Person) -> None:
    made = bob.make(prompt="a stone bridge")
    keys, form = two(bob)
    form["prompt"] = "the hat of image 1 in the style of image 2"
    page = parse(bob.post("edit_picture", made.id, htmx=True, spec=JOB, **form))
    assert page.control("prompt").text == "the hat of image 2 in the style of image 3"
    assert "The pictures have new numbers, and the prompt follows them." in page.by_id("panel-notices").text
    edited = made.pictures.get().key
    sent = fields(page) | {"prompt": ["image 1 with the hat of image 2"]}
    left = parse(bob.post("leave_edit", *JOB.split("/"), htmx=True, **sent))
    assert fields(left)["input_images"] == keys
    # The picture that was edited is none of those that are left.
    assert left.control("prompt").text == "image 3 with the hat of image 1"
    assert edited not in fields(left)["input_images"]


def test_a_form_for_one_picture_has_no_numbers_to_move(bob: Person) -> None:
    made = bob.make(prompt="a stone bridge")
    form = {"spec": EDIT, "prompt": "image 1 at night", "imageUrl": bob.upload().key}
    page = parse(bob.post("edit_picture", made.id, htmx=True, **form))
    assert len(fields(page)["imageUrl"]) == 1


def test_roles_that_nobody_can_choose_are_dropped(bob: Person) -> None:
    keys, form = two(bob)
    hostile = ["style", ":", "style:", "king:x", "\0", "style:" + "k" * 500, f"product:{keys[0]}"]
    bob.generate(JOB, **(form | {"reference_role": hostile}))
    assert [entry.role for entry in Generation.objects.get().inputs.all()] == ["product", ""]
    assert Draft.objects.get().values["input_images"] == keys
