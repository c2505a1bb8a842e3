"""POST /v1/images/generations: what is asked for reaches the model, and its pictures the client."""

from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from playground.generations.models import Generation
from tests.api.calling import Program
from tests.api.openai_program import FLEX, GENERATIONS, assert_error, create, read_pictures

pytestmark = pytest.mark.usefixtures("prompt_worker")


def test_a_picture_comes_as_base64(program: Program) -> None:
    body = read_pictures(create(program, size="1024x1024", output_format="png"))
    (entry,) = body["data"]
    assert set(entry) == {"b64_json"}
    picture = Image.open(BytesIO(b64decode(entry["b64_json"], validate=True)))
    assert (picture.format, picture.size) == ("PNG", (1024, 1024))
    assert (body["size"], body["output_format"]) == ("1024x1024", "png")
    row = Generation.objects.get()
    assert (row.spec_id, row.source, row.owner) == (f"{FLEX}/generate", "api", program.owner)
    assert body["created"] == int(row.created.timestamp())


def test_base64_by_its_name_is_the_same(program: Program) -> None:
    (entry,) = read_pictures(create(program, model="dall-e-3", response_format="base64"))["data"]
    assert set(entry) == {"b64_json"}


def test_or_as_an_address_that_opens_without_a_key(program: Program) -> None:
    (entry,) = read_pictures(create(program, response_format="url"))["data"]
    opened: Any = Client().get(entry["url"].removeprefix("http://testserver"))
    assert opened.status_code == 200
    assert opened["Content-Type"].startswith("image/")
    opened.close()


def test_several_pictures_are_one_batch_with_consecutive_seeds(program: Program) -> None:
    body = read_pictures(create(program, n=3, seed=7))
    assert len(body["data"]) == 3
    rows = Generation.objects.order_by("variant")
    assert [row.seed for row in rows] == [7, 8, 9]
    assert len({row.batch for row in rows}) == 1


def test_fields_reach_the_parameters_of_the_same_meaning(program: Program) -> None:
    read_pictures(create(program, num_inference_steps=12, guidance_scale=3.5, seed=5, output_format="jpeg"))
    params = Generation.objects.get().params
    assert params == {"prompt": "a red fox", "steps": 12, "guidance": 3.5, "seed": 5, "output_format": "jpg"}


def test_parameters_of_the_model_have_their_own_names_too(program: Program) -> None:
    read_pictures(create(program, aspect_ratio="16:9", size="1024x1024", safety_tolerance=3))
    params = Generation.objects.get().params
    assert (params["aspect_ratio"], params["safety_tolerance"]) == ("16:9", 3)


def test_what_no_model_has_is_ignored_and_named(program: Program) -> None:
    fields: dict[str, Any] = {
        "quality": "hd",
        "style": "vivid",
        "background": "auto",
        "moderation": "low",
        "user": "u1",
    }
    response = create(program, **fields)
    assert response["x-ignored-parameters"] == "quality, style, background, moderation"
    read_pictures(response)
    row = Generation.objects.get()
    assert row.ignored == ["quality", "style", "background", "moderation"]
    assert set(row.params) == {"prompt", "output_format"}


def test_thousands_of_unknown_names_are_counted(program: Program) -> None:
    fields: dict[str, Any] = {f"name_{number}": number for number in range(3000)}
    response = create(program, **fields)
    assert response["x-ignored-parameters"].startswith("name_0, name_1, ")
    assert len(response["x-ignored-parameters"]) < 200
    read_pictures(response)
    assert len(Generation.objects.get().ignored) == 11


@pytest.mark.parametrize(
    ("size", "made"),
    [
        ("1536x1024", {"aspect_ratio": "3:2"}),
        ("1792x1024", {"aspect_ratio": "16:9"}),
        ("512x512", {"aspect_ratio": "1:1", "megapixels": "0.25"}),
        ("auto", {}),
        (None, {}),
    ],
)
def test_a_size_becomes_the_nearest_shape(program: Program, size: str | None, made: dict[str, str]) -> None:
    body = read_pictures(create(program, model="onemin/flux-2-dev", size=size))
    params = Generation.objects.get().params
    shown = {name: params[name] for name in ("aspect_ratio", "megapixels") if name in params}
    assert shown == {name: value for name, value in made.items() if name == "megapixels" or value != "1:1"}
    width, height = map(int, body["size"].split("x"))
    assert width * height <= 1024 * 1024 * 1.1


