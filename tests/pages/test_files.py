"""Image files to their owner: cached for good, and no stranger's."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.utils import timezone

from playground.generations.models import Picture
from playground.imaging.names import short_token
from tests.cast import FLEX, Person


def picture_of(person: Person) -> Picture:
    return person.make().pictures.get()


@pytest.mark.parametrize(("name", "kind"), [("picture.png", "image/png"), ("small.webp", "image/webp")])
def test_the_owner_gets_a_cacheable_file(bob: Person, name: str, kind: str) -> None:
    picture = picture_of(bob)
    got = bob.fetch(f"/files/{picture.id}/{name}")
    assert (got.status, got.headers["Content-Type"]) == (200, kind)
    assert got.cache == "private, max-age=31536000, immutable, no-transform"
    assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_the_file_is_the_one_that_was_stored(bob: Person) -> None:
    picture = picture_of(bob)
    got = bob.fetch(f"/files/{picture.id}/picture.png")
    assert got.content == picture.read()
    assert len(got.content) == picture.byte_size
    assert got.picture.size == (picture.width, picture.height)


def test_thumbnails_come_in_two_sizes(bob: Person) -> None:
    picture = picture_of(bob)
    small, large = (bob.fetch(f"/files/{picture.id}/{name}.webp").picture for name in ("small", "large"))
    assert small.format == large.format == "WEBP"
    assert max(small.size) < max(large.size) <= 1024


def test_answers_304_to_a_client_that_has_the_file(bob: Person) -> None:
    picture = picture_of(bob)
    for name in ("picture.png", "small.webp", "large.webp"):
        first = bob.fetch(f"/files/{picture.id}/{name}")
        again = bob.fetch(f"/files/{picture.id}/{name}", etag=first.headers["ETag"])
        assert (again.status, again.content) == (304, b"")
        assert bob.fetch(f"/files/{picture.id}/{name}", etag='"another"').status == 200


def test_each_file_of_a_picture_has_a_separate_etag(bob: Person) -> None:
    picture = picture_of(bob)
    names = ("picture.png", "small.webp", "large.webp")
    assert len({bob.fetch(f"/files/{picture.id}/{name}").headers["ETag"] for name in names}) == 3


def test_head_returns_only_headers(bob: Person) -> None:
    picture = picture_of(bob)
    got = bob.fetch(f"/files/{picture.id}/picture.png", method="HEAD")
    assert (got.status, got.content) == (200, b"")
    assert got.headers["ETag"]
    assert bob.fetch(f"/files/{picture.id}/picture.png", method="POST").status == 405


class AskedStorage(InMemoryStorage):
    """A storage that notes which names it was asked for."""

    asked: ClassVar[list[str]] = []

    def exists(self, name: str) -> bool:
        """Return whether there is such a file."""
        self.asked.append(name)
        return super().exists(name)


@pytest.fixture
def asked(settings: Any) -> list[str]:
    """Store files where each question for a name is noted, and return these names."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.AskedStorage"}}
    AskedStorage.asked.clear()
    return AskedStorage.asked


def test_a_small_tile_waits_for_its_file_and_never_gets_the_whole_new_picture(bob: Person, asked: list[str]) -> None:
    picture = picture_of(bob)
    key = picture.thumbnail_keys["small"]
    default_storage.delete(key)
    asked.clear()
    got = bob.fetch(f"/files/{picture.id}/small.webp")
    # Without a wait there are 3 questions. The wait lasts a second at most, and with S3 each one is a request.
    assert 4 <= asked.count(key) <= 8
    assert (got.status, max(got.picture.size)) == (200, 256)
    assert "immutable" in got.cache
    assert default_storage.exists(key)


def test_sends_the_picture_uncached_where_no_thumbnail_can_be_made(bob: Person) -> None:
    picture = picture_of(bob)
    # A picture that is not new is not waited for.
    Picture.objects.filter(id=picture.id).update(created=timezone.now() - timedelta(hours=1))
    for key in picture.thumbnail_keys.values():
        default_storage.delete(key)
    default_storage.delete(picture.key)
    default_storage.save(picture.key, ContentFile(b"not a picture any more"))
    got = bob.fetch(f"/files/{picture.id}/small.webp")
    assert (got.content, got.cache) == (b"not a picture any more", "private, no-store, no-transform")


@pytest.mark.parametrize(("query", "how"), [("", "inline"), ("?download", "attachment")])
def test_a_file_is_saved_under_a_readable_name(bob: Person, query: str, how: str) -> None:
    picture = bob.make(prompt="A Red Fox, please!", seed=42).pictures.get()
    got = bob.fetch(f"/files/{picture.id}/picture.png{query}")
    name = f"a-red-fox-please-1x1-g3-s42-{short_token(picture.id)}.png"
    assert got.headers["Content-Disposition"] == f'{how}; filename="{name}"'


def test_the_pages_name_the_file_in_its_address(bob: Person) -> None:
    made = bob.make(prompt="A Red Fox, please!", seed=42)
    picture = made.pictures.get()
    address = f"/files/{picture.id}/a-red-fox-please-1x1-g3-s42-{short_token(picture.id)}.png"
    assert bob.fetch(address).content == picture.read()
    for page in (bob.studio(FLEX), bob.see("generation", made.id)):
        assert address in {element.get("data-view") for element in page.walk()}


def test_an_upload_is_served_to_its_owner(bob: Person, charlie: Person) -> None:
    asset = bob.upload()
    assert bob.fetch(f"/files/{asset.id}/picture.png").picture.size == (64, 48)
    assert charlie.fetch(f"/files/{asset.id}/picture.png").status == 404


def test_strangers_find_nothing(alice: Person, charlie: Person, bob: Person, anonymous: Person) -> None:
    picture = picture_of(alice)
    for other in (charlie, bob, anonymous):
        for name in ("picture.png", "small.webp", "large.webp"):
            assert other.fetch(f"/files/{picture.id}/{name}").status == 404
    assert alice.fetch(f"/files/{picture.id}/picture.png").status == 200


def test_unknown_deleted_and_lost_files_are_not_found(bob: Person) -> None:
    assert bob.fetch(f"/files/{uuid4()}/picture.png").status == 404
    lost, deleted = picture_of(bob), picture_of(bob)
    lost.remove_files()
    assert bob.fetch(f"/files/{lost.id}/picture.png").status == 404
    deleted.generation.delete_softly()
    assert bob.fetch(f"/files/{deleted.id}/picture.png").status == 404


def test_a_request_for_a_file_creates_no_session(anonymous: Person) -> None:
    assert "sessionid" not in anonymous.client.get(f"/files/{uuid4()}/picture.png").cookies


def test_the_page_links_to_existing_files(bob: Person) -> None:
    bob.make()
    for picture in bob.studio(FLEX).all("img", data_picture_key=True):
        assert bob.fetch(picture["src"]).status == 200
