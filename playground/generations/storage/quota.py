"""How much an owner may store here, and what makes room when that is used up."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.models import Asset, Draft, Generation, Picture
from playground.generations.models.finding import ACTIVE
from playground.generations.storage.removal import Removed, remove_asset, remove_generation
from playground.generations.submission.allowance import DAY
from playground.imaging.errors import UploadRefused

MEGABYTE = 2**20
# An upload that no request uses yet is left alone for so long, since a form or a program may still name it.
FRESH = timedelta(days=1)
# So many deleted requests and unused uploads are removed at most to make room for one new thing.
MOST_REMOVED = 200


class StorageFull(UploadRefused):
    """The owner stores as much as they may; `sentence` says how much that is and what to do."""

    def __init__(self, owner: Owner) -> None:
        most, user_most = limit_of(owner), settings.STORAGE_PER_USER_MB
        more = ""
        if owner.user_id is None and (not user_most or user_most * MEGABYTE > most):
            more = f", or sign up, which gives you {f'{user_most:,} MB' if user_most else 'as much as you need'}"
        super().__init__(
            f"Your pictures and uploads take up {show_megabytes(owner.stored_bytes)} of the"
            f" {show_megabytes(most)} that you may store here, and this does not fit in."
            f" Delete pictures that you no longer need{more}."
        )


def limit_of(owner: Owner) -> int:
    """Return how many bytes the owner may store; 0 is without limit."""
    megabytes = settings.STORAGE_PER_GUEST_MB if owner.user_id is None else settings.STORAGE_PER_USER_MB
    if owner.storage_mb is not None:
        megabytes = owner.storage_mb
    return int(megabytes) * MEGABYTE


def show_megabytes(size: int) -> str:
    """Return the size as people read it: `12 MB`, `1,024 MB`."""
    return f"{-(-size // MEGABYTE):,} MB"


def say_use(owner: Owner) -> str:
    """Say how much the owner's pictures and uploads take up, and of how much."""
    most = limit_of(owner)
    return f"{show_megabytes(owner.stored_bytes)}{f' of {show_megabytes(most)}' if most else ''} used"


def make_room(owner: Owner, size: int, keep: Collection[str] = ()) -> None:
    """Raise `StorageFull` where so many more bytes do not fit; the owner is locked, and as the database has them.

    What they have deleted is removed for good as far as its room is needed, the longest deleted first, then old uploads
    that nothing uses, but for those whose keys are in `keep`. If all of that is not enough, nothing is removed.
    """
    most = limit_of(owner)
    missing = owner.stored_bytes + size - most if most else 0
    if missing <= 0:
        return
    for removed in _free(owner, keep):
        transaction.on_commit(removed.remove_files, robust=True)
        missing -= removed.size
        if missing <= 0:
            return
    # The transaction ends with this, and what was removed in it is back.
    raise StorageFull(owner)


def make_room_for_request(owner: Owner, rows: Sequence[Generation], keep: Collection[str] = ()) -> None:
    """Raise `StorageFull` where these requests and their pictures do not fit beside those that are on their way.

    `keep` are the keys of their input pictures.
    """
    if not limit_of(owner):
        return
    waiting = Generation.objects.filter(owner=owner, status__in=ACTIVE)
    pending = waiting.aggregate(pixels=Sum(F("count") * F("width") * F("height"), default=0))["pixels"]
    pixels = sum(row.count * row.width * row.height for row in rows)
    make_room(owner, _expect_bytes(pending + pixels) + sum(row.row_bytes for row in rows), keep)


def _expect_bytes(pixels: int) -> int:
    """Return what pictures take up together with their thumbnails, as PNG files of photographs mostly do."""
    return pixels * 3 // 2


def _free(owner: Owner, keep: Collection[str]) -> Iterator[Removed]:
    """Remove one thing after another that the owner does not need, and yield it."""
    used = Picture.objects.filter(uses__isnull=False).values("generation")
    # What this server pays for counts for a day, whether or not somebody deletes it.
    paid = Q(key_source="server", sent__gt=timezone.now() - DAY)
    deleted = Generation.objects.filter(owner=owner, deleted__isnull=False).exclude(status__in=ACTIVE).exclude(paid)
    for generation in deleted.exclude(id__in=used).order_by("deleted")[:MOST_REMOVED]:
        yield remove_generation(generation)
    drafts = Draft.objects.filter(owner=owner).values_list("values", flat=True)
    named = {text for values in drafts for texts in values.values() for text in texts}
    old = Asset.objects.filter(owner=owner, uses=None, created__lt=timezone.now() - FRESH)
    for asset in old.exclude(key__in=named.union(keep)).order_by("created")[:MOST_REMOVED]:
        yield remove_asset(asset)
