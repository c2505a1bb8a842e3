"""The temporary address of a result: open without a key, closed when it was changed, has expired or is deleted."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from playground.generations.models import Generation, Picture
from playground.generations.storage.links import SIGNED_FOR, sign_address
from tests.api.calling import assert_dressed, assert_onemin_error
from tests.cast import Person


@pytest.fixture
def picture(alice: Person) -> Picture:
    found: Picture = alice.make().pictures.get()
    return found


def fetch(address: str) -> tuple[Any, bytes]:
    response: Any = Client().get(address)
    return response, b"".join(response.streaming_content) if response.streaming else response.content


def test_a_signed_url_opens_without_a_key(picture: Picture) -> None:
    response, content = fetch(sign_address(picture))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert content == picture.read()
    assert_dressed(response)


def test_a_signed_url_ends_in_the_name_of_the_picture(picture: Picture) -> None:
    assert sign_address(picture).partition("?")[0].endswith(picture.key)


def test_answers_304_to_a_client_that_has_the_picture(picture: Picture) -> None:
    address = sign_address(picture)
    tag = fetch(address)[0]["ETag"]
    response = Client().get(address, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(("minutes", "status"), [(-1, 200), (1, 403)])
def test_a_signed_url_expires(picture: Picture, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int) -> None:
    address = sign_address(picture)
    later = time.time() + (SIGNED_FOR + timedelta(minutes=minutes)).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    response = fetch(address)[0]
    assert response.status_code == status
    if status == 403:
        assert_onemin_error(response, 403, "expired")


def test_a_changed_signature_is_refused(picture: Picture, alice: Person) -> None:
    address = sign_address(picture)
    other = sign_address(alice.make().pictures.get())
    path = address.partition("?")[0]
    for changed in (address[:-1], path, f"{path}?signature=", f"{path}?{other.partition('?')[2]}"):
        assert_onemin_error(fetch(changed)[0], 403)


def test_it_stops_working_when_the_generation_is_deleted(picture: Picture) -> None:
    Generation.objects.get().delete_softly()
    assert_onemin_error(fetch(sign_address(picture))[0], 404)
