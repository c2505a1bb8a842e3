"""Thumbnails are made beside the work, and counted for their owner afterwards."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from playground.generations.models import Picture
from playground.generations.storage.store import write_thumbnails
from playground.generations.storage.stored_bytes import count_derived
from playground.generations.storage.thumbnails import Thumbnailer
from tests.cast import Person


def run_beside(person: Person, make: Callable[[Picture], int]) -> tuple[Thumbnailer, Picture]:
    """Hand a picture to a thumbnailer, and wait until its thread is done with it."""
    picture, done = person.make().pictures.get(), threading.Event()

    def act(picture: Picture) -> int:
        try:
            return make(picture)
        finally:
            done.set()

    thumbnailer = Thumbnailer(act)
    thumbnailer.add([picture])
    assert done.wait(20)
    return thumbnailer, picture


def grow(picture: Picture) -> int:
    """Return the total as if 700 bytes had been written."""
    return picture.derived_bytes + 700


def test_records_sizes_outside_the_thread(bob: Person) -> None:
    thumbnailer, picture = run_beside(bob, grow)
    before = (bob.owner.stored_bytes, picture.derived_bytes)
    for _ in range(1000):
        thumbnailer.record()
        picture.refresh_from_db()
        if picture.derived_bytes != before[1]:
            break
        threading.Event().wait(0.01)
    assert (bob.owner.stored_bytes, picture.derived_bytes) == (before[0] + 700, before[1] + 700)
    thumbnailer.record()
    assert bob.owner.stored_bytes == before[0] + 700


def test_counts_existing_thumbnails_only_once(bob: Person) -> None:
    picture = bob.make(thumbnails=True).pictures.get()
    assert picture.derived_bytes > 0
    picture.refresh_from_db()
    before = bob.owner.stored_bytes
    assert write_thumbnails(picture) == picture.derived_bytes
    assert count_derived(picture, picture.derived_bytes)
    assert bob.owner.stored_bytes == before


def test_nothing_that_was_written_is_lost_when_the_worker_stops(bob: Person) -> None:
    thumbnailer, _ = run_beside(bob, grow)
    before = bob.owner.stored_bytes
    thumbnailer.stop()
    assert bob.owner.stored_bytes == before + 700


def test_a_size_that_could_not_be_recorded_is_recorded_later(bob: Person) -> None:
    thumbnailer, _ = run_beside(bob, grow)
    before = bob.owner.stored_bytes

    def refuse(execute: object, sql: str, *args: object) -> None:
        raise OperationalError("away")

    with connection.execute_wrapper(refuse), pytest.raises(OperationalError):
        thumbnailer.stop()
    thumbnailer.record()
    assert bob.owner.stored_bytes == before + 700
