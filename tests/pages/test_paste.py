"""Pasted code is read, shown for the other APIs, and put into the form."""

from contextlib import ExitStack
from typing import Any

import pytest

from playground.generations.models import Draft
from playground.pages.paste import READINGS
from playground.recall.code.pasted import LARGEST
from playground.work_limits import Person as Visitor
from tests.cast import EDIT, FLEX, Person
from tests.markup import Element, parse
from tests.recall.code.examples import EXAMPLES

BFL = "bfl/flux-2-flex/generate"
FAULTY = """curl https://api.bfl.ai/v1/flux-2-flex -H "x-key: $KEY" \\
  -d '{"prompt": "a cat", "steps": 300, "stepz": 2, "output_format": "gif", "input_image": "cat.png"}'"""
EDITING = """{"type": "IMAGE_EDITOR", "model": "black-forest-labs/flux-2-flex",
  "promptObject": {"prompt": "add a hat", "imageUrl": "%s", "steps": 30}}"""


def read(person: Person, code: str, **more: str) -> Element:
    response = person.post("paste", code=code, **more)
    assert response.status_code == 200, response.content.decode()
    return parse(response)


def fields(response: Any) -> dict[str, list[str]]:
    return parse(response).by_id("spec-form").fields()


def test_the_page_has_a_box_and_a_button(anonymous: Person) -> None:
    page = anonymous.see("paste")
    assert page.by_id("paste-code").tag == "textarea"
    assert "Read the request" in page.text


@pytest.mark.parametrize("name", EXAMPLES)
def test_shows_what_the_code_asks_for(anonymous: Person, name: str) -> None:
    page = read(anonymous, EXAMPLES[name])
    text = " ".join(page.by_id("main").text.split())
    assert "Black Forest Labs · generate · read from" in text
    assert "Prompt prompt it's a watercolour cat" in text
    assert "Steps steps 30" in text


def test_names_what_is_unknown_out_of_bounds_or_missing(anonymous: Person) -> None:
    text = " ".join(read(anonymous, FAULTY).by_id("main").text.split())
    assert "stepz is not part of a request for flux-2-flex; did you mean steps?" in text
    assert "Steps is 300; the maximum is 50." in text
    assert 'must be one of jpeg, png, webp; you gave "gif".' in text
    assert "Pictures to choose again cat.png" in text


def test_shows_the_request_for_the_other_apis_with_what_is_lost(anonymous: Person) -> None:
    page = read(anonymous, FAULTY, language="python")
    text = " ".join(page.by_id("main").text.split())
    assert "steps is 300; the maximum for flux-2-flex is 50, so it is now 50." in text
    for dialect, address in (("onemin", "https://api.1min.ai/api/features"), ("apiframe", "/v2/images/generate")):
        code = page.by_id(f"code-{dialect}").text
        assert "import requests" in code
        assert address in code
        assert '"<your-image>"' in code
        assert '"steps": 50' in code


def test_fills_the_form_with_everything_that_it_can_show(bob: Person) -> None:
    bob.post("save_draft", *BFL.split("/"), prompt="older", guidance="3", seed="4")
    response = bob.post("fill_form", htmx=True, code=FAULTY)
    filled = fields(response)
    assert (filled["prompt"], filled["steps"]) == (["a cat"], ["300"])
    # What the code does not name is as in an empty form.
    assert (filled["guidance"], filled["seed"]) == (["5"], [""])
    said = " ".join(parse(response).text.split())
    for sentence in ("Steps is 300; the maximum is 50.", "did you mean steps?", "Choose this picture again: cat.png."):
        assert sentence in said
    assert response["HX-Push-Url"] == f"/{BFL}/"


def test_offers_to_bring_back_what_was_in_the_form(bob: Person) -> None:
    response = bob.post("fill_form", htmx=True, code=FAULTY, spec=FLEX, prompt="an older prompt")
    undo = next(element for element in parse(response).walk() if element.get("name") == "draft_values")
    assert "prompt=an+older+prompt" in undo.get("value")


def test_from_its_own_page_it_offers_to_bring_back_the_draft(bob: Person) -> None:
    bob.post("save_draft", *BFL.split("/"), prompt="unsaved words")
    filled = parse(bob.post("fill_form", htmx=True, code=EXAMPLES["bash"]))
    undo = next(element for element in filled.walk() if element.get("name") == "draft_values")
    assert "prompt=unsaved+words" in undo.get("value")


