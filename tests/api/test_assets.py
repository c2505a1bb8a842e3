"""POST /api/assets: an upload as the documents answer it."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from playground.generations.models import Asset
from playground.imaging.uploads import MOST_BYTES
from tests.api.calling import Program, assert_dressed, assert_onemin_error, paths_of
from tests.cast import Person, make_file

DOCUMENTED = {
    "fieldname",
    "originalname",
    "encoding",
    "mimetype",
    "size",
    "bucket",
    "key",
    "acl",
    "contentType",
    "location",
    "etag",
    "metadata",
}


def test_an_upload_gets_the_documented_answer(program: Program, alice: Person) -> None:
    file = make_file(name="example.png")
    response = program.upload(file)
    assert response.status_code == 200
    assert_dressed(response)
    asset, content = response.json()["asset"], response.json()["fileContent"]
    row = Asset.objects.get()
    assert row.owner == alice.owner
    assert set(asset) >= DOCUMENTED
    wanted = {"fieldname": "asset", "originalname": "example.png", "encoding": "7bit", "acl": "private"}
    assert asset.items() >= wanted.items()
    assert asset["mimetype"] == asset["contentType"] == "image/png"
    assert asset["size"] == file.size
    assert asset["etag"].startswith('"')
    assert asset["etag"].endswith('"')
    assert asset["key"] == content["path"] == row.key
    assert asset["location"] == f"http://testserver/{row.key}"
    assert UUID(content["uuid"]) == row.id
    assert content["type"] == "png"
    assert content["path"] == f"images/{content['name']}"
    assert "_example-" in content["name"]


@pytest.mark.usefixtures("prompt_worker")
def test_the_path_of_an_upload_works_immediately(program: Program) -> None:
    path = program.upload(make_file()).json()["fileContent"]["path"]
    assert len(paths_of(program.edit(path))) == 1


@pytest.mark.parametrize("declared", ["image/png", "image/jpeg", "application/octet-stream", "text/plain", ""])
def test_accepts_a_file_name_without_an_extension(program: Program, declared: str) -> None:
    content = make_file().read()
    response = program.upload(SimpleUploadedFile("blob", content, declared))
    assert response.status_code == 200, response.content
    assert response.json()["asset"]["mimetype"] == "image/png"
    assert response.json()["fileContent"]["path"].endswith(".png")


@pytest.mark.parametrize(("format", "ending"), [("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "png")])
def test_accepts_other_formats(program: Program, format: str, ending: str) -> None:
    response = program.upload(make_file(format=format, name=f"cat.{format.lower()}"))
    assert response.json()["fileContent"]["type"] == ending


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"<svg></svg>"], ids=str)
def test_refuses_a_file_that_is_not_a_picture(program: Program, content: bytes) -> None:
    assert_onemin_error(program.upload(SimpleUploadedFile("cat.png", content, "image/png")), 400)
    assert not Asset.objects.exists()


def test_the_field_must_be_the_documented_one(program: Program) -> None:
    assert_onemin_error(program.upload(make_file(), name="file"), 400, "asset is missing")
    assert_onemin_error(program.upload(), 400, "asset is missing")
    assert_onemin_error(program.upload(make_file(), make_file()), 400, "2 files", "maximum is 1")


@pytest.mark.parametrize("type_", ["application/json", "", "image/png", "application/x-www-form-urlencoded"])
def test_another_content_type_is_refused(program: Program, type_: str) -> None:
    response = program.call("POST", "/api/assets", data=b"{}", content_type=type_)
    assert_onemin_error(response, 415, "multipart/form-data")


@pytest.mark.parametrize(
    ("content", "boundary"), [(b"nothing", "; boundary=x"), (b"nothing", ""), (b"--x\r\nbroken", "; boundary=x")]
)
def test_a_broken_form_is_a_client_error(program: Program, content: bytes, boundary: str) -> None:
    response = program.call("POST", "/api/assets", data=content, content_type=f"multipart/form-data{boundary}")
    assert_onemin_error(response, 400)


def test_more_than_the_limit_is_too_large(program: Program) -> None:
    file = SimpleUploadedFile("cat.png", make_file().read() + bytes(MOST_BYTES), "image/png")
    assert_onemin_error(program.upload(file), 413, "20 MB")


def test_refuses_a_declared_length_above_the_limit_before_reading(program: Program) -> None:
    extra: dict[str, Any] = {"CONTENT_LENGTH": str(2 * MOST_BYTES)}
    response = program.call("POST", "/api/assets", data=b"x", content_type="multipart/form-data; boundary=x", **extra)
    assert_onemin_error(response, 413, "20 MB")


def test_other_methods_are_refused(program: Program) -> None:
    assert_onemin_error(program.get("/api/assets"), 405, "GET", "POST")
