"""Rows that are removed for good, with what they counted for their owner; their files go after that."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from playground.generations.models import Asset, Generation, Picture, StoredImage
from playground.generations.storage.usage import add_bytes


@dataclass(frozen=True, slots=True)
class Removed:
    """Images without a row. Their files may go once that is committed: a row without its file does more harm.

    `row_bytes` is what the row of their request counted.
    """

    images: Sequence[StoredImage]
    row_bytes: int = 0

    @property
    def size(self) -> int:
        """How many bytes are free after that."""
        return self.row_bytes + sum(image.byte_size + image.derived_bytes for image in self.images)

    def remove_files(self) -> None:
        """Remove the files to which no other row refers."""
        for image in self.images:
            if not _is_in_use(image.file_key):
                image.remove_files()


def _is_in_use(file_key: str) -> bool:
    """Whether a row refers to the file: the one that it was stored for, or one that came by a shared recipe."""
    if Asset.objects.filter(stored_as=file_key).exists():
        return True
    return any(model.objects.filter(key=file_key).exists() for model in (Asset, Picture))


def remove_generation(generation: Generation) -> Removed:
    """Remove a generation with its pictures, of which none may be an input of another generation."""
    with transaction.atomic():
        removed = Removed(list(generation.pictures.all()), generation.row_bytes)
        add_bytes({generation.owner_id: -removed.size})
        generation.delete()
    return removed


def remove_asset(asset: Asset) -> Removed:
    """Remove an upload that nothing uses."""
    removed = Removed([asset])
    with transaction.atomic():
        add_bytes({asset.owner_id: -removed.size})
        asset.delete()
    return removed
