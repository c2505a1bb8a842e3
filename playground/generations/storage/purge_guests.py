"""Removes guests who never made anything, and guests who have been inactive for a long time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from playground.accounts.models import ApiKey, Owner, RemoteKey
from playground.accounts.owners import retry_on_deadlock
from playground.generations.models import Asset, Draft, Generation, Input
from playground.generations.models.states import ACTIVE
from playground.generations.storage.remove import Removed, remove_asset, remove_generation
from playground.prices.models import Cap

# How long a guest without any rows is kept, and a guest who has only a draft.
EMPTY_KEPT_FOR = timedelta(days=1)
DRAFTS_KEPT_FOR = timedelta(days=7)
# The thread that purges also writes the worker's heartbeat. Small batches keep it from missing one.
EMPTY_BATCH = 1000
GUEST_BATCH = 20
ITEM_BATCH = 50

# What keeps a guest besides the rows below, with the field that says when it was last saved, or none. Packages above
# this one add theirs.
_keeps: dict[type[Model], str] = {Cap: ""}


def also_keep(model: type[Model], time_field: str = "") -> None:
    """Let guests who have a row of this model not count as empty, and not as idle soon after it was saved."""
    _keeps[model] = time_field


def purge_guests(now: datetime, on_removed: Callable[[], None] = lambda: None) -> int:
    """Remove one batch of guests and return how many owners were removed.

    `on_removed` is called after each item, because removing files may take long.
    """
    removed = _remove_empty(_empty(now - EMPTY_KEPT_FOR).exclude(_has(Draft)))
    if settings.GUEST_DAYS:
        days = timedelta(days=settings.GUEST_DAYS)
        drafted = _has(Draft, updated__gte=now - DRAFTS_KEPT_FOR)
        removed += _remove_empty(_empty(now - min(days, DRAFTS_KEPT_FOR)).exclude(drafted))
        for guest in _idle(now - days).order_by("created").values_list("pk", flat=True)[:GUEST_BATCH]:
            removed += _remove_idle(guest, now - days, on_removed)
    return removed


def _has(model: type[Model], *conditions: Q, **values: object) -> Exists:
    return Exists(model._default_manager.filter(*conditions, owner=OuterRef("pk"), **values))


def _empty(before: datetime) -> QuerySet[Owner]:
    """Return guests created before that moment who have made nothing and entered no key."""
    guests = Owner.objects.filter(user=None, created__lt=before)
    kept: tuple[type[Model], ...] = (Generation, Asset, ApiKey, RemoteKey, *_keeps)
    for model in kept:
        guests = guests.exclude(_has(model))
    return guests


def _idle(since: datetime) -> QuerySet[Owner]:
    """Return guests who have done nothing since that moment and have no active request."""
    at_work = Q(status__in=ACTIVE) | Q(created__gte=since)
    guests = Owner.objects.filter(user=None, created__lt=since)
    guests = guests.exclude(_has(Generation, at_work)).exclude(_has(Asset, created__gte=since))
    guests = guests.exclude(_has(Draft, updated__gte=since)).exclude(_has(RemoteKey, created__gte=since))
    for model, time_field in _keeps.items():
        if time_field:
            guests = guests.exclude(_has(model, **{f"{time_field}__gte": since}))
    return guests.exclude(_has(ApiKey, Q(created__gte=since) | Q(last_used__gte=since)))


def _remove_empty(guests: QuerySet[Owner]) -> int:
    ids = list(guests.values_list("pk", flat=True)[:EMPTY_BATCH])
    return retry_on_deadlock(partial(_remove_if_empty, guests, ids)) if ids else 0


def _remove_if_empty(guests: QuerySet[Owner], ids: list[UUID]) -> int:
    with transaction.atomic():
        # A request that is adding something holds the lock on its owner. After waiting for the lock, that owner is
        # no longer empty and the query below leaves it out.
        locked = Owner.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        found = guests.filter(pk__in=list(locked.values_list("pk", flat=True)))
        return found.delete()[1].get(Owner._meta.label, 0)


def _remove_idle(guest: UUID, since: datetime, on_removed: Callable[[], None]) -> int:
    """Remove one batch of a guest's items, and the guest with the last batch; return 1 when the guest is gone."""
    removed, is_last = retry_on_deadlock(partial(_remove_batch, guest, since))
    for part in removed:
        part.remove_files()
        on_removed()
    return int(is_last)


def _remove_batch(guest: UUID, since: datetime) -> tuple[list[Removed], bool]:
    removed: list[Removed] = []
    with transaction.atomic():
        locked = Owner.objects.select_for_update(no_key=True).filter(pk=guest)
        if not list(locked) or not _idle(since).filter(pk=guest).exists():
            return [], False
        # Only the guest's own requests can refer to the guest's pictures, and all of them are removed.
        Input.objects.filter(generation__owner=guest).delete()
        generations = list(Generation.objects.filter(owner=guest)[:ITEM_BATCH])
        assets = list(Asset.objects.filter(owner=guest)[:ITEM_BATCH])
        removed += map(remove_generation, generations)
        removed += map(remove_asset, assets)
        is_last = len(generations) < ITEM_BATCH and len(assets) < ITEM_BATCH
        if is_last:
            locked.delete()
    return removed, is_last
