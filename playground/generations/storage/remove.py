"""Removes rows for good and subtracts their bytes from the owner; files are removed after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import retry_on_deadlock
from playground.generations.models import Asset, Generation, Input, Picture, StoredImage
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.models.states import ACTIVE, COUNTED_FOR
from playground.generations.storage.stored_bytes import add_bytes


@dataclass(frozen=True, slots=True)
class Removed:
    """Images whose rows were removed, and `row_bytes`, what the row of their request counted.

    Call `remove_files` after the commit: a file without a row is harmless, a row without its file is a broken picture.
    """

    images: Sequence[StoredImage]
    row_bytes: int = 0

    @property
    def size(self) -> int:
        """The bytes that the removal frees."""
        return self.row_bytes + sum(image.byte_size + image.derived_bytes for image in self.images)

    def remove_files(self) -> None:
        """Remove the files to which no other row refers."""
        for image in self.images:
            if not _is_in_use(image.file_key):
                image.remove_files()


def _is_in_use(file_key: str) -> bool:
    # A shared recipe lets an asset of another owner refer to the same file.
    if Asset.objects.filter(stored_as=file_key).exists():
        return True
    return any(model.objects.filter(key=file_key).exists() for model in (Asset, Picture))


def removable(generations: GenerationQuerySet) -> GenerationQuerySet:
    """Return those that are deleted and that nothing needs any more."""
    # A picture that this server pays for counts towards the daily limit for a day. Removing its row would undo that.
    paid = Q(key_source="server", sent__gt=timezone.now() - COUNTED_FOR)
    used = Input.objects.filter(picture__generation=OuterRef("pk"))
    deleted = generations.filter(deleted__isnull=False).exclude(status__in=ACTIVE)
    return deleted.exclude(paid).exclude(Exists(used))


def remove_generation(generation: Generation) -> Removed:
    """Remove a generation with its pictures; none of them may be an input of another generation."""
    return retry_on_deadlock(partial(_remove_generation, generation))


def _remove_generation(generation: Generation) -> Removed:
    with transaction.atomic():
        # The owner is locked before the images are read, as where thumbnails are counted: the two cannot deadlock, and
        # what was counted meanwhile is subtracted.
        list(Owner.objects.select_for_update(no_key=True).filter(pk=generation.owner_id))
        removed = Removed(list(generation.pictures.all()), generation.row_bytes)
        add_bytes({generation.owner_id: -removed.size})
        generation.delete()
    return removed


def remove_asset(asset: Asset) -> Removed:
    """Remove an upload that nothing uses."""
    return retry_on_deadlock(partial(_remove_asset, asset))


def _remove_asset(asset: Asset) -> Removed:
    with transaction.atomic():
        list(Owner.objects.select_for_update(no_key=True).filter(pk=asset.owner_id))
        # More may have been counted since the row was read, or it may be gone and must not be subtracted again.
        found = list(Asset.objects.filter(pk=asset.pk))
        removed = Removed(found)
        for current in found:
            add_bytes({current.owner_id: -removed.size})
            current.delete()
    return removed