def test_a_size_in_pixels_is_kept_where_the_model_takes_one(program: Program) -> None:
    assert read_pictures(create(program, model="bfl/flux-2-pro", size="1792x1024"))["size"] == "1792x1024"
    assert read_pictures(create(program, model="apiframe/flux-2-flex", size="640x480"))["size"] == "640x480"


@pytest.mark.parametrize("size", [..., "auto", "640x480"])
def test_width_and_height_are_a_size(program: Program, size: Any) -> None:
    response = create(program, model="bfl/flux-2-pro", width=640, height=480.0, size=size)
    assert read_pictures(response)["size"] == "640x480"
    assert "x-ignored-parameters" not in response


@pytest.mark.parametrize(
    ("fields", "param", "words"),
    [
        ({"prompt": ...}, "prompt", ["prompt is empty"]),
        ({"prompt": " "}, "prompt", ["prompt is empty"]),
        ({"prompt": 7}, "prompt", ["must be text"]),
        ({"model": 7}, "model", ["must be text"]),
        ({"n": 0}, "n", ["1 to 10", "you gave 0"]),
        ({"n": 11}, "n", ["1 to 10"]),
        ({"n": "2"}, "n", ["whole number"]),
        ({"n": True}, "n", ["whole number"]),
        ({"size": "big"}, "size", ["1024x1024", '"big"']),
        ({"size": 1024}, "size", ["1024x1024"]),
        ({"size": "9000x100"}, "size", ["9000x100", "Choose another"]),
        ({"width": 512}, "height", ["width is set without height"]),
        ({"height": 512, "size": "512x512"}, "width", ["height is set without width"]),
        ({"width": 512.5, "height": 512}, "width", ["whole number", "you gave 512.5"]),
        ({"width": 512, "height": "512"}, "height", ["whole number"]),
        ({"width": 0, "height": 512}, "width", ["from 1 to"]),
        ({"width": 512, "height": True}, "height", ["whole number"]),
        ({"width": 512, "height": 768, "size": "512x512"}, "size", ["width and height are 512 and 768"]),
        ({"response_format": "file"}, "response_format", ["b64_json, url"]),
        ({"output_format": "gif"}, "output_format", ["output_format", "gif"]),
        ({"guidance_scale": 99}, "guidance_scale", ["guidance_scale is 99; the maximum is"]),
        ({"seed": -1}, "seed", ["seed is -1"]),
        ({"stream": True}, "stream", ["stream is true", "no partial pictures"]),
        ({"background": "transparent"}, "background", ["opaque"]),
        ({"mask": "x"}, "mask", ["not supported"]),
        ({"image": "https://example.com/cat.png"}, "image", ["/v1/images/edits"]),
    ],
)
def test_what_is_not_possible_is_refused(
    program: Program, fields: dict[str, Any], param: str, words: list[str]
) -> None:
    assert_error(create(program, **fields), 400, *words, param=param)
    assert not Generation.objects.exists()


def test_a_body_that_is_not_json_is_refused(program: Program) -> None:
    headers = {"Authorization": f"Bearer {program.key}"}
    response = program.client.post(GENERATIONS, b"{", content_type="application/json", headers=headers)
    assert_error(response, 400, "JSON")
    response = program.client.post(GENERATIONS, b"x", content_type="text/plain", headers=headers)
    assert_error(response, 415, "application/json")


@pytest.mark.usefixtures("sketch")
def test_refused_content_is_the_clients_error(program: Program) -> None:
    assert_error(create(program, prompt="[sketch:refuse]"), 400, code="content_policy_violation")


@pytest.mark.usefixtures("sketch")
def test_a_failure_is_not_sent_again(program: Program) -> None:
    response = create(program, prompt="[sketch:fail]")
    error = assert_error(response, 502, code="generation_failed")
    assert error["message"] == Generation.objects.get().error
    assert response["x-should-retry"] == "false"


def test_needs_a_key(db: None) -> None:
    response = Client().post(GENERATIONS, "{}", content_type="application/json")
    assert_error(response, 401, "API key")
    assert response["WWW-Authenticate"] == "Bearer"


def test_other_methods_are_refused(program: Program) -> None:
    response = program.client.get(GENERATIONS, headers={"Authorization": f"Bearer {program.key}"})
    assert_error(response, 405, "GET", "POST")
