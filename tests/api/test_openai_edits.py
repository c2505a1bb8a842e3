"""POST /v1/images/edits: pictures in a form, up to the limits of uploads and of the model."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from playground.generations.models import Asset, Generation
from playground.imaging.uploads import MOST_BYTES
from tests.api.calling import Program
from tests.api.openai_program import EDITS, assert_error, edit, read_pictures
from tests.cast import make_file

pytestmark = pytest.mark.usefixtures("prompt_worker")


def test_one_picture_is_edited(program: Program) -> None:
    body = read_pictures(edit(program, make_file(), model="onemin/flux-2-flex"))
    assert len(body["data"]) == 1
    row = Generation.objects.get()
    assert row.spec_id == "onemin/flux-2-flex/edit"
    assert [entry.asset for entry in row.inputs.all()] == [Asset.objects.get()]


def test_several_pictures_keep_their_order(program: Program) -> None:
    read_pictures(edit(program, make_file(80, 40), make_file(40, 80), n="2", seed="7"))
    rows = Generation.objects.order_by("variant")
    assert [row.seed for row in rows] == [7, 8]
    for row in rows:
        sizes = [(entry.image.width, entry.image.height) for entry in row.inputs.order_by("position")]
        assert sizes == [(80, 40), (40, 80)]


def test_without_a_size_the_result_follows_the_first_picture(program: Program) -> None:
    for size in ("auto", None):
        fields: dict[str, Any] = {"size": size} if size else {}
        body = read_pictures(edit(program, make_file(1600, 800), model="onemin/flux-2-flex", **fields))
        width, height = map(int, body["size"].split("x"))
        assert width == pytest.approx(2 * height, rel=0.03)


def test_numbers_of_a_form_are_numbers(program: Program) -> None:
    read_pictures(edit(program, make_file(), model="bfl/flux-2-flex", guidance_scale="2.5", steps="9", prompt="7"))
    params = Generation.objects.get().params
    assert (params["guidance"], params["steps"], params["prompt"]) == (2.5, 9, "7")


@pytest.mark.parametrize(
    ("fields", "param", "words"),
    [
        ({"model": "onemin/flux-2-flex"}, "image", ["image has 2 files; the maximum for flux-2-flex is 1."]),
        ({"n": "two"}, "n", ["whole number"]),
        ({"n": "NaN"}, "n", ["whole number"]),
        ({"width": "640", "height": "48.5"}, "height", ["you gave 48.5"]),
        ({"prompt": " "}, "prompt", ["describe"]),
        ({"stream": "true"}, "stream", ["no partial pictures"]),
        ({"seed": "9" * 5000}, "seed", ["whole number"]),
    ],
)
def test_what_is_not_possible_is_refused(
    program: Program, fields: dict[str, Any], param: str, words: list[str]
) -> None:
    assert_error(edit(program, make_file(), make_file(), **fields), 400, *words, param=param)
    assert not Generation.objects.exists()
    assert not Asset.objects.exists()


def test_a_mask_is_refused_because_it_would_change_the_result(program: Program) -> None:
    data = {"model": "bfl/flux-2-pro", "prompt": "x", "image": make_file(), "mask": make_file()}
    response = program.client.post(EDITS, data, headers={"Authorization": f"Bearer {program.key}"})
    assert_error(response, 400, "mask is not supported", "Say in the prompt what should stay.", param="mask")


def test_a_file_in_an_unknown_field_is_refused(program: Program) -> None:
    data = {"model": "bfl/flux-2-pro", "prompt": "x", "image": make_file(), "photo": make_file()}
    response = program.client.post(EDITS, data, headers={"Authorization": f"Bearer {program.key}"})
    assert_error(response, 400, "photo cannot be a file. Send pictures in the field image.", param="photo")


def test_a_form_without_a_picture_is_refused(program: Program) -> None:
    assert_error(edit(program), 400, "image is missing", param="image")


def test_json_is_refused(program: Program) -> None:
    headers = {"Authorization": f"Bearer {program.key}"}
    response = program.client.post(EDITS, "{}", content_type="application/json", headers=headers)
    assert_error(response, 415, "multipart/form-data")


def test_what_is_no_picture_is_refused(program: Program) -> None:
    error = assert_error(edit(program, SimpleUploadedFile("cat.png", b"no picture")), 400, param="image")
    assert error["message"].endswith(".")


def test_a_file_above_the_limit_is_refused(program: Program) -> None:
    large = SimpleUploadedFile("cat.png", bytes(MOST_BYTES + 1))
    assert_error(edit(program, make_file(), large), 413, "20 MB")


def test_the_server_receives_several_files_of_the_largest_size() -> None:
    from playground.serving.application import max_body_bytes

    form = "multipart/form-data; boundary=x"
    assert max_body_bytes(EDITS, form) > 10 * MOST_BYTES
    assert max_body_bytes(f"/{EDITS}/", form) > 10 * MOST_BYTES
    assert max_body_bytes("/v1/images/generations", form) < 2 * MOST_BYTES
    assert max_body_bytes(EDITS, "application/json") < MOST_BYTES
