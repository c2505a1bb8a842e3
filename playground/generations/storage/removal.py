"""Rows that are removed for good, with what they counted for their owner; their files go after that."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from playground.generations.models import Asset, Generation, StoredImage
from playground.generations.storage.usage import add_bytes


@dataclass(frozen=True, slots=True)
class Removed:
    """Images without a row. Their files may go once that is committed: a row without its file does more harm."""

    images: Sequence[StoredImage]

    @property
    def size(self) -> int:
        """How many bytes they take up."""
        return sum(image.byte_size + image.derived_bytes for image in self.images)

    def remove_files(self) -> None:
        """Remove the files."""
        for image in self.images:
            image.remove_files()


def remove_generation(generation: Generation) -> Removed:
    """Remove a generation with its pictures, of which none may be an input of another generation."""
    with transaction.atomic():
        removed = Removed(list(generation.pictures.all()))
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
