"""Files without a row and rows without a file, found and mended through the storage's own interface."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.utils import timezone

from playground.generations.models import Asset, Picture
from playground.generations.models.images import CONTENT_TYPES

# Where this product writes; whatever else a storage holds is not ours to judge.
FOLDERS = ("images", "probes")
# A younger file may be work on its way, whose row is not written yet.
YOUNG = timedelta(hours=1)
BATCH = 500


def find_orphan_files(now: datetime | None = None) -> Iterator[str]:
    """Yield the names of files to which no row belongs, and which are an hour old at least."""
    before = (now or timezone.now()) - YOUNG
    for folder in FOLDERS:
        for names in batched(_list_files(folder), BATCH, strict=False):
            owned = _owned_stems(names)
            yield from (name for name in names if _stem(name) not in owned and _is_older(name, before))


def remove_orphan_file(name: str) -> bool:
    """Remove the file, unless a row has come for it meanwhile; return whether it is gone."""
    if _owned_stems([name]):
        return False
    default_storage.delete(name)
    return True


def _list_files(folder: str) -> Iterator[str]:
    """Yield what is in the folder and in those below it; the names of one folder are held at a time."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _list_files(f"{folder}/{name}")


def _stem(name: str) -> str:
    """Return what a file shares with all that was made from it: everything before the first full stop of its name."""
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
    """Yield the rows whose file is gone, and which do not say so yet."""
    return (image for image in _walk(lost=False) if not default_storage.exists(image.file_key) and _is_there(image))


def find_returned_images() -> Iterator[Picture | Asset]:
    """Yield the rows that were marked as lost and whose file is there again."""
    return (image for image in _walk(lost=True) if default_storage.exists(image.file_key))


def find_bare_images(now: datetime | None = None) -> Iterator[Picture | Asset]:
    """Yield the rows whose file is there, but not every thumbnail of it an hour after it came."""
    before = (now or timezone.now()) - YOUNG
    for image in _walk(lost=False, created__lt=before):
        thumbnails = image.thumbnail_keys.values()
        if not all(default_storage.exists(key) for key in thumbnails) and default_storage.exists(image.file_key):
            yield image


def _walk(**conditions: object) -> Iterator[Picture | Asset]:
    """Yield rows in the order of their ids, some at a time: no query stays open while files are looked at."""
    for model in (Picture, Asset):
        rows = list[Picture | Asset]()
        while batch := list(_next(model, rows[-1:], conditions)):
            yield from (rows := batch)


def _next(
    model: type[Picture | Asset], last: list[Picture | Asset], conditions: dict[str, object]
) -> list[Picture | Asset]:
    rows = model.objects.filter(**conditions).order_by("id")
    return list((rows.filter(id__gt=last[0].id) if last else rows)[:BATCH])


def _is_there(image: Picture | Asset) -> bool:
    """Whether the row is still there: one that was removed meanwhile took its file along."""
    return type(image).objects.filter(id=image.id).exists()
