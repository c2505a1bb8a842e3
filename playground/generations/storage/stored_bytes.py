"""Keeps the number of bytes that each owner stores, as a sum on the owner's row."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from playground.accounts.models import Owner
from playground.generations.models import Asset, Generation, Picture
from playground.generations.models.images import StoredImage

# The size of a picture or an upload: its file and the files made from it.
FILE_BYTES = F("byte_size") + F("derived_bytes")
# What a generation takes up in the database and its indexes, not counting its params.
ROW_BYTES = 2048


def measure_row(generation: Generation) -> int:
    """Return approximately how many bytes a generation takes up in the database."""
    asked = (generation.params, generation.resolved, generation.ignored)
    return ROW_BYTES + sum(len(json.dumps(part, ensure_ascii=False).encode(errors="replace")) for part in asked)


def add_bytes(sizes: Mapping[UUID, int]) -> None:
    """Add bytes to each owner, in the transaction that writes the rows; a removal is a negative number."""
    # Rows are always updated in the same order, so that two transactions cannot deadlock.
    for owner_id, size in sorted(sizes.items()):
        if size:
            Owner.objects.filter(pk=owner_id).update(stored_bytes=F("stored_bytes") + size)


def count_pictures(pictures: Sequence[Picture]) -> None:
    """Add new pictures to their owners, in the transaction that writes them."""
    # A guest may have signed in since the rows were read, which moves them, so the owner is read again.
    rows = Generation.objects.filter(id__in={picture.generation_id for picture in pictures})
    owners = dict(rows.values_list("id", "owner_id"))
    sizes: Counter[UUID] = Counter()
    for picture in pictures:
        if picture.generation_id in owners:
            sizes[owners[picture.generation_id]] += picture.byte_size + picture.derived_bytes
    add_bytes(sizes)


def measure_derived(image: StoredImage, written: Mapping[str, int]) -> int:
    """Return the size of all files made from an image; `written` has the sizes of those that are known."""
    total = 0
    for name in (*image.thumbnail_keys.values(), image.link_preview_key):
        with suppress(FileNotFoundError):
            total += written[name] if name in written else default_storage.size(name)
    return total


def count_derived(image: StoredImage, total: int) -> bool:
    """Count this total for the files made from an image, at the image and its owner; return False if it was removed.

    The last one to measure has seen the files of all others, so a smaller total than the counted one is an older one.
    Counting a total again adds nothing. Needs a transaction.
    """
    # The owner is locked before the image is changed, in the same order as in a removal, so that the two cannot
    # deadlock. A guest who signs in meanwhile is gone afterwards, and the image has another owner.
    owners = _lock_owner(image) or _lock_owner(image)
    images = type(image)._default_manager.filter(pk=image.pk)
    counted = images.values_list("derived_bytes", flat=True).first()
    if counted is None:
        return False
    if total > counted:
        add_bytes({owner.pk: total - counted for owner in owners})
        images.update(derived_bytes=total)
    return True


def _lock_owner(image: StoredImage) -> list[Owner]:
    # Without `of`, the rows of the picture and of its generation would be locked too.
    return list(owners_of(image).select_for_update(no_key=True, of=("self",)))


def owners_of(image: StoredImage) -> QuerySet[Owner]:
    """Return the owner of an image, as it is now: adopting a guest moves their rows."""
    kept = {"assets": image.pk} if isinstance(image, Asset) else {"generations__pictures": image.pk}
    return Owner.objects.filter(**kept)


def recount_bytes(owners: QuerySet[Owner] | None = None) -> None:
    """Replace the stored sums by newly computed ones, for example after a backup was restored."""
    assets = Asset.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
    pictures = Picture.objects.filter(generation__owner=OuterRef("pk")).order_by().values("generation__owner")
    requests = Generation.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
    sums = [
        Coalesce(Subquery(rows.annotate(total=Sum(size)).values("total")), 0)
        for rows, size in ((assets, FILE_BYTES), (pictures, FILE_BYTES), (requests, F("row_bytes")))
    ]
    kept = Owner.objects.all() if owners is None else owners
    kept.update(stored_bytes=sums[0] + sums[1] + sums[2])
