"""Writes pictures and uploads into storage, with their thumbnails."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any, BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.engines.base import EnginePicture
from playground.generations.models import Asset, Generation, Input, Picture, StoredImage
from playground.generations.storage.quota import ensure_space
from playground.generations.storage.remove import Removed
from playground.generations.storage.stored_bytes import add_bytes, count_derived, measure_derived
from playground.imaging.containers import embed_recipe
from playground.imaging.errors import PictureError, UploadRefused
from playground.imaging.facts import measure
from playground.imaging.names import shorten_file_name, wire_name
from playground.imaging.thumbnails import make_thumbnails
from playground.imaging.uploads import verify_upload
from playground.stores.disk_space import DiskFull, check_disk_reserve, raising_disk_full

logger = logging.getLogger(__name__)

# A picture is shown itself where these prevent its thumbnails.
THUMBNAIL_ERRORS = (PictureError, OSError, DiskFull)


def save_file(key: str, content: bytes) -> None:
    """Write a whole file or nothing; raise `DiskFull` when the disk is full."""
    with raising_disk_full():
        default_storage.save(key, ContentFile(content))


def make_recipe(generation: Generation, seed: int, inputs: Sequence[Input] | None = None) -> dict[str, object]:
    """Return the recipe that is embedded in a file: spec, resolved params, and the SHA-256 of each input picture.

    What the pictures are for is in it too, by their SHA-256. `inputs` are given by a caller that has loaded them.
    """
    spec = generation.spec
    picture = spec.by_role("picture") if spec else None
    hidden = {picture.name} if picture else set()
    resolved = generation.resolved | {"seed": seed}
    # A seed that the model does not take would be reported as unused where the recipe is read.
    hidden |= set() if generation.seed_param else {"seed"}
    params = {name: value for name, value in resolved.items() if name not in hidden}
    recipe: dict[str, object] = {"spec": generation.spec_id, "params": params}
    if inputs is None:
        inputs = list(generation.inputs.select_related("asset", "picture")) if picture else []
    hashes = [entry.image.sha256 for entry in inputs]
    roles = {entry.image.sha256: entry.role for entry in inputs if entry.role}
    return recipe | ({"inputs": hashes} if hashes else {}) | ({"roles": roles} if roles else {})


def store_pictures(generation: Generation, pictures: Sequence[EnginePicture]) -> list[Picture]:
    """Write all files, with their recipe inside, or none; return unsaved rows. Raises `DiskFull`."""
    stored: list[Picture] = []
    try:
        for position, picture in enumerate(pictures):
            stored.append(_store_picture(generation, position, picture))
    except BaseException:
        # Without a row these files count for nobody's storage, and only `find_orphans` would remove them.
        for kept in stored:
            kept.remove_files()
        raise
    return stored


def are_recorded(pictures: Sequence[Picture]) -> bool:
    """Return whether these pictures are in the database."""
    # When the connection breaks during COMMIT, nobody knows whether it happened. The random keys tell.
    return Picture.objects.filter(key__in=[picture.key for picture in pictures]).exists()


def _store_picture(generation: Generation, position: int, picture: EnginePicture) -> Picture:
    content = embed_recipe(picture.content, picture.format, make_recipe(generation, picture.seed))
    columns = _save_image(generation.prompt, content)
    return Picture(generation=generation, position=position, seed=picture.seed, **columns)


def _save_image(words: str, content: bytes) -> dict[str, Any]:
    """Save the file under a new name that begins with the words, and return the columns of its row."""
    facts = measure(content)
    key = wire_name(words, facts.format, timezone.now())
    save_file(key, content)
    return {"key": key, **asdict(facts)}


def store_asset(owner: Owner, file: "UploadedFile[bytes]") -> Asset:
    """Verify an upload, re-encode and store it; raise `UploadRefused`, `StorageFull` or `DiskFull`."""
    name = file.name or ""
    if file.file is None:
        raise UploadRefused("The file is empty: choose a picture.")
    check_disk_reserve()
    # An owner whose storage is full is refused before the costly decoding. The exact size is checked after it.
    ensure_space_for_upload(owner, 0)
    content = verify_upload(cast(BinaryIO, file.file), name)
    shown = shorten_file_name(name, Asset._meta.get_field("name").max_length or 0)
    asset = Asset(owner=owner, name=shown, **_save_image(name.rpartition(".")[0], content))
    try:
        asset.derived_bytes = write_thumbnails(asset)
        retry_on_deadlock(partial(_save_asset, owner, asset))
    except BaseException:
        asset.remove_files()
        raise
    return asset


def _save_asset(owner: Owner, asset: Asset) -> None:
    with transaction.atomic():
        ensure_space_for_upload(owner, asset.byte_size + asset.derived_bytes)
        asset.save()
        add_bytes({asset.owner_id: asset.byte_size + asset.derived_bytes})


def ensure_space_for_upload(owner: Owner, size: int) -> None:
    """Free space for this number of bytes, or raise `StorageFull`; the owner is locked until the transaction ends."""
    retry_on_deadlock(partial(_ensure_space, owner, size))


def _ensure_space(owner: Owner, size: int) -> None:
    with transaction.atomic():
        [row] = lock_owners(owner)
        ensure_space(row, size)


def store_derived(image: StoredImage, files: Mapping[str, bytes]) -> bool:
    """Write those files made from an image that are missing, and count each once; return False if the image is gone.

    Several processes may make the same files at the same time.
    """
    written: dict[str, int] = {}
    try:
        # A bucket may take seconds, in which no row may be locked: on SQLite nobody could write anything.
        _write_missing(files, written)
        return record_derived(image, measure_derived(image, written))
    except BaseException:
        # Files that are not counted must not stay. They are made again at the next request.
        for name in written:
            with suppress(OSError):
                default_storage.delete(name)
        raise


def record_derived(image: StoredImage, total: int) -> bool:
    """Count the files made from an image, or remove them and return False if the image is gone."""
    is_kept = retry_on_deadlock(partial(_count_derived, image, total))
    if not is_kept:
        # A removal deletes the files after the row, and may have been earlier than the files.
        Removed([image]).remove_files()
    return is_kept


def _write_missing(files: Mapping[str, bytes], written: dict[str, int]) -> None:
    """Write the files that are missing, and note the size of each as soon as it is written."""
    for name, content in files.items():
        if not default_storage.exists(name):
            save_file(name, content)
            written[name] = len(content)


def _make_thumbnails(image: StoredImage) -> dict[str, bytes]:
    made = make_thumbnails(image.read())
    return {key: made[name] for name, key in image.thumbnail_keys.items()}


def _count_derived(image: StoredImage, total: int) -> bool:
    with transaction.atomic():
        return count_derived(image, total)


def store_thumbnails(images: Iterable[StoredImage]) -> None:
    """Write both thumbnails of each image, if it still exists, and count their bytes."""
    for image in images:
        try:
            store_derived(image, _make_thumbnails(image))
        except THUMBNAIL_ERRORS:
            logger.exception("could not make thumbnails of %s", image.key)


def write_thumbnails(image: StoredImage) -> int:
    """Write both thumbnails and return the size of all files made from the image, which the caller has to count.

    An error is only logged, because the page can show the picture itself.
    """
    written: dict[str, int] = {}
    try:
        _write_missing(_make_thumbnails(image), written)
        return measure_derived(image, written)
    except THUMBNAIL_ERRORS:
        logger.exception("could not make thumbnails of %s", image.key)
    return sum(written.values())
