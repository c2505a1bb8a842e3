"""What is removed for good, and what stays because it is in use."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import ApiKey
from playground.catalog.loading import specs
from playground.generations.models import Asset, Generation, Picture, Share, Worker
from playground.generations.storage.idea_sheets import keep_sheet
from playground.generations.storage.purge import purge
from tests.cast import EDIT, Person

type Files = Callable[[], list[str]]


def long_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def test_purges_old_deleted_generations_with_their_files(bob: Person, files: Files) -> None:
    link = Share.objects.create(generation=bob.make(thumbnails=True))
    assert bob.fetch(f"/s/{link.slug}/card.jpg").status == 200
    assert len(files()) == 4
    Generation.objects.update(deleted=long_ago(31))
    purge()
    assert not Generation.objects.exists()
    assert not Picture.objects.exists()
    assert files() == []


def test_calls_back_after_each_removed_item(bob: Person) -> None:
    left: list[int] = []
    bob.make(EDIT, imageUrl=bob.upload().key)
    bob.upload()
    Generation.objects.update(deleted=long_ago(31))
    Asset.objects.update(created=long_ago(31))
    purge(lambda: left.append(Generation.objects.count() + Asset.objects.count()))
    assert left == [2, 1, 0]


def test_keeps_recently_deleted_generations(bob: Person) -> None:
    made = bob.make()
    Generation.objects.update(deleted=long_ago(29))
    purge()
    made.restore()
    assert default_storage.exists(made.pictures.get().key)


def test_keeps_items_restored_or_used_during_the_purge(bob: Person) -> None:
    for _ in range(2):
        bob.make()
        bob.upload()

    def change_everything() -> None:
        Generation.objects.update(deleted=None)
        Asset.objects.update(created=timezone.now())

    Generation.objects.update(deleted=long_ago(31))
    purge(change_everything)
    assert Generation.objects.count() == 1
    Asset.objects.update(created=long_ago(31))
    purge(change_everything)
    assert Asset.objects.count() == 1


def test_keeps_old_generations_that_are_not_deleted(bob: Person) -> None:
    bob.make()
    Generation.objects.update(created=long_ago(3000))
    purge()
    assert Generation.objects.count() == 1


def test_keeps_a_deleted_picture_that_an_edit_uses(bob: Person) -> None:
    source = bob.make()
    picture = source.pictures.get()
    edit = bob.make(EDIT, imageUrl=picture.key)
    Generation.objects.filter(id=source.id).update(deleted=long_ago(31))
    purge()
    assert default_storage.exists(picture.key)
    Generation.objects.filter(id=edit.id).update(deleted=long_ago(31))
    purge()
    purge()
    assert not Generation.objects.exists()
    assert not default_storage.exists(picture.key)


def test_purges_old_unused_uploads(bob: Person, files: Files) -> None:
    bob.upload()
    Asset.objects.update(created=long_ago(29))
    purge()
    assert Asset.objects.count() == 1
    Asset.objects.update(created=long_ago(31))
    purge()
    assert not Asset.objects.exists()
    assert files() == []


def test_keeps_old_uploads_that_a_generation_uses(bob: Person) -> None:
    asset = bob.upload()
    bob.ask(EDIT, imageUrl=asset.key)
    Asset.objects.update(created=long_ago(300))
    purge()
    assert default_storage.exists(asset.key)


def test_purges_ended_workers_and_sessions(bob: Person, alice: Person) -> None:
    Worker.objects.create(heartbeat=long_ago(1))
    living = Worker.objects.create()
    Session.objects.filter(session_key=alice.client.session.session_key).update(expire_date=long_ago(1))
    purge()
    assert Worker.objects.get() == living
    assert Session.objects.get().session_key == bob.client.session.session_key


def test_purges_keys_revoked_long_ago(bob: Person) -> None:
    old, kept = create_key(bob.owner)[0], create_key(bob.owner)[0]
    ApiKey.objects.update(revoked=long_ago(29))
    ApiKey.objects.filter(id=old.id).update(revoked=long_ago(31))
    purge()
    assert ApiKey.objects.get() == kept


def test_removes_pictures_of_ideas_that_the_catalog_no_longer_has(db: None, files: Files) -> None:
    current = next(iter(specs().values()))
    keep_sheet(current, b"current")
    gone = default_storage.save("ideas/onemin-gone-0123456789ab.webp", ContentFile(b"gone"))
    both = files()
    assert len(both) == 2
    # Another machine may still have the release that drew it.
    purge()
    assert files() == both
    # The bucket sets the time of a file, so the clock is what moves.
    purge(now=timezone.now() + timedelta(days=2))
    assert files() == [name for name in both if name != gone]
