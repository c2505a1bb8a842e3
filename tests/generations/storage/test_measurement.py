"""The colours of a prompt are measured after the row is finished; the others cost nothing."""

import threading
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from playground.generations.models import Picture
from playground.generations.storage.measurement import is_to_be_measured, measure_and_record, measure_colours
from playground.generations.storage.thumbnails import Thumbnailer
from tests.cast import Person

PROMPT = "a teal (#0F766E) door in a #fff wall"


def make(person: Person, prompt: str = PROMPT) -> Picture:
    return person.make(prompt=prompt).pictures.select_related("generation").get()


def colours_of(picture: Picture) -> list[dict[str, Any]]:
    assert picture.measured is not None
    return list(picture.measured["colours"])


def hand_to_worker(picture: Picture, measure: Callable[[Picture], dict[str, Any] | None] = measure_colours) -> None:
    """Let the thread of a worker take the picture, and save what it made."""
    done = threading.Event()

    def act(picture: Picture) -> dict[str, Any] | None:
        try:
            return measure(picture)
        finally:
            done.set()

    thumbnailer = Thumbnailer(lambda picture: picture.derived_bytes, act)
    thumbnailer.add([picture])
    assert done.wait(20)
    thumbnailer.stop()


def test_a_worker_measures_the_colours_of_the_prompt(bob: Person) -> None:
    picture = make(bob)
    assert picture.measured is None
    version = picture.generation.version
    hand_to_worker(picture)
    picture.refresh_from_db()
    [teal, white] = colours_of(picture)
    assert (teal["hex"], white["hex"]) == ("#0F766E", "#FFFFFF")
    assert 0 <= teal["share"] <= 1
    assert picture.colour_distance == (teal["delta_e"] + white["delta_e"]) / 2
    # Nothing that an open page shows has changed, so no page is woken.
    picture.generation.refresh_from_db()
    assert picture.generation.version == version


def test_a_prompt_without_colours_reads_no_file(bob: Person) -> None:
    picture = make(bob, "a red fox")
    default_storage.delete(picture.file_key)
    assert not is_to_be_measured(picture)
    assert measure_colours(picture) is None


def test_a_missing_file_loses_only_the_measurement(bob: Person) -> None:
    picture = make(bob)
    content = picture.read()
    default_storage.delete(picture.file_key)
    measure_and_record(picture)
    picture.refresh_from_db()
    assert picture.measured is None
    default_storage.save(picture.file_key, ContentFile(content))
    measure_and_record(picture)
    picture.refresh_from_db()
    assert len(colours_of(picture)) == 2


def test_an_error_ends_neither_the_thread_nor_the_picture(bob: Person) -> None:
    picture = make(bob)

    def fail(picture: Picture) -> None:
        raise ValueError("cannot")

    hand_to_worker(picture, fail)
    picture.refresh_from_db()
    assert picture.measured is None
    assert is_to_be_measured(picture)


def test_a_picture_that_was_deleted_meanwhile_is_left_alone(bob: Person) -> None:
    picture = make(bob)
    gone = Picture.objects.select_related("generation").get(id=picture.id)
    Picture.objects.filter(id=picture.id).delete()
    measure_and_record(gone)
    assert not Picture.objects.filter(id=gone.id).exists()
