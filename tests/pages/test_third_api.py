"""An API that this server does not speak itself: its form, code, pictures and answer are there, its server is not."""

import json
from typing import Any

import pytest
from django.test import Client

from playground.catalog.loading import get_spec, specs
from playground.generations.models import Generation, Status
from tests.cast import FLEX, JOB, Person, work_off
from tests.markup import parse
from tests.pages.test_form_code import shown_code
from tests.pages.test_switch_spec import fields, notices, switch

BFL = [spec.id for spec in specs().values() if spec.dialect == "bfl"]
PRO = "bfl/flux-2-pro/generate"
FLEXIBLE = "bfl/flux-2-flex/generate"


def generate(person: Person, spec_id: str = PRO, **data: Any) -> Generation:
    response = person.post("studio", *spec_id.split("/"), htmx=True, **{"prompt": "a fox", "token": "t1", **data})
    assert response.status_code == 200
    work_off()
    return Generation.objects.get()


@pytest.mark.parametrize("spec_id", BFL)
def test_the_studio_opens_with_each_of_its_models(bob: Person, spec_id: str) -> None:
    page = bob.studio(spec_id)
    assert "https://api.bfl.ai/v1/" + spec_id.split("/")[1] in page.by_id("snippet-text").raw_text
    form = page.by_id("spec-form")
    assert all(form.has(data_field=parameter.name) for parameter in get_spec(spec_id).parameters)


def test_offers_code_only_for_the_public_api(bob: Person) -> None:
    assert "server" not in bob.studio(PRO).by_id("code").fields()
    assert "server" in bob.studio(FLEX).by_id("code").fields()
    code = shown_code(bob, PRO, prompt="a fox", server="here")
    assert "https://api.bfl.ai/v1/flux-2-pro" in code
    assert "PLAYGROUND_KEY" not in code


def test_the_choice_of_this_server_does_not_outlive_the_switch(bob: Person) -> None:
    answer = switch(bob, JOB, PRO, prompt="a fox", server="here")
    assert "https://api.bfl.ai/" in answer.by_id("snippet-text").raw_text


def test_the_code_contains_pictures_as_base64(bob: Person) -> None:
    code = shown_code(bob, PRO, prompt="a fox", input_image=[bob.upload().key, bob.upload().key])
    assert code.count("$(base64 < ") == 2
    assert '"input_image_2": "\'"$IMAGE_2"\'"' in code


def test_a_switch_on_by_default_is_sent_only_when_off(bob: Person) -> None:
    posted = bob.studio(FLEXIBLE).by_id("spec-form").fields()
    assert posted["prompt_upsampling"] == ["false", "true"]
    assert "prompt_upsampling" not in shown_code(bob, FLEXIBLE, **posted | {"prompt": "a fox"})
    assert "prompt_upsampling" not in bob.studio(FLEXIBLE).by_id("snippet-text").raw_text
    turned_off: dict[str, Any] = {**posted, "prompt": "a fox", "prompt_upsampling": ["false"]}
    assert '"prompt_upsampling": false' in shown_code(bob, FLEXIBLE, **turned_off)
    bob.post("save_draft", *FLEXIBLE.split("/"), **turned_off)
    assert bob.studio(FLEXIBLE).by_id("spec-form").fields()["prompt_upsampling"] == ["false"]


@pytest.mark.parametrize(("chosen", "extension"), [("", "jpg"), ("jpeg", "jpg"), ("png", "png")])
def test_a_sketch_has_the_size_and_the_format_that_were_asked_for(bob: Person, chosen: str, extension: str) -> None:
    made = generate(bob, width="256", height="320", output_format=chosen)
    picture = made.pictures.get()
    assert (made.status, picture.format, picture.width, picture.height) == (Status.DONE, extension, 256, 320)


def test_the_page_of_a_picture_shows_the_api_response(bob: Person) -> None:
    made = generate(bob, width="64", height="64")
    page = parse(bob.get("generation", made.id, server="here"))
    assert "server" not in page.by_id("code").fields()
    assert "https://api.bfl.ai/v1/flux-2-pro" in page.by_id("snippet-text").raw_text
    assert '"status": "Ready"' in page.text
    assert '"sample": "http://testserver/' in page.text


def test_refuses_more_than_four_megapixels(bob: Person) -> None:
    response = bob.post("studio", *PRO.split("/"), htmx=True, prompt="a fox", token="t1", width="4096", height="2048")
    assert response.status_code == 422
    assert "Width × height is 4096 × 2048; the maximum is 4 MP" in parse(response).text
    assert not Generation.objects.exists()


def test_a_switch_keeps_ratio_format_and_pictures_both_ways(bob: Person) -> None:
    key = bob.upload().key
    there = fields(
        switch(bob, JOB, FLEXIBLE, prompt="a", aspect_ratio="16:9", output_format="webp", input_images=[key])
    )
    assert (there["width"], there["height"], there["output_format"]) == (["1360"], ["768"], ["webp"])
    assert there["input_image"] == [key]
    answer = switch(bob, FLEXIBLE, JOB, **there)
    back = fields(answer)
    assert (back["aspect_ratio"], back["width"], back["output_format"]) == (["custom"], ["1360"], ["webp"])
    assert back["input_images"] == [key]
    assert "width" not in notices(answer)


def test_the_api_and_its_document_do_not_include_it(client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    assert not [path for path in document["paths"] if "/v1/flux" in path]
    assert "bfl" not in json.dumps(document)
    assert client.post("/v1/flux-2-pro", "{}", content_type="application/json").status_code == 404
