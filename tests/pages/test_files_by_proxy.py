"""PLAYGROUND_FILES_BY_PROXY: the answer names the file's place, and the proxy sends it."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.storage.memory import InMemoryStorage

from playground.generations.models import Picture, Share
from playground.generations.serving_checks import check_proxy
from playground.generations.storage.links import sign_address
from tests.cast import Fetched, Person

HERE = "X-Accel-Redirect"


@pytest.fixture(autouse=True)
def by_proxy(settings: Any, folder: Path) -> None:
    settings.FILES_BY_PROXY = True


def picture_of(person: Person) -> Picture:
    return person.make().pictures.get()


def both(person: Person, settings: Any, address: str) -> tuple[Fetched, Fetched]:
    """Return what the proxy is told and what this server itself would send."""
    proxied = person.fetch(address)
    settings.FILES_BY_PROXY = False
    return proxied, person.fetch(address)


@pytest.mark.parametrize("name", ["picture.png", "picture.png?download", "small.webp", "large.webp"])
def test_the_headers_are_the_same_and_name_the_file(bob: Person, settings: Any, name: str) -> None:
    picture = picture_of(bob)
    proxied, sent = both(bob, settings, f"/files/{picture.id}/{name}")
    assert (proxied.status, proxied.content) == (200, b"")
    for header in ("Content-Type", "Cache-Control", "ETag", "X-Content-Type-Options", "Content-Disposition"):
        assert proxied.headers.get(header) == sent.headers.get(header), header
    with default_storage.open(proxied.headers[HERE].removeprefix("/stored-files/")) as file:
        assert file.read() == sent.content
    assert HERE not in sent.headers


def test_all_kinds_of_picture_urls_use_the_proxy(bob: Person, anonymous: Person) -> None:
    picture = picture_of(bob)
    link = Share.objects.create(generation=picture.generation)
    for address in (f"/s/{link.slug}/picture-1.png", f"/{picture.key}", sign_address(picture)):
        assert anonymous.fetch(address).headers[HERE] == f"/stored-files/{picture.key}"


def test_this_server_answers_304_itself(bob: Person) -> None:
    address = f"/files/{picture_of(bob).id}/picture.png"
    again = bob.fetch(address, etag=bob.fetch(address).headers["ETag"])
    assert (again.status, again.headers.get(HERE)) == (304, None)


def test_strangers_do_not_learn_the_location_of_a_file(alice: Person, charlie: Person, anonymous: Person) -> None:
    picture = picture_of(alice)
    for other in (charlie, anonymous):
        got = other.fetch(f"/files/{picture.id}/picture.png")
        assert (got.status, got.headers.get(HERE)) == (404, None)
    assert alice.fetch(f"/files/{picture.id}/picture.png").headers[HERE]
    assert alice.fetch(f"/files/{uuid4()}/picture.png").status == 404


def test_this_server_answers_404_for_a_lost_file(bob: Person) -> None:
    picture = picture_of(bob)
    picture.remove_files()
    got = bob.fetch(f"/files/{picture.id}/picture.png")
    assert (got.status, got.headers.get(HERE)) == (404, None)


@pytest.mark.parametrize("key", ["../secret_key", "images/../../secret_key", "/etc/passwd", "images/../../files/x"])
def test_refuses_a_name_that_leads_out_of_the_folder(bob: Person, key: str) -> None:
    picture = picture_of(bob)
    Picture.objects.filter(id=picture.id).update(key=key)
    got = bob.fetch(f"/files/{picture.id}/picture.png")
    assert got.status in (400, 404)
    assert HERE not in got.headers


def test_escapes_special_characters_in_a_name(bob: Person) -> None:
    picture = picture_of(bob)
    key = default_storage.save("images/a?b#c%2e d.png", ContentFile(b"x"))
    Picture.objects.filter(id=picture.id).update(key=key)
    place = bob.fetch(f"/files/{picture.id}/picture.png").headers[HERE]
    assert not set("?# ") & set(place)
    assert unquote(place) == f"/stored-files/{key}"


def test_this_server_sends_files_from_a_bucket(bob: Person, settings: Any) -> None:
    assert check_proxy(None) == []
    memory = {"BACKEND": f"{InMemoryStorage.__module__}.{InMemoryStorage.__name__}"}
    settings.STORAGES = settings.STORAGES | {"default": memory}
    assert isinstance(storages["default"], InMemoryStorage)
    picture = picture_of(bob)
    got = bob.fetch(f"/files/{picture.id}/picture.png")
    assert (got.status, got.content, got.headers.get(HERE)) == (200, picture.read(), None)
    assert [message.id for message in check_proxy(None)] == ["files.W001"]
