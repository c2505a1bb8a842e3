"""Looks and templates: what is saved of a form, and how it comes back."""

import json
from typing import Any

import pytest
from django.urls import reverse

from playground.catalog.loading import get_spec
from playground.generations.adopt import adopt
from playground.pages.draft_values import load_draft
from playground.presets.models import Look, Palette, Template
from playground.presets.prompts import list_prompts
from playground.presets.saving import MOST
from playground.presets.transfer import LARGEST_FILE
from tests.cast import FLEX, Person
from tests.markup import Element, parse

EDIT = "fal/flux-2-pro/edit"
MANY_KEYS = [str(number) for number in range(300_000)]
OTHER = "bfl/flux-2-klein-4b/generate"


def send(person: Person, name: str, *more: Any, spec_id: str = FLEX, status: int = 200, **fields: Any) -> Element:
    """Post as the dialog does, with the form."""
    address = reverse(name, args=[*spec_id.split("/"), *more])
    response = person.client.post(address, {"spec": spec_id} | fields, headers={"HX-Request": "true"})
    assert response.status_code == status, response.content
    return parse(response)


def draft(person: Person, spec_id: str = FLEX) -> dict[str, list[str]]:
    return load_draft(person.owner, get_spec(spec_id))


def save_look(person: Person, name: str = "Misty", **fields: Any) -> Look:
    form = {"prompt": "A fox. Colors: teal #0F766E.", "steps": "40", "seed": "7", "aspect_ratio": "16:9"} | fields
    send(person, "save_look", look_name=name, **form)
    return Look.objects.get(owner=person.owner, name=name)


def test_a_look_has_the_settings_and_colours_but_neither_prompt_nor_seed(alice: Person) -> None:
    look = save_look(alice)
    assert look.params == {"steps": 40, "aspect_ratio": "16:9"}
    assert look.colours == [{"hex": "#0F766E", "name": "teal"}]


def test_a_look_sets_its_settings_and_leaves_the_words(alice: Person) -> None:
    look = save_look(alice)
    page = send(alice, "use_preset", "look", look.pk, prompt="An owl", guidance="9", seed="5")
    form = draft(alice)
    assert (form["steps"], form["aspect_ratio"], form["seed"]) == (["40"], ["16:9"], ["5"])
    assert "guidance" not in form
    assert form["prompt"][0].startswith("An owl")
    assert "teal hex #0F766E" in form["prompt"][0]
    assert "The look “Misty” was loaded." in page.text
    assert "Undo" in page.text


def test_a_look_of_another_model_is_carried_over(alice: Person) -> None:
    look = save_look(alice)
    page = send(alice, "use_preset", "look", look.pk, spec_id=OTHER, prompt="An owl")
    form = draft(alice, OTHER)
    assert form["prompt"][0].startswith("An owl")
    # Klein has no steps, which is said.
    assert "steps" not in form
    assert "steps" in page.text.lower()


def test_an_empty_look_is_refused_and_its_name_stays(alice: Person) -> None:
    page = send(alice, "save_look", look_name="Nothing", prompt="A fox", status=422)
    assert "This look would hold nothing" in page.text
    assert page.all("input", name="look_name")[0].get("value") == "Nothing"
    assert not Look.objects.exists()


def test_a_template_asks_for_its_blanks_and_writes_the_prompt(alice: Person) -> None:
    page = send(alice, "save_template", template_name="Stone", template_text="A [product] on [ground=stone]")
    template = Template.objects.get()
    field = page.all("input", name=f"blank_{template.pk}_ground")[0]
    assert field.get("placeholder") == "stone"
    words: dict[str, Any] = {f"blank_{template.pk}_product": "bottle"}
    send(alice, "use_preset", "template", template.pk, prompt="before", steps="40", **words)
    assert draft(alice)["prompt"] == ["A bottle on stone"]
    assert draft(alice)["steps"] == ["40"]


def test_what_is_being_typed_survives_every_other_action(alice: Person) -> None:
    old = save_look(alice)
    send(alice, "save_template", template_name="Stone", template_text="A [product]")
    stone = Template.objects.get()
    blank = f"blank_{stone.pk}_product"
    typed: dict[str, Any] = {"template_name": "New", "template_text": "A [thing]", "look_name": "Blue", blank: "jar"}
    deleted = send(alice, "delete_preset", "look", old.pk, **typed)
    refused = send(alice, "save_look", **typed, status=422)
    saved = send(alice, "save_look", steps="30", **typed)
    for page, look_name, focused in ((deleted, "Blue", "h3"), (refused, "Blue", "input"), (saved, "", "input")):
        assert page.find("input", name="look_name")["value"] == look_name
        assert page.find("input", name="template_name")["value"] == "New"
        assert page.find("textarea", name="template_text").text == "A [thing]"
        assert page.find("input", name=blank)["value"] == "jar"
        assert "open" in page.find("details")
        assert page.find(focused, autofocus=True)
        # The sentence comes into an element that is there already.
        assert page.by_id("presets-said")["hx-swap-oob"] == "innerHTML"
    page = send(alice, "save_template", **typed)
    assert page.find("input", name="template_name")["value"] == ""
    assert page.find("textarea", name="template_text").text == ""
    assert page.find("summary", autofocus=True)


