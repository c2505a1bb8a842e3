"""Pictures into the form: a file, or a picture of the history by its key."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from playground.accounts.models import Owner
from playground.generations.models import Asset
from playground.pages.assets import FETCHES
from playground.work_limits import Person as Visitor
from tests.cast import Person, make_file
from tests.markup import Element, parse
from tests.outbound.servers import response, serving


def item(response: object) -> Element:
    return parse(response).find(data_reference=True)


@pytest.mark.parametrize(
    ("format", "kept"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "png"), ("AVIF", "jpg")]
)
def test_an_upload_becomes_an_item_of_the_field(bob: Person, format: str, kept: str) -> None:
    file = make_file(90, 40, format, f"my cat.{format.lower()}")
    response = bob.post("add_asset", asset=file, name="input_images")
    assert response.status_code == 200
    asset = Asset.objects.get()
    assert (asset.owner, asset.format, str(asset.size)) == (bob.owner, kept, "90 × 40")
    assert item(response)["data-reference"] == asset.key
    assert item(response).fields() == {"input_images": [asset.key], "reference_role": [""]}
    assert bob.fetch(item(response).find("img")["src"]).status == 200


def test_uploads_are_re_encoded_without_metadata(bob: Person) -> None:
    target = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (40, 30), "red").save(target, "JPEG", exif=exif)
    bob.post("add_asset", asset=SimpleUploadedFile("a.jpg", target.getvalue(), "image/jpeg"))
    assert b"taken at home" in target.getvalue()
    assert b"taken at home" not in Asset.objects.get().read()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "image/svg+xml"),
        SimpleUploadedFile("a.png", b"not a picture at all", "image/png"),
        SimpleUploadedFile("a.png", b"", "image/png"),
        SimpleUploadedFile("a.png", make_file().read()[:60], "image/png"),
    ],
    ids=["svg", "text", "empty", "truncated"],
)
def test_refuses_a_bad_file_with_one_message(bob: Person, file: SimpleUploadedFile) -> None:
    file.seek(0)
    response = bob.post("add_asset", asset=file)
    sentence = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not Asset.objects.exists()


def test_no_file_at_all_is_refused(bob: Person) -> None:
    response = bob.post("add_asset")
    assert response.status_code == 422
    assert "No file was sent" in response.content.decode()


def test_accepts_a_picture_of_the_history_by_its_key(bob: Person) -> None:
    picture = bob.make(prompt="a red fox").pictures.get()
    found = item(bob.post("add_asset", key=picture.key, name="imageUrl"))
    assert found["data-reference"] == picture.key
    assert "a red fox" in found.text
    assert not Asset.objects.exists()


def test_refuses_other_peoples_and_deleted_pictures(alice: Person, charlie: Person) -> None:
    picture, asset = alice.make().pictures.get(), alice.upload()
    for key in (picture.key, asset.key, "images/never-there.png"):
        response = charlie.post("add_asset", key=key)
        assert response.status_code == 422
        assert response.content.decode() == "This picture no longer exists."
    picture.generation.delete_softly()
    assert alice.post("add_asset", key=picture.key).status_code == 422
    assert alice.post("add_asset", key=asset.key).status_code == 200


def test_a_first_upload_creates_the_guest(anonymous: Person) -> None:
    assert anonymous.post("add_asset", asset=make_file()).status_code == 200
    assert Asset.objects.get().owner == Owner.objects.get() == anonymous.owner


def test_escapes_the_name_of_a_file(bob: Person) -> None:
    file = make_file(name='"><script>alert(1)</script>.png')
    answer = parse(bob.post("add_asset", asset=file, name='"><script>'))
    assert not answer.has("script")
    assert answer.has(data_reference=True)


def test_adding_needs_post(bob: Person) -> None:
    assert bob.get("add_asset").status_code == 405


def test_fetches_a_picture_of_another_site(bob: Person, settings: Any) -> None:
    settings.ALLOW_PRIVATE_URLS = True
    with serving(response(make_file(90, 40).read(), "Content-Type: image/png")) as server:
        found = item(bob.post("add_asset", url=server.url("/holiday.png"), name="imageUrl"))
    asset = Asset.objects.get()
    assert (asset.owner, asset.name, str(asset.size)) == (bob.owner, "holiday.png", "90 × 40")
    assert found.fields() == {"imageUrl": [asset.key], "reference_role": [""]}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response(b"no", status="403 Forbidden"), "The server answered 403."),
        (response(b"<html>hello"), "This file is a web page"),
    ],
)
def test_what_another_site_does_not_give_is_to_be_saved_first(
    bob: Person, settings: Any, answer: bytes, reason: str
) -> None:
    settings.ALLOW_PRIVATE_URLS = True
    with serving(answer) as server:
        refused = bob.post("add_asset", url=server.url("/holiday.png"))
    assert refused.status_code == 422
    assert reason in refused.content.decode()
    assert refused.content.decode().endswith("Save the picture first, then choose the file.")
    assert not Asset.objects.exists()


def test_never_fetches_from_an_address_of_the_own_network(bob: Person) -> None:
    with serving(response(make_file().read())) as server:
        refused = bob.post("add_asset", url=server.url("/holiday.png"))
    assert refused.status_code == 422
    assert "cannot be reached at a public internet address" in refused.content.decode()
    assert server.requests == []


def test_one_person_fetches_few_pictures_at_a_time(bob: Person) -> None:
    person = Visitor(bob.owner.id, "127.0.0.0")
    with FETCHES.take(person), FETCHES.take(person):
        refused = bob.client.post("/assets/", {"url": "https://example.com/a.png"}, headers={"HX-Request": "true"})
    assert refused.status_code == 429
