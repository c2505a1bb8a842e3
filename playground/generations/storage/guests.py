"""Guests that are removed: those who never made anything, and those who made nothing new for long."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from playground.accounts.models import ApiKey, Owner, RemoteKey
from playground.generations.models import Asset, Draft, Generation, Input
from playground.generations.models.finding import ACTIVE
from playground.generations.storage.removal import Removed, remove_asset, remove_generation

# A guest who has nothing at all is kept for so long, and one who has only typed something for so long.
KEEP_EMPTY = timedelta(days=1)
KEEP_DRAFTS = timedelta(days=7)
# So much is removed at a time, since whoever does it has to beat meanwhile.
MOST_EMPTY = 1000
MOST_GUESTS = 20
MOST_THINGS = 50


def purge_guests(now: datetime, go_on: Callable[[], None] = lambda: None) -> int:
    """Remove guests, a part of them at a time, and return how many rows of owners went.

    `go_on` is called after each thing that was removed with its files, which may take long.
    """
    gone = _remove_empty(_empty(now - KEEP_EMPTY).exclude(_has(Draft)))
    if settings.GUEST_DAYS:
        days = timedelta(days=settings.GUEST_DAYS)
        gone += _remove_empty(_empty(now - min(days, KEEP_DRAFTS)).exclude(_has(Draft, updated__gte=now - KEEP_DRAFTS)))
        for guest in _idle(now - days).order_by("created").values_list("pk", flat=True)[:MOST_GUESTS]:
            gone += _remove_idle(guest, now - days, go_on)
    return gone


def _has(model: type, *conditions: Q, **values: object) -> Exists:
    return Exists(model.objects.filter(*conditions, owner=OuterRef("pk"), **values))  # type: ignore[attr-defined]


def _empty(before: datetime) -> QuerySet[Owner]:
    """Guests of that age who have made nothing and entered no key."""
    guests = Owner.objects.filter(user=None, created__lt=before)
    return guests.exclude(_has(Generation)).exclude(_has(Asset)).exclude(_has(ApiKey)).exclude(_has(RemoteKey))


def _idle(since: datetime) -> QuerySet[Owner]:
    """Guests who have made, typed and asked for nothing since then, and who wait for nothing."""
    at_work = Q(status__in=ACTIVE) | Q(created__gte=since)
    guests = Owner.objects.filter(user=None, created__lt=since)
    guests = guests.exclude(_has(Generation, at_work)).exclude(_has(Asset, created__gte=since))
    guests = guests.exclude(_has(Draft, updated__gte=since)).exclude(_has(RemoteKey, created__gte=since))
    return guests.exclude(_has(ApiKey, Q(created__gte=since) | Q(last_used__gte=since)))


def _remove_empty(guests: QuerySet[Owner]) -> int:
    ids = list(guests.values_list("pk", flat=True)[:MOST_EMPTY])
    if not ids:
        return 0
    with transaction.atomic():
        # Whoever makes something right now has locked the owner, and is no longer empty after that.
        locked = Owner.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        found = guests.filter(pk__in=list(locked.values_list("pk", flat=True)))
        return found.delete()[1].get(Owner._meta.label, 0)


def _remove_idle(guest: UUID, since: datetime, go_on: Callable[[], None]) -> int:
    """Remove a guest, or as many of their things as go at a time; return how many guests went."""
    removed: list[Removed] = []
    with transaction.atomic():
        locked = Owner.objects.select_for_update(no_key=True).filter(pk=guest)
        if not list(locked) or not _idle(since).filter(pk=guest).exists():
            return 0
        # Nobody else's request has a guest's picture as an input, and the guest's own go all.
        Input.objects.filter(generation__owner=guest).delete()
        generations = list(Generation.objects.filter(owner=guest)[:MOST_THINGS])
        assets = list(Asset.objects.filter(owner=guest)[:MOST_THINGS])
        removed += map(remove_generation, generations)
        removed += map(remove_asset, assets)
        is_last = len(generations) < MOST_THINGS and len(assets) < MOST_THINGS
        if is_last:
            locked.delete()
    for part in removed:
        part.remove_files()
        go_on()
    return int(is_last)