def test_blanks_that_stay_empty_are_named(alice: Person) -> None:
    send(alice, "save_template", template_name="Stone", template_text="A [product]")
    page = send(alice, "use_preset", "template", Template.objects.get().pk)
    assert "Still empty: [product]." in page.text


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("", "A fox", "The template has no name."),
        ("x" * 61, "A fox", "The name has 61 characters; the maximum is 60."),
        ("Fox", " \0 ", "The template is empty."),
        ("Fox", "x" * 20_001, "The template has 20,001 characters; the maximum is 20,000."),
        ("Fox", "".join(f"[a{number}]" for number in range(21)), "The template has 21 blanks; the maximum is 20."),
    ],
)
def test_a_template_that_cannot_be_saved_says_why(alice: Person, name: str, text: str, sentence: str) -> None:
    page = send(alice, "save_template", template_name=name, template_text=text, status=422)
    assert sentence in page.text
    assert not Template.objects.exists()


def test_there_is_a_limit_and_a_name_can_still_be_replaced(alice: Person) -> None:
    owner = alice.owner
    Template.objects.bulk_create(Template(owner=owner, name=f"{n}", key=f"{n}", text="a") for n in range(MOST))
    page = send(alice, "save_template", template_name="one more", template_text="A fox", status=422)
    assert "You have 100 templates, which is the maximum." in page.text
    send(alice, "save_template", template_name="7", template_text="A fox")
    assert Template.objects.get(key="7").text == "A fox"


def test_nothing_of_somebody_else_is_used_or_deleted(alice: Person, bob: Person) -> None:
    look = save_look(alice)
    for name in ("use_preset", "delete_preset"):
        send(bob, name, "look", look.pk, status=404)
        send(bob, name, "nonsense", look.pk, status=404)
    assert Look.objects.exists()
    page = send(alice, "delete_preset", "look", look.pk)
    assert "“Misty” was deleted." in page.text
    assert not Look.objects.exists()


def test_the_page_works_without_script(alice: Person) -> None:
    look = save_look(alice)
    address = reverse("presets", args=FLEX.split("/"))
    page = parse(alice.client.get(address))
    assert "Misty" in page.text
    response = alice.client.post(reverse("use_preset", args=[*FLEX.split("/"), "look", look.pk]))
    assert response.status_code == 302
    assert draft(alice)["steps"] == ["40"]


def test_the_last_prompts_are_listed_once_the_latest_first(alice: Person, bob: Person) -> None:
    for prompt in ("A fox", "An owl", "A fox"):
        alice.generate(prompt=prompt)
    bob.generate(prompt="secret")
    assert list_prompts(alice.owner) == ["A fox", "An owl"]
    assert alice.client.get(reverse("earlier_prompts")).json() == {"prompts": ["A fox", "An owl"]}
    assert list_prompts(None) == []


def test_a_model_remembers_its_settings(alice: Person) -> None:
    """What was set in one model's form is there again when somebody comes back from another."""
    send(alice, "switch_spec", prompt="A fox", steps="40", target=OTHER)
    send(alice, "switch_spec", spec_id=OTHER, prompt="An owl", target=FLEX)
    form = draft(alice)
    assert (form["steps"], form["prompt"]) == (["40"], ["An owl"])


def test_everything_comes_back_from_its_file(alice: Person, bob: Person) -> None:
    save_look(alice)
    send(alice, "save_template", template_name="Stone", template_text="A [product]")
    Palette.objects.create(owner=alice.owner, name="Sea", key="sea", colours=[{"hex": "#0F766E", "name": "teal"}])
    content = alice.client.get(reverse("download_presets")).content
    page = upload(bob, content)
    assert "Saved 1 template, 1 look, 1 palette." in page.text
    assert bob.client.get(reverse("download_presets")).content == content


def test_what_the_forms_remember_and_the_prompts_come_along(alice: Person, bob: Person) -> None:
    alice.generate(prompt="A fox")
    # Klein has no steps.
    send(alice, "switch_spec", prompt="An owl", steps="40", seed="7", target=OTHER)
    content = alice.client.get(reverse("download_presets")).content
    exported = json.loads(content)
    assert exported["settings"] == [{"name": "FLUX.2 flex on 1min.ai", "spec": FLEX, "params": {"steps": 40}}]
    bob.generate(prompt="A hen", guidance="4")
    page = upload(bob, content)
    assert "Saved the settings of 1 model, 1 prompt." in page.text
    form = draft(bob)
    # Words stay; what the model remembered before goes.
    assert (form["prompt"], form["steps"], "guidance" in form) == (["A hen"], ["40"], False)
    assert list_prompts(bob.owner) == ["A hen", "A fox"]
    adopt(bob.owner, alice.owner)
    assert list_prompts(alice.owner) == ["A hen", "A fox"]


