"""Files made from a picture are made once, however many ask for them, and go with the picture."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

from playground.generations.models import Generation, Picture, Share
from playground.generations.storage.purge import purge
from playground.generations.storage.store import store_derived
from playground.generations.storage.thumbnails import Thumbnailer
from tests.cast import Person

type Files = Callable[[], list[str]]
CRAWLERS = 12


def crawl(number: int, address: str) -> tuple[int, bytes]:
    """Ask as a crawler does, from an address of its own; again a little later if the server is busy."""
    try:
        for _ in range(100):
            response: Any = Client(REMOTE_ADDR=f"198.51.100.{number}").get(address)
            if response.status_code != 429:
                break
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
