"""Limits how much an owner may store, and frees space by removing deleted and unused items."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from playground.accounts.models import Owner
from playground.catalog.loading import names_by_role
from playground.errors import SubmissionRefused
from playground.generations.models import Asset, Draft, Generation
from playground.generations.models.states import ACTIVE
from playground.generations.storage.remove import Removed, removable, remove_asset, remove_generation
from playground.imaging.errors import UploadRefused

MEGABYTE = 2**20
# An upload without a request is kept for this long, because an open form or a program may still refer to it.
NEW_UPLOAD = timedelta(days=1)
# The most deleted generations, and the most unused uploads, that are removed to free space for one new item.
MOST_REMOVED = 200


class StorageFull(UploadRefused, SubmissionRefused):
    """The owner's storage is full; `sentence` gives the limit and says what to do."""

    status = 507

    def __init__(self, owner: Owner) -> None:
        most, user_most = limit_of(owner), settings.STORAGE_PER_USER_MB
        more = ""
        if owner.user_id is None and (not user_most or user_most * MEGABYTE > most):
            more = f", or sign up, which gives you {f'{user_most:,} MB' if user_most else 'as much as you need'}"
        super().__init__(
            f"Your pictures and uploads take up {format_megabytes(owner.stored_bytes)} of the"
            f" {format_megabytes(most)} that you may store here, so there is not enough space for this."
            f" Delete pictures that you no longer need{more}."
        )


def limit_of(owner: Owner) -> int:
    """Return how many bytes the owner may store; 0 means no limit."""
    megabytes = settings.STORAGE_PER_GUEST_MB if owner.user_id is None else settings.STORAGE_PER_USER_MB
    if owner.storage_mb is not None:
        megabytes = owner.storage_mb
    return int(megabytes) * MEGABYTE


def format_megabytes(size: int) -> str:
    """Return the size in megabytes, rounded up: `12 MB`, `1,024 MB`."""
    return f"{-(-size // MEGABYTE):,} MB"


def describe_usage(owner: Owner) -> str:
    """Return the storage line of the history: `12 MB of 500 MB used`."""
    most = limit_of(owner)
    return f"{format_megabytes(owner.stored_bytes)}{f' of {format_megabytes(most)}' if most else ''} used"


def ensure_space(owner: Owner, size: int, keep: Collection[str] = ()) -> None:
    """Free space for this number of bytes, or raise `StorageFull`; the caller has locked the owner and read it after.

    Removes only what is needed: first deleted generations, the longest deleted first, then old unused uploads whose
    keys are not in `keep`. If that is not enough, nothing is removed.
    """
    most = limit_of(owner)
    missing = owner.stored_bytes + size - most if most else 0
    if missing <= 0:
        return
    for removed in _remove_unneeded(owner, keep):
        transaction.on_commit(removed.remove_files, robust=True)
        missing -= removed.size
        if missing <= 0:
            return
    # This rolls the transaction back, so the rows removed above return and their files stay.
    raise StorageFull(owner)


def ensure_space_for_request(owner: Owner, rows: Sequence[Generation], keep: Collection[str] = ()) -> None:
    """Raise `StorageFull` when these requests and their expected pictures do not fit.

    The pictures of active requests count as well, since they will be stored first. `keep` has the keys of the inputs.
    """
    if not limit_of(owner):
        return
    waiting = Generation.objects.filter(owner=owner, status__in=ACTIVE)
    pending = waiting.aggregate(pixels=Sum(F("count") * F("width") * F("height"), default=0))["pixels"]
    pixels = sum(row.count * row.width * row.height for row in rows)
    ensure_space(owner, _expect_bytes(pending + pixels) + sum(row.row_bytes for row in rows), keep)


def _expect_bytes(pixels: int) -> int:
    # Photographs as PNG files, with their thumbnails, mostly take about 1.5 bytes a pixel.
    return pixels * 3 // 2


def _remove_unneeded(owner: Owner, keep: Collection[str]) -> Iterator[Removed]:
    """Remove one item at a time that the owner does not need, and yield it."""
    for generation in removable(Generation.objects.filter(owner=owner)).order_by("deleted")[:MOST_REMOVED]:
        yield remove_generation(generation)
    # A draft names its pictures by key without a row in between, so its uploads look unused.
    named = _find_drafted(owner)
    old = Asset.objects.filter(owner=owner, uses=None, created__lt=timezone.now() - NEW_UPLOAD)
    for asset in old.exclude(key__in=named.union(keep)).order_by("created")[:MOST_REMOVED]:
        yield remove_asset(asset)


def _find_drafted(owner: Owner) -> set[str]:
    """Return the keys in the picture fields of the owner's drafts, without reading their prompts, which can be long."""
    names = names_by_role("picture")
    rows = Draft.objects.filter(owner=owner).values_list(*(f"values__{name}" for name in names)) if names else []
    return {key for fields in rows for keys in fields if keys for key in keys}