def test_a_look_keeps_what_its_references_are_for(alice: Person, bob: Person) -> None:
    spec_id, key = "bfl/flux-2-pro/generate", alice.upload().key
    form: dict[str, Any] = {"input_image": key, "reference_role": [f"style:{key}", "nonsense:x"], "prompt": "A fox"}
    send(alice, "save_look", spec_id=spec_id, look_name="Misty", **form)
    look = Look.objects.get()
    assert look.roles == {key: "style"}
    send(alice, "use_preset", "look", look.pk, spec_id=spec_id, prompt="An owl", reference_role=f"layout:{key}")
    assert draft(alice, spec_id)["reference_role"] == [f"style:{key}"]
    content = alice.client.get(reverse("download_presets")).content
    upload(alice, content)
    assert Look.objects.get().roles == {key: "style"}


def upload(person: Person, content: bytes, status: int = 200) -> Element:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("presets.json", content)
    response = person.client.post(reverse("upload_presets"), {"presets": file})
    assert response.status_code == status
    return parse(response)


def document(**parts: Any) -> bytes:
    return json.dumps({"format": "playground-presets", "version": 1} | parts).encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is not a file of presets."),
        (b"[" * 100_000, "The file is not a file of presets."),
        (b'{"format": NaN}', "The file is not a file of presets."),
        (document(templates=[{"name": "\ud800", "text": "a"}]), "The file is not a file of presets."),
        (document(version=2), "The file has a version that this server cannot read"),
        (document(looks={}), "“looks” must be a list of at most 100 entries."),
        (document(looks=[{}] * 101), "“looks” must be a list of at most 100 entries."),
        (document(prompts=[3]), "“prompts” must be a list of texts."),
        (b" " * (LARGEST_FILE + 1), "The file has 5.0 MB; the maximum is 5 MB."),
    ],
)
def test_a_file_that_is_none_is_refused(alice: Person, content: bytes, sentence: str) -> None:
    assert sentence in upload(alice, content, status=422).text


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"templates": [{"text": "a"}]}, "Number 1 of “templates” has no name."),
        ({"templates": [{"name": "a", "text": 3}]}, "Its text is missing."),
        ({"looks": [{"name": "a", "spec": "no/such/model"}]}, "This server does not have its model."),
        ({"looks": [{"name": "a", "spec": FLEX, "params": {"steps": 900}}]}, "900"),
        ({"looks": [{"name": "a", "spec": FLEX, "params": 3}]}, "Its params are not an object."),
        ({"looks": [{"name": "a", "spec": EDIT, "params": {"image_urls": ["\0"]}}]}, "contains a NUL character"),
        ({"looks": [{"name": "a", "spec": EDIT, "params": {"image_urls": MANY_KEYS}}]}, "has 300,000 pictures"),
        ({"settings": [{"name": "a", "spec": EDIT, "params": {"image_urls": ["\0"]}}]}, "contains a NUL character"),
        ({"palettes": [{"name": "a", "colors": [{"hex": "teal"}]}]}, "A color has no hex code such as #0F766E."),
    ],
)
def test_a_part_that_is_wrong_is_left_out_and_said(alice: Person, parts: dict[str, Any], sentence: str) -> None:
    page = upload(alice, document(**parts))
    assert sentence in page.text
    assert "Nothing was saved." in page.text


def test_a_look_keeps_only_pictures_that_are_the_owners(alice: Person, bob: Person) -> None:
    edit = "onemin/flux-2-flex/edit"
    name = next(parameter.name for parameter in get_spec(edit).parameters if parameter.role == "picture")
    look = {"name": "a", "spec": edit, "params": {name: "no-such-picture", "steps": 30}}
    page = upload(alice, document(looks=[look]))
    assert "its reference pictures were left out, because they are not yours or no longer exist." in page.text
    assert Look.objects.get().params == {"steps": 30}


def test_a_guest_takes_them_along(alice: Person, bob: Person) -> None:
    save_look(alice)
    save_look(bob)
    send(alice, "save_template", template_name="Stone", template_text="A [product]")
    send(bob, "save_template", template_name="stone", template_text="Another")
    adopt(alice.owner, bob.owner)
    assert Look.objects.filter(owner=bob.owner).count() == 1
    names = Template.objects.filter(owner=bob.owner).order_by("key").values_list("name", "text")
    assert list(names) == [("stone", "Another"), ("Stone (2)", "A [product]")]
