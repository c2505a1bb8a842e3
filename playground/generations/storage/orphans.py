"""Finds files without a row and rows without a file, through the storage interface so that it works on S3 too."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.utils import timezone

from playground.generations.models import Asset, Picture
from playground.generations.models.images import CONTENT_TYPES
from playground.stores.listing import list_files

# The folders that this product writes to. A bucket may hold other files, which must not be touched.
FOLDERS = ("images", "probes")
# Files are written before their rows, so a newer file may belong to work in progress.
MIN_AGE = timedelta(hours=1)
BATCH = 500


def find_orphan_files(now: datetime | None = None) -> Iterator[str]:
    """Yield the names of files that have no row and are at least an hour old."""
    before = (now or timezone.now()) - MIN_AGE
    for folder in FOLDERS:
        for names in batched(list_files(folder), BATCH, strict=False):
            owned = _owned_stems(names)
            yield from (name for name in names if _stem(name) not in owned and _is_older(name, before))


def remove_orphan_file(name: str) -> bool:
    """Remove the file unless a row for it has been written in the meantime; return whether it was removed."""
    if _owned_stems([name]):
        return False
    default_storage.delete(name)
    return True


def _stem(name: str) -> str:
    """Return the part of the name that a file shares with its thumbnails: everything before the first full stop."""
    path = PurePosixPath(name)
    return str(path.with_name(path.name.partition(".")[0] or path.name))


def _owned_stems(names: list[str] | tuple[str, ...]) -> set[str]:
    keys = {f"{_stem(name)}.{ending}" for name in names for ending in CONTENT_TYPES}
    found = [model.objects.filter(key__in=keys).values_list("key", flat=True) for model in (Picture, Asset)]
    found.append(Asset.objects.filter(stored_as__in=keys).values_list("stored_as", flat=True))
    return {_stem(key) for rows in found for key in rows}


def _is_older(name: str, before: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < before
    except FileNotFoundError:
        return False


def find_lost_images() -> Iterator[Picture | Asset]:
    """Yield the rows whose file is gone and which are not marked as lost yet."""
    return (
        image
        for image in _iterate_in_batches(lost=False)
        if not default_storage.exists(image.file_key) and _still_exists(image)
    )


def find_returned_images() -> Iterator[Picture | Asset]:
    """Yield the rows that are marked as lost but whose file exists again."""
    return (image for image in _iterate_in_batches(lost=True) if default_storage.exists(image.file_key))


def find_bare_images(now: datetime | None = None) -> Iterator[Picture | Asset]:
    """Yield the rows that are an hour old and whose file exists, but not all of its thumbnails."""
    before = (now or timezone.now()) - MIN_AGE
    for image in _iterate_in_batches(lost=False, created__lt=before):
        thumbnails = image.thumbnail_keys.values()
        if not all(default_storage.exists(key) for key in thumbnails) and default_storage.exists(image.file_key):
            yield image


def _iterate_in_batches(**conditions: object) -> Iterator[Picture | Asset]:
    """Yield rows in the order of their ids."""
    # Reading in batches keeps no query open while files are looked up, which is slow on S3.
    for model in (Picture, Asset):
        rows = list[Picture | Asset]()
        while batch := list(_next_batch(model, rows[-1:], conditions)):
            yield from (rows := batch)


def _next_batch(
    model: type[Picture | Asset], last: list[Picture | Asset], conditions: dict[str, object]
) -> list[Picture | Asset]:
    rows = model.objects.filter(**conditions).order_by("id")
    return list((rows.filter(id__gt=last[0].id) if last else rows)[:BATCH])


def _still_exists(image: Picture | Asset) -> bool:
    # A row that was removed since it was read took its file with it, and is not lost.
    return type(image).objects.filter(id=image.id).exists()
