"""Where a page finds no place for its costly work, it says so with 429 and when to try again."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.generations.models import Asset, Generation
from playground.imaging.decoding import DECODES
from playground.pages.too_busy import PASSWORD_HASHING
from playground.work_limits import Person as Asker
from playground.work_limits import TooBusy, WorkLimit
from tests.api.calling import Program, assert_onemin_error
from tests.cast import EDIT, Person, make_file
from tests.markup import parse

pytestmark = pytest.mark.django_db


@contextmanager
def held(limit: WorkLimit, asker: Asker) -> Iterator[None]:
    """Let somebody have all the places that one person may have."""
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(limit.take(asker))
        yield


def owner_of(person: Person) -> Asker:
    return Asker(person.owner.id, "192.0.2.1")


def assert_busy(answer: Any) -> None:
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert TooBusy.sentence in answer.content.decode()


def test_refuses_an_upload_with_a_sentence(bob: Person) -> None:
    with held(DECODES, owner_of(bob)):
        answer = bob.post("add_asset", asset=make_file(), name="imageUrl")
    assert_busy(answer)
    assert not Asset.objects.exists()
    assert bob.post("add_asset", asset=make_file(), name="imageUrl").status_code == 200


def test_a_visitor_without_an_owner_counts_by_address(anonymous: Person) -> None:
    with held(DECODES, Asker(None, "127.0.0.1")):
        assert_busy(anonymous.post("add_asset", asset=make_file(), name="imageUrl"))


def test_keeps_the_form_when_its_upload_is_refused(bob: Person) -> None:
    with held(DECODES, owner_of(bob)):
        answer = bob.generate(EDIT, htmx=False, prompt="keep me", imageUrl__file=make_file())
    page = parse(answer)
    assert answer.status_code == 422
    assert TooBusy.sentence in page.field_error("imageUrl")
    assert page.by_id("spec-form").fields()["prompt"] == ["keep me"]
    assert not Generation.objects.exists()


@pytest.mark.parametrize(("path", "field"), [("/api/assets", "asset"), ("/v2/uploads", "file")])
def test_each_api_refuses_an_upload_in_its_own_format(alice: Person, path: str, field: str) -> None:
    program = Program(alice.owner, create_key(alice.owner)[1])
    with held(DECODES, owner_of(alice)):
        answer = program.client.post(path, {field: make_file()}, headers={"API-KEY": program.key})
    assert_busy(answer)
    if field == "asset":
        assert_onemin_error(answer, 429)
    else:
        assert list(answer.json()) == list(program.get("/v2/jobs/none").json())


def test_sends_the_picture_instead_of_a_missing_thumbnail(bob: Person) -> None:
    asset = bob.upload()
    Asset.objects.update(created=timezone.now() - timedelta(hours=1))
    for key in asset.thumbnail_keys.values():
        default_storage.delete(key)
    with held(DECODES, owner_of(bob)):
        answer = bob.client.get(f"/files/{asset.id}/small.webp")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    answer.close()


@contextmanager
def crowded(limit: WorkLimit, asker: Asker, number: int) -> Iterator[None]:
    """Let this many requests of one address have places, most of them waiting for the first."""
    gate, pause = threading.Event(), threading.Event()

    def hold() -> None:
        with limit.take(asker):
            gate.wait(60)

    with ThreadPoolExecutor(number) as pool:
        try:
            for _ in range(number):
                pool.submit(hold)
            while limit.taken < number:
                pause.wait(0.01)
            yield
        finally:
            gate.set()


def test_sign_in_counts_as_password_hashing() -> None:
    client = Client()
    with crowded(PASSWORD_HASHING, Asker(None, "127.0.0.1"), settings.WEB_THREADS // 4):
        assert_busy(client.post("/account/login/", {"login": "a@example.com", "password": "x"}))
        assert client.get("/account/login/").status_code == 200
    assert client.post("/account/login/", {"login": "a@example.com", "password": "x"}).status_code == 200
