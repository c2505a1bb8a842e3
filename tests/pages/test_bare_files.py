"""A file under its unguessable name: open for a day, then its owner's, and gone with its generation."""

from datetime import timedelta

from django.utils import timezone

from playground.generations.models import Asset, Picture
from tests.cast import Person


def test_a_bare_url_opens_for_a_day_without_a_key(bob: Person, anonymous: Person) -> None:
    picture = bob.make().pictures.get()
    got = anonymous.fetch(f"/{picture.key}")
    assert (got.status, got.content) == (200, picture.read())
    assert got.cache == "private, no-cache, no-transform"


def test_after_a_day_it_opens_only_for_the_owner(bob: Person, charlie: Person, anonymous: Person) -> None:
    picture = bob.make().pictures.get()
    Picture.objects.update(created=timezone.now() - timedelta(hours=24, seconds=1))
    assert anonymous.fetch(f"/{picture.key}").status == charlie.fetch(f"/{picture.key}").status == 404
    assert bob.fetch(f"/{picture.key}").status == 200


def test_it_opens_until_the_end_of_the_day(bob: Person, anonymous: Person) -> None:
    picture = bob.make().pictures.get()
    Picture.objects.update(created=timezone.now() - timedelta(hours=23))
    assert anonymous.fetch(f"/{picture.key}").status == 200


def test_it_stops_working_when_the_generation_is_deleted(bob: Person, anonymous: Person) -> None:
    picture = bob.make().pictures.get()
    picture.generation.delete_softly()
    assert bob.fetch(f"/{picture.key}").status == anonymous.fetch(f"/{picture.key}").status == 404


def test_an_upload_opens_like_a_result(bob: Person, charlie: Person, anonymous: Person) -> None:
    asset = bob.upload()
    assert anonymous.fetch(f"/{asset.key}").content == asset.read()
    Asset.objects.update(created=timezone.now() - timedelta(hours=24, seconds=1))
    assert anonymous.fetch(f"/{asset.key}").status == charlie.fetch(f"/{asset.key}").status == 404
    assert bob.fetch(f"/{asset.key}").status == 200


def test_answers_304_to_a_client_that_has_the_file(bob: Person, anonymous: Person) -> None:
    picture = bob.make().pictures.get()
    tag = anonymous.fetch(f"/{picture.key}").headers["ETag"]
    assert anonymous.fetch(f"/{picture.key}", etag=tag).status == 304
    assert anonymous.fetch(f"/{picture.key}", method="HEAD").status == 200


def test_thumbnails_and_other_names_do_not_open(bob: Person, anonymous: Person) -> None:
    picture = bob.make(thumbnails=True).pictures.get()
    assert anonymous.fetch(f"/{picture.thumbnail_keys['small']}").status == 404
    assert anonymous.fetch("/images/nothing.png").status == 404
    assert anonymous.fetch("/images/..%2f..%2fsecret_key").status == 404


def test_names_cannot_be_guessed_from_each_other(bob: Person) -> None:
    tokens = [bob.make().pictures.get().key.rpartition("-")[2].removesuffix(".png") for _ in range(2)]
    assert tokens[0] != tokens[1]
    assert all(len(token) == 26 for token in tokens)