def test_fills_the_form_without_script(bob: Person) -> None:
    response = bob.post("fill_form", code=EXAMPLES["bash"])
    assert (response.status_code, response["Location"]) == (302, f"/{BFL}/")
    page = bob.studio(BFL)
    filled = page.by_id("spec-form").fields()
    assert (filled["prompt"], filled["seed"], filled["variants"]) == (["it's a watercolour cat"], ["7"], ["3"])
    assert "The form was filled from the cURL code. Generate makes 3 pictures." in page.text


def test_fills_the_form_of_another_api(bob: Person) -> None:
    response = bob.post("fill_form", htmx=True, code=FAULTY, to=FLEX)
    assert response["HX-Push-Url"] == f"/{FLEX}/"
    assert fields(response)["steps"] == ["50"]
    assert "the maximum for flux-2-flex is 50, so it is now 50." in parse(response).text


def test_keeps_pictures_of_ones_own_and_nobody_elses(bob: Person, alice: Person) -> None:
    own, foreign = bob.upload().key, alice.upload().key
    assert fields(bob.post("fill_form", htmx=True, code=EDITING % own))["imageUrl"] == [own]
    response = bob.post("fill_form", htmx=True, code=EDITING % foreign)
    assert "imageUrl" not in fields(response)
    assert "Choose this picture again" in parse(response).text


def test_json_without_a_model_is_for_the_model_of_the_studio(bob: Person) -> None:
    code = '{"prompt": "a cat", "steps": 20, "guidance": 3}'
    for spec_id in (FLEX, BFL):
        assert bob.post("fill_form", htmx=True, code=code, **{"for": spec_id})["HX-Push-Url"] == f"/{spec_id}/"


def test_offers_only_for_a_request(anonymous: Person) -> None:
    assert anonymous.post("offer_to_fill", code="a cat that can curl up").status_code == 204
    offer = parse(anonymous.post("offer_to_fill", code=EXAMPLES["axios"]))
    assert "This looks like a request for Black Forest Labs: FLUX.2 [flex]." in offer.text


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("a red fox", "This does not look like a request."),
        ("curl https://example.com/", "The code has no request for a picture"),
        ("import requests\nrequests.post(", "This is not valid Python: the error is in line 2."),
        ("x" * (LARGEST + 2048), "The text has 258 KB; the maximum is 256 KB."),
        ("(" * 100_000, "The code is nested too deeply, or too long, to be read."),
    ],
)
def test_says_why_it_reads_nothing(anonymous: Person, code: str, problem: str) -> None:
    response = anonymous.post("paste", code=code)
    assert response.status_code == 422
    assert problem in parse(response).text
    assert anonymous.post("fill_form", htmx=True, code=code).status_code == 422
    assert not Draft.objects.exists()


def test_refuses_to_read_while_others_have_all_places(anonymous: Person) -> None:
    with ExitStack() as places:
        for number in range(8):
            places.enter_context(READINGS.take(Visitor(None, f"10.0.0.{number}")))
        assert anonymous.post("paste", code="curl a/b").status_code == 429
    assert anonymous.post("paste", code="curl a/b").status_code == 422


def test_an_empty_box_is_no_mistake(anonymous: Person) -> None:
    assert "Paste a request first." in read(anonymous, " ").text


def test_reading_makes_no_owner(anonymous: Person) -> None:
    read(anonymous, EXAMPLES["python"])
    assert not anonymous.client.session.keys()


def test_a_model_that_is_not_offered_is_replaced_by_the_nearest(anonymous: Person) -> None:
    code = EXAMPLES["axios"].replace("flux-2-flex", "flux-pro-1.1")
    text = read(anonymous, code).text
    assert "Black Forest Labs has no model flux-pro-1.1 here. FLUX.2 [pro] was chosen instead." in text


def test_an_edit_needs_a_model_with_pictures_elsewhere(anonymous: Person) -> None:
    page = read(anonymous, EDITING % "cat.png", **{"for": EDIT})
    assert '"input_images"' in page.by_id("code-apiframe").text
    assert '"input_image"' in page.by_id("code-bfl").text
