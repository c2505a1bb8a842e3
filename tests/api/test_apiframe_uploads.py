"""POST /v2/uploads: a file becomes an address that an order can name."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from playground.generations.models import Asset
from playground.imaging.uploads import MOST_BYTES
from tests.api.calling import Program, assert_dressed
from tests.api.ordering import assert_apiframe_error, find_row, order, upload
from tests.cast import make_file


@pytest.mark.parametrize(
    ("format", "name", "ending", "content_type"),
    [
        ("PNG", "cat.png", "png", "image/png"),
        ("JPEG", "cat.jpg", "jpg", "image/jpeg"),
        ("WEBP", "cat.webp", "webp", "image/webp"),
        ("PNG", "upload", "png", "image/png"),
    ],
)
def test_an_upload_has_the_documented_answer(
    program: Program, format: str, name: str, ending: str, content_type: str
) -> None:
    response = upload(program, make_file(format=format, name=name))
    assert response.status_code == 201, response.content
    assert_dressed(response)
    answer = response.json()
    asset = Asset.objects.get()
    assert list(answer) == ["id", "url", "kind", "contentType", "byteSize", "expiresAt"]
    assert (answer["id"], answer["kind"], answer["contentType"]) == (str(asset.id), "image", content_type)
    assert answer["byteSize"] == len(asset.read())
    assert re.fullmatch(rf"http://testserver/images/[\w-]+\.{ending}", answer["url"])
    assert datetime.fromisoformat(answer["expiresAt"]) > asset.created + timedelta(days=1)


def test_the_url_of_an_upload_opens_without_a_key(program: Program) -> None:
    address = upload(program, make_file()).json()["url"].removeprefix("http://testserver")
    response = Client().get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert b"".join(response) == Asset.objects.get().read()


def test_the_url_and_id_of_an_upload_work_immediately(program: Program) -> None:
    answer = upload(program, make_file()).json()
    row = find_row(order(program, input_images=[answer["url"], answer["id"]]))
    assert [str(entry.image.id) for entry in row.inputs.all()] == [answer["id"]] * 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", ["empty"]), (b"<html>hello", []), (b"\x89PNG\r\n\x1a\nbroken", [])],
)
def test_refuses_a_file_that_is_not_a_picture(program: Program, content: bytes, words: list[str]) -> None:
    assert_apiframe_error(upload(program, SimpleUploadedFile("cat.png", content)), 400, *words, at="file")
    assert not Asset.objects.exists()


def test_refuses_another_field(program: Program) -> None:
    assert_apiframe_error(upload(program, make_file(), name="asset"), 400, "file", at="file")


def test_refuses_two_files(program: Program) -> None:
    assert_apiframe_error(upload(program, make_file(), make_file()), 400, "2", at="file")


def test_refuses_json(program: Program) -> None:
    assert_apiframe_error(program.post("/v2/uploads", {"file": "x"}), 415, "multipart/form-data")


def test_refuses_a_file_that_is_too_large(program: Program) -> None:
    large = SimpleUploadedFile("cat.png", b"x" * (MOST_BYTES + 1))
    assert_apiframe_error(upload(program, large), 413, "20 MB")


def test_needs_a_key(db: None) -> None:
    assert_apiframe_error(Client().post("/v2/uploads", {"file": make_file()}), 401)


def test_refuses_another_method(program: Program) -> None:
    assert_apiframe_error(program.get("/v2/uploads"), 405, "POST")
