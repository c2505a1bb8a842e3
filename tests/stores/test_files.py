"""Files, in a folder or in a bucket: written, read, known, removed; a server that is away is an `OSError`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages

from tests.cast import Person


def test_what_is_saved_can_be_read_and_removed(files: Callable[[], list[str]]) -> None:
    name = default_storage.save("images/a fox_ü.png", ContentFile(b"content"))
    assert name == "images/a fox_ü.png"
    with default_storage.open(name) as file:
        assert file.read() == b"content"
    assert default_storage.exists(name)
    assert files() == [name]
    default_storage.delete(name)
    assert not default_storage.exists(name)
    default_storage.delete(name)
    assert files() == []


def test_what_is_not_there_is_not_found(files: Callable[[], list[str]]) -> None:
    with pytest.raises(FileNotFoundError):
        default_storage.open("images/nothing.png")


@pytest.mark.parametrize("name", ["../outside.png", "images/../../outside.png"])
def test_a_name_that_leads_out_is_refused(files: Callable[[], list[str]], name: str) -> None:
    with pytest.raises(SuspiciousOperation):
        default_storage.save(name, ContentFile(b""))
    assert files() == []


@pytest.fixture
def lost_bucket(settings: Any) -> None:
    """Let the files be in a bucket whose server is away."""
    options = {"bucket_name": "b", "endpoint_url": "http://127.0.0.1:9", "access_key": "a", "secret_key": "b"}
    lost = {"BACKEND": "playground.stores.files.BucketStorage", "OPTIONS": options | {"region_name": "us-east-1"}}
    settings.STORAGES = settings.STORAGES | {"default": lost}


def test_a_server_that_is_away_fails_as_a_folder_would(lost_bucket: None) -> None:
    for act in (
        lambda: default_storage.open("x"),
        lambda: default_storage.save("x", ContentFile(b"")),
        lambda: default_storage.exists("x"),
        lambda: default_storage.delete("x"),
    ):
        with pytest.raises(OSError, match=r"127\.0\.0\.1:9"):
            act()


def test_what_is_stored_is_not_for_strangers(bob: Person, settings: Any) -> None:
    picture = bob.make().pictures.get()
    storage: Any = storages["default"]
    if settings.STORES.has_bucket:
        granted = storage.bucket.Object(storage._normalize_name(picture.key)).Acl().grants
        assert [grant["Grantee"]["Type"] for grant in granted] == ["CanonicalUser"]
    else:
        assert Path(storage.path(picture.key)).stat().st_mode & 0o007 == 0
