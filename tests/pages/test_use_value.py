"""One value from its row goes into the form, and can be taken out again."""

from typing import Any
from urllib.parse import parse_qs

import pytest

from playground.catalog.loading import get_spec
from playground.generations.models import Generation
from playground.pages.draft_values import load_draft
from tests.cast import DEV, EDIT, FLEX, JOB, Person
from tests.markup import Element, parse

FREE = "bfl/flux-2-flex/generate"
PRO = "onemin/flux-2-pro/generate"


def draft(person: Person, spec_id: str) -> dict[str, list[str]]:
    return load_draft(person.owner, get_spec(spec_id))


def save(person: Person, spec_id: str, **values: Any) -> None:
    person.post("save_draft", *spec_id.split("/"), **values)


def use(person: Person, made: Generation, name: str, **form: Any) -> Element:
    response = person.post("use_value", made.id, name, htmx=True, **form)
    assert response.status_code == 200, response.content
    return parse(response)


def test_a_value_goes_into_the_form_under_the_name_it_has_there(bob: Person) -> None:
    made = bob.make(steps=33, guidance=4)
    save(bob, DEV, prompt="mine", guidance="2")
    answer = use(bob, made, "steps")
    assert draft(bob, DEV) == {"prompt": ["mine"], "guidance": ["2"], "num_inference_steps": ["33"]}
    assert "Steps 33 is now in the form of FLUX.2 dev on 1min.ai." in answer.text
    assert answer.find("a")["href"].endswith(f"/{DEV}/")


def test_a_default_replaces_what_the_form_had(bob: Person) -> None:
    made = bob.make()
    save(bob, FLEX, prompt="mine", guidance="5")
    use(bob, made, "guidance")
    assert draft(bob, FLEX) == {"prompt": ["mine"]}


def test_the_notice_can_undo_it(bob: Person) -> None:
    made = bob.make(steps=33)
    save(bob, FLEX, prompt="mine", steps="20")
    form = use(bob, made, "steps").find("form")
    values = form.control("draft_values")["value"]
    assert parse_qs(values) == {"prompt": ["mine"], "steps": ["20"]}
    answer = bob.client.post(
        form["hx-post"], {"draft_values": values, "elsewhere": "on"}, headers={"HX-Request": "true"}
    )
    assert (parse(answer).text, "HX-Push-Url" in answer) == ("Your settings are back.", False)
    assert draft(bob, FLEX) == {"prompt": ["mine"], "steps": ["20"]}


def test_a_value_that_the_present_model_lacks_goes_into_the_form_of_its_own(bob: Person) -> None:
    made = bob.make(DEV, go_fast=True)
    save(bob, FLEX, prompt="mine")
    answer = use(bob, made, "go_fast")
    assert "is now in the form of FLUX.2 dev on 1min.ai." in answer.text
    assert (draft(bob, FLEX), draft(bob, DEV)) == ({"prompt": ["mine"]}, {"go_fast": ["true"]})


def test_a_value_out_of_bounds_becomes_the_nearest_and_says_so(bob: Person) -> None:
    made = bob.make(steps=6)
    save(bob, PRO, prompt="mine")
    answer = use(bob, made, "steps")
    assert "the minimum for flux-2-pro is 15, so it is now 15." in answer.text
    assert draft(bob, PRO) == {"prompt": ["mine"], "steps": ["15"]}


def test_a_choice_that_the_model_lacks_changes_nothing(bob: Person) -> None:
    made = bob.make(DEV, output_format="webp")
    save(bob, FLEX, prompt="mine", output_format="jpg")
    response = bob.post("use_value", made.id, "output_format", htmx=True)
    assert response.status_code == 422
    assert "File format is webp; flux-2-flex accepts jpg, png." in parse(response).text
    assert draft(bob, FLEX)["output_format"] == ["jpg"]


@pytest.mark.parametrize(
    ("source", "target", "params", "name", "found"),
    [
        (FLEX, FREE, {"aspect_ratio": "16:9"}, "aspect_ratio", {"width": ["1360"], "height": ["768"]}),
        (FREE, FLEX, {"width": 1360, "height": 768}, "height", {"aspect_ratio": ["16:9"]}),
        (
            FREE,
            JOB,
            {"width": 512, "height": 768},
            "width",
            {"aspect_ratio": ["custom"], "width": ["512"], "height": ["768"]},
        ),
        (DEV, "apiframe/flux-2-flex/generate", {"megapixels": "0.25"}, "megapixels", None),
    ],
)
def test_a_shape_goes_along_as_a_whole(
    bob: Person, source: str, target: str, params: Any, name: str, found: Any
) -> None:
    made = bob.make(source, **params)
    save(bob, target, prompt="mine")
    response = bob.post("use_value", made.id, name, htmx=True)
    assert response.status_code == (200 if found else 422)
    assert draft(bob, target) == {"prompt": ["mine"]} | (found or {})


def test_references_come_in_their_order(bob: Person) -> None:
    keys = [bob.upload().key, bob.upload().key]
    made = bob.make(JOB, input_images=keys)
    save(bob, EDIT, prompt="mine")
    assert "only the first was kept." in use(bob, made, "input_images").text
    assert draft(bob, EDIT) == {"prompt": ["mine"], "imageUrl": keys[:1]}


def test_beside_the_form_the_form_shows_the_value(bob: Person) -> None:
    made = bob.make(prompt="a long night")
    answer = use(bob, made, "prompt", spec=FLEX, prompt="mine", steps="20")
    fields = answer.by_id("spec-form").fields()
    assert (fields["prompt"], fields["steps"]) == (["a long night"], ["20"])
    assert answer.has("button", data_undo_form=True)


def test_the_form_of_another_model_stays_on_the_page(bob: Person) -> None:
    made = bob.make(DEV, go_fast=True)
    response = bob.post("use_value", made.id, "go_fast", htmx=True, spec=FLEX, prompt="mine")
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#notice", "innerHTML")
    assert draft(bob, DEV) == {"go_fast": ["true"]}


def test_without_script_the_studio_shows_the_form(bob: Person) -> None:
    made = bob.make(steps=33)
    save(bob, FLEX, prompt="mine")
    page = parse(bob.client.get(bob.post("use_value", made.id, "steps")["Location"]))
    assert page.by_id("spec-form").fields()["steps"] == ["33"]
    assert "Steps 33 is now in the form" in page.by_id("notice").text


def test_each_row_of_a_picture_has_its_button(bob: Person) -> None:
    made = bob.make(steps=33)
    page = bob.see("generation", made.id)
    rows = page.all("dd", data_parameter=True)
    assert len(rows) > 5
    for row in rows:
        assert row.find("button")["formaction"].endswith(f"/use/{row['data-parameter']}/")


@pytest.mark.parametrize("name", ["colour", "__class__", "x" * 300])
def test_other_names_are_not_found(bob: Person, name: str) -> None:
    assert bob.post("use_value", bob.make().id, name).status_code == 404


def test_strangers_find_nothing(alice: Person, charlie: Person) -> None:
    made = alice.make()
    assert charlie.post("use_value", made.id, "steps").status_code == 404
    assert alice.get("use_value", made.id, "steps").status_code == 405
    Generation.objects.update(spec_id="onemin/flux-1/generate")
    assert "no longer available" in parse(alice.post("use_value", made.id, "steps", htmx=True)).text
