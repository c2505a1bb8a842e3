"""Files made from a picture are made once, however many ask for them, and go with the picture."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from playground.accounts.owners import lock_owners
from playground.generations.models import Asset, Generation, Picture, Share
from playground.generations.storage.purge import purge
from playground.generations.storage.remove import remove_asset
from playground.generations.storage.store import store_derived, write_thumbnails
from playground.generations.storage.stored_bytes import count_derived
from playground.generations.storage.thumbnails import Thumbnailer
from tests.cast import Person

type Files = Callable[[], list[str]]
CRAWLERS = 12
# Nobody sets it.
PAUSE = threading.Event()


def crawl(number: int, address: str) -> tuple[int, bytes]:
    """Ask as a crawler does, from an address of its own; again a little later if the server is busy."""
    try:
        for _ in range(1000):
            response: Any = Client(REMOTE_ADDR=f"198.51.100.{number}").get(address)
            if response.status_code != 429:
                break
            # Sooner than the response says, but not so soon that the tries end while a slow machine makes the file.
            PAUSE.wait(0.05)
        return response.status_code, response.content
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_twelve_crawlers_at_once_make_one_preview(bob: Person, files: Files) -> None:
    made = bob.make()
    link = Share.objects.create(generation=made)
    picture, before = made.pictures.get(), bob.owner.stored_bytes
    with ThreadPoolExecutor(CRAWLERS) as pool:
        seen = list(pool.map(lambda number: crawl(number, f"/s/{link.slug}/card.jpg"), range(CRAWLERS)))
    assert {status for status, _ in seen} == {200}
    previews = [name for name in files() if ".card" in name]
    assert previews == [picture.link_preview_key]
    # Everybody got the whole file, and it counts once.
    assert {len(content) for _, content in seen} == {default_storage.size(picture.link_preview_key)}
    assert bob.owner.stored_bytes - before == default_storage.size(picture.link_preview_key)
    Generation.objects.update(deleted=timezone.now() - timedelta(days=31))
    purge()
    assert files() == []
    assert bob.owner.stored_bytes == 0


def test_a_preview_made_while_its_picture_is_purged_is_not_kept(bob: Person, files: Files) -> None:
    picture = bob.make().pictures.get()
    Generation.objects.update(deleted=timezone.now() - timedelta(days=31))
    purge()
    assert not store_derived(picture, {picture.link_preview_key: b"late"})
    assert files() == []


def test_thumbnails_made_while_their_picture_is_purged_are_not_kept(bob: Person, files: Files) -> None:
    made = threading.Event()

    def make_late(picture: Picture) -> int:
        for key in picture.thumbnail_keys.values():
            default_storage.save(key, ContentFile(b"late"))
        made.set()
        return 8

    picture = bob.make().pictures.get()
    Generation.objects.update(deleted=timezone.now() - timedelta(days=31))
    purge()
    thumbnailer = Thumbnailer(make_late)
    thumbnailer.add([picture])
    assert made.wait(20)
    assert len(files()) == 2
    # Waits for the thread, and counts what it wrote.
    thumbnailer.stop()
    assert files() == []


class SlowBucket(InMemoryStorage):
    """A storage during whose writes others use the database."""

    during: ClassVar[list[Callable[[], None]]] = []

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Store the file after the others have acted."""
        for act in self.during:
            act()
        return super().save(name, content, max_length)


@pytest.fixture
def slow_bucket(settings: Any) -> Iterator[list[Callable[[], None]]]:
    """Keep pictures in a storage that calls these functions before each write."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.SlowBucket"}}
    yield SlowBucket.during
    SlowBucket.during.clear()


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_a_file_is_stored(slow_bucket: list[Callable[[], None]], bob: Person) -> None:
    picture, owner, seen = bob.make().pictures.get(), bob.owner, []

    def change_rows() -> None:
        try:
            is_sqlite = connection.vendor == "sqlite"
            if is_sqlite:
                connection.cursor().execute("PRAGMA busy_timeout = 200")
            with transaction.atomic():
                if not is_sqlite:
                    connection.cursor().execute("SET LOCAL lock_timeout = 200")
                [row] = lock_owners(owner)
                Generation.objects.filter(owner=row).update(deleted=None)
                Picture.objects.filter(pk=picture.pk).update(lost=False)
            seen.append("written")
        finally:
            connection.close()

    def change_from_elsewhere() -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(change_rows).result()

    slow_bucket.append(change_from_elsewhere)
    assert store_derived(picture, {picture.link_preview_key: b"preview"})
    assert seen == ["written"]


def test_a_picture_purged_while_its_preview_is_written_leaves_nothing(
    slow_bucket: list[Callable[[], None]], bob: Person
) -> None:
    picture = bob.make().pictures.get()
    Generation.objects.update(deleted=timezone.now() - timedelta(days=31))
    slow_bucket.append(purge)
    assert not store_derived(picture, {picture.link_preview_key: b"late"})
    assert not default_storage.exists(picture.link_preview_key)
    assert not default_storage.exists(picture.key)
    assert bob.owner.stored_bytes == 0


def test_a_file_written_by_two_at_once_counts_once(slow_bucket: list[Callable[[], None]], bob: Person) -> None:
    picture, before = bob.make().pictures.get(), bob.owner.stored_bytes
    work = {picture.link_preview_key: b"preview"}

    def overtake() -> None:
        slow_bucket.clear()
        assert store_derived(picture, work)

    slow_bucket.append(overtake)
    assert store_derived(picture, work)
    assert store_derived(picture, work)
    assert bob.owner.stored_bytes - before == len(b"preview")


def test_thumbnails_counted_late_and_a_preview_between_count_once(
    slow_bucket: list[Callable[[], None]], bob: Person
) -> None:
    picture = bob.make().pictures.get()
    thumbnails = write_thumbnails(picture)
    assert store_derived(picture, {picture.link_preview_key: b"preview"})
    assert count_derived(picture, thumbnails)
    picture.refresh_from_db()
    names = (*picture.thumbnail_keys.values(), picture.link_preview_key)
    assert picture.derived_bytes == sum(default_storage.size(name) for name in names)


def test_a_file_that_cannot_be_counted_does_not_stay(bob: Person) -> None:
    picture = bob.make().pictures.get()

    def refuse(execute: Any, sql: str, *more: Any) -> Any:
        if "derived_bytes" in sql:
            raise OperationalError("the database is away")
        return execute(sql, *more)

    with connection.execute_wrapper(refuse), pytest.raises(OperationalError):
        store_derived(picture, {picture.link_preview_key: b"preview"})
    assert not default_storage.exists(picture.link_preview_key)


def test_an_upload_whose_thumbnails_were_counted_late_frees_all_its_bytes(bob: Person, files: Files) -> None:
    asset = bob.upload()
    # Another process has read the row before.
    elsewhere = Asset.objects.get(pk=asset.pk)
    assert count_derived(asset, asset.derived_bytes + 700)
    remove_asset(asset).remove_files()
    remove_asset(elsewhere)
    assert bob.owner.stored_bytes == 0
    assert files() == []
