"""The form, both APIs and an address take the same files, and refuse the others with the same sentence."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from playground.generations.models import Asset
from playground.generations.storage.fetch import NotFetched, fetch_image
from tests.api.calling import Program
from tests.api.ordering import upload
from tests.cast import Person, make_file
from tests.outbound.servers import local_client, response, serving

type Send = Callable[[Program, Person, SimpleUploadedFile], str]

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
TAKEN = {
    "another extension": (make_file(format="JPEG").read(), "cat.png", "image/png", "jpg"),
    "another type": (make_file().read(), "cat.html", "text/html", "png"),
    "avif": (make_file(format="AVIF").read(), "cat.avif", "image/avif", "jpg"),
    "no trailer": (make_file(format="GIF").read()[:-1], "cat.gif", "image/gif", "png"),
}


def by_form(program: Program, alice: Person, file: SimpleUploadedFile) -> str:
    answer = alice.post("add_asset", asset=file, name="imageUrl")
    return "" if answer.status_code == 200 else answer.content.decode()


def by_onemin(program: Program, alice: Person, file: SimpleUploadedFile) -> str:
    answer = program.upload(file)
    return "" if answer.status_code == 200 else answer.content.decode()


def by_apiframe(program: Program, alice: Person, file: SimpleUploadedFile) -> str:
    answer = upload(program, file)
    return "" if answer.status_code == 201 else answer.content.decode()


def by_address(program: Program, alice: Person, file: SimpleUploadedFile) -> str:
    with serving(response(file.read(), f"Content-Type: {file.content_type}")) as server:
        try:
            fetch_image(alice.owner, server.url(f"/{file.name}"), local_client())
        except NotFetched as error:
            return error.sentence
    return ""


WAYS: dict[str, Send] = {"form": by_form, "1min.ai": by_onemin, "apiframe": by_apiframe, "address": by_address}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", TAKEN)
def test_the_same_files_are_taken(program: Program, alice: Person, way: str, kind: str) -> None:
    content, name, type_, kept = TAKEN[kind]
    assert WAYS[way](program, alice, SimpleUploadedFile(name, content, type_)) == ""
    asset = Asset.objects.get()
    assert (asset.format, asset.width, asset.height) == (kept, 64, 48)


@pytest.mark.parametrize("way", WAYS)
def test_the_same_files_are_refused(program: Program, alice: Person, way: str) -> None:
    answer = WAYS[way](program, alice, SimpleUploadedFile("IMG_1.jpg", HEIC, "image/jpeg"))
    assert "This file is a HEIC picture. Export it as JPEG and use the new file." in answer
    assert not Asset.objects.exists()
