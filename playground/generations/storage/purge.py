"""Removes deleted generations, unused uploads and expired rows for good."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet
from django.utils import timezone

from playground.accounts.models import ApiKey
from playground.accounts.sign_in_attempts import forget_old_networks
from playground.generations.models import (
    Asset,
    Generation,
    IdempotencyKey,
    Picture,
    Status,
    WebhookReceiver,
    Worker,
)
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.storage.idea_sheets import remove_old_sheets
from playground.generations.storage.remove import remove_asset, remove_generation
from playground.stores.counters import remove_expired_counts

KEEP_DELETED = timedelta(days=30)
KEEP_UNUSED_ASSETS = timedelta(days=30)
KEEP_RECEIVERS = timedelta(days=7)
KEEP_REVOKED = timedelta(days=30)
KEEP_WORKERS = timedelta(hours=1)
# The number of generations, and of uploads, that one run removes.
MOST_REMOVED = 1000


def purge(on_removed: Callable[[], None] = lambda: None, now: datetime | None = None) -> None:
    """Remove generations deleted 30 days ago, unused uploads, rows of dead workers, expired rows and old ideas.

    `on_removed` is called after each item, because removing files may take long.
    """
    now = now or timezone.now()
    _purge_generations(Generation.objects.filter(deleted__lt=now - KEEP_DELETED), on_removed)
    for asset in _reread_each(Asset.objects.filter(created__lt=now - KEEP_UNUSED_ASSETS, uses=None)):
        remove_asset(asset).remove_files()
        on_removed()
    # A worker that still has running work may be alive: after the clock jumps, its heartbeat only looks old.
    Worker.objects.filter(heartbeat__lt=now - KEEP_WORKERS).exclude(generation__status=Status.RUNNING).delete()
    IdempotencyKey.objects.expired(now).delete()
    ApiKey.objects.filter(revoked__lt=now - KEEP_REVOKED).delete()
    # Django never removes expired sessions by itself.
    Session.objects.filter(expire_date__lt=now).delete()
    WebhookReceiver.objects.forgotten(now - KEEP_RECEIVERS).delete()
    forget_old_networks(now)
    remove_expired_counts()
    remove_old_sheets(now)


def _purge_generations(expired: GenerationQuerySet, on_removed: Callable[[], None]) -> None:
    """Remove rows and files, except those whose pictures are inputs of other generations."""
    still_used = Picture.objects.filter(uses__isnull=False).values("generation")
    for generation in _reread_each(expired.exclude(id__in=still_used)):
        remove_generation(generation).remove_files()
        on_removed()


def _reread_each[M: Model](rows: QuerySet[M]) -> Iterator[M]:
    """Yield each row as it is at that moment, if it still matches the query."""
    # While earlier rows are removed, a later one may be restored or used as an input.
    for id_ in list(rows.values_list("pk", flat=True)[:MOST_REMOVED]):
        yield from rows.filter(pk=id_)
