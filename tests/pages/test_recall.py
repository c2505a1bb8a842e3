"""The recipe in a picture file of this playground or of another tool is offered, and fills the form."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from playground.catalog.loading import get_spec
from playground.generations.models import Asset, Draft
from playground.imaging.uploads import MOST_BYTES
from playground.pages.draft_values import load_draft
from tests.cast import DEV, FLEX, JOB, Person, make_file, work_off
from tests.markup import Element, parse
from tests.recall.samples import GRAPH, INFOTEXT, PNG_TEXTS, PROMPT, chunk, make_png, make_with_exif

TEXTS = {"parameters": INFOTEXT}


def open_file(person: Person, content: bytes, *, htmx: bool = False, **data: Any) -> Any:
    picture = SimpleUploadedFile("fox.png", content, "image/png")
    return person.post("read_picture", htmx=htmx, picture=picture, **data)


def offer(person: Person, content: bytes, **data: Any) -> Element:
    response = open_file(person, content, htmx=True, **data)
    assert response.status_code == 200
    return parse(response)


def use(person: Person, recipe: str, **data: Any) -> Element:
    response = person.post("use_recipe", htmx=True, recipe=recipe, **data)
    assert response.status_code == 200, response.content
    return parse(response)


def test_the_offer_says_whose_recipe_it_is_and_what_is_in_it(bob: Person) -> None:
    found = offer(bob, make_png(PNG_TEXTS["ComfyUI"][1]))
    assert found.find("p").text == f"This picture carries a recipe of ComfyUI: prompt “{PROMPT}”, 28 steps, seed 42."
    # The words of a file are text, whatever they look like.
    assert not found.all("b")
    assert found.has("button", data_recipe_reference=True)
    assert not Asset.objects.exists()


def test_its_settings_fill_the_form_and_what_has_no_place_is_listed(bob: Person) -> None:
    bob.post("save_draft", *DEV.split("/"), prompt="old", go_fast="true", megapixels="0.25")
    recipe = offer(bob, make_png(TEXTS)).control("recipe")["value"]
    answer = use(bob, recipe, spec=DEV, prompt="old", go_fast="true")
    fields = answer.by_id("spec-form").fields()
    assert (fields["prompt"], fields["num_inference_steps"], fields["guidance"], fields["seed"]) == (
        [PROMPT],
        ["28"],
        ["3.5"],
        ["42"],
    )
    assert "go_fast" not in fields
    notices = answer.by_id("panel-notices").text
    assert "Sampler Euler has no place in the form." in notices
    assert "aspect_ratio is now 4:5, the nearest." in notices
    assert answer.has("button", data_undo_form=True)


def test_the_model_is_that_of_the_file_if_it_is_here(bob: Person) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt="old")
    recipe = offer(bob, make_png(TEXTS)).control("recipe")["value"]
    assert use(bob, recipe).by_id("spec-form").fields()["spec"] == [DEV]
    assert use(bob, recipe, to=JOB).by_id("spec-form").fields()["spec"] == [JOB]


def test_a_picture_of_this_playground_brings_its_whole_recipe(bob: Person) -> None:
    bob.generate(FLEX, prompt="a red fox", steps="40", seed="9", prompt_upsampling="true", output_format="png")
    work_off()
    made = bob.owner.generations.get()
    recipe = offer(bob, made.pictures.get().read()).control("recipe")["value"]
    use(bob, recipe)
    filled: dict[str, Any] = load_draft(bob.owner, get_spec(FLEX))
    bob.generate(FLEX, **filled)
    again = bob.owner.generations.exclude(id=made.id).get()
    assert (again.resolved, again.relation) == (made.resolved, "file")


def test_the_form_s_own_model_is_offered_beside_that_of_the_file(bob: Person) -> None:
    buttons = offer(bob, make_png(TEXTS), spec=JOB.replace("dev", "flex")).all("button", name="to")
    assert [(button["value"], button.text) for button in buttons] == [
        (JOB, "Use its settings with FLUX.2 dev on apiframe"),
        (JOB.replace("dev", "flex"), "Use them with FLUX.2 flex on apiframe"),
    ]
    [only] = offer(bob, make_png(TEXTS), spec=JOB).all("button", name="to")
    assert (only["value"], only.text) == (JOB, "Use its settings")


def test_its_references_come_back_in_their_order_if_they_are_still_here(bob: Person, alice: Person) -> None:
    flex = JOB.replace("dev", "flex")
    assets = [bob.upload(make_file(width=width)) for width in (64, 65, 66)]
    keys = [assets[2].key, bob.make().pictures.get().key, assets[0].key]
    content = bob.make(flex, input_images=keys).pictures.get().read()
    recipe = offer(bob, content).control("recipe")["value"]
    assert use(bob, recipe).by_id("spec-form").fields()["input_images"] == keys
    Asset.objects.filter(key=keys[0]).update(lost=True)
    answer = use(bob, recipe)
    assert answer.by_id("spec-form").fields()["input_images"] == keys[1:]
    assert "A reference that this picture was made with is not among your pictures here." in answer.text
    # What somebody else has is not found, whatever its hash.
    answer = use(alice, recipe)
    assert "input_images" not in answer.by_id("spec-form").fields()
    assert "3 references" in answer.text


def test_beside_a_form_the_answer_changes_it_in_place(bob: Person) -> None:
    assert "hx-post" in offer(bob, make_png(TEXTS), spec=FLEX).find("form")
    assert "hx-post" not in offer(bob, make_png(TEXTS)).find("form")


@pytest.mark.parametrize("content", [make_file().read(), b"", b"only words", make_with_exif("JPEG", {})])
def test_the_script_hears_that_there_is_no_recipe(bob: Person, content: bytes) -> None:
    assert open_file(bob, content, htmx=True).status_code == 204


def test_what_the_draft_had_can_be_brought_back(bob: Person) -> None:
    bob.post("save_draft", *DEV.split("/"), prompt="mine")
    recipe = offer(bob, make_png(TEXTS)).control("recipe")["value"]
    studio = parse(bob.client.get(bob.post("use_recipe", recipe=recipe)["Location"]))
    button = studio.by_id("notice").find("button", data_undo_form=True)
    bob.client.post(button["formaction"], {"draft_values": button["value"]})
    assert load_draft(bob.owner, get_spec(DEV)) == {"prompt": ["mine"]}


def test_without_script_the_page_shows_the_recipe_and_all_models(bob: Person) -> None:
    page = parse(open_file(bob, make_png(TEXTS)))
    rows = dict(zip([row.text for row in page.all("dt")], [row.text for row in page.all("dd")], strict=True))
    assert (rows["Steps"], rows["Sampler"], rows["Prompt"]) == ("28", "Euler", PROMPT)
    options = [option["value"] for option in page.by_id("to").all("option")]
    assert (options[0], len(options)) == (DEV, len(set(options)))
    response = bob.post("use_recipe", recipe=page.control("recipe")["value"], to=JOB)
    studio = parse(bob.client.get(response["Location"]))
    assert studio.by_id("spec-form").fields()["prompt"] == [PROMPT]
    assert "The settings of the picture’s file were loaded." in studio.by_id("notice").text
    assert "settings were changed or left out; they are listed above the form." in studio.by_id("notice").text
    assert "Sampler Euler has no place in the form." in studio.by_id("notice").text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (make_file().read(), "This file carries no recipe that can be read here."),
        (b"\x89PNG" + b"\0" * MOST_BYTES, "This file is larger than 20 MB"),
    ],
)
def test_without_script_a_sentence_says_why_there_is_none(bob: Person, content: bytes, sentence: str) -> None:
    response = open_file(bob, content)
    assert response.status_code == 422
    assert sentence in parse(response).find(role="alert").text


def test_no_file_is_said_too(bob: Person) -> None:
    assert "No file was sent." in parse(bob.post("read_picture")).find(role="alert").text


def test_the_metadata_alone_is_enough(bob: Person) -> None:
    body = b"parameters\0" + INFOTEXT.replace("“", '"').replace("”", '"').encode()
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(b"tEXt", body) + chunk(b"IEND", b"")
    assert "AUTOMATIC1111" in offer(bob, content).text


@pytest.mark.parametrize("recipe", ["", "{", '{"tool": "own", "values": {}}', '{"tool": "x", "values": {"a": 1}}'])
def test_a_recipe_that_is_none_changes_no_form(bob: Person, recipe: str) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt="mine")
    response = bob.post("use_recipe", htmx=True, recipe=recipe)
    assert response.status_code == 422
    assert Draft.objects.get().values == {"prompt": ["mine"]}


@pytest.mark.django_db
def test_reading_a_file_makes_no_owner(client: Any) -> None:
    stranger = Person(client)
    assert open_file(stranger, make_png({"prompt": str(GRAPH)})).status_code == 422
    assert stranger.get("recall").status_code == 200
    assert not client.session.keys()
