"""What is removed for good, and when."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet
from django.utils import timezone

from playground.accounts.models import ApiKey
from playground.generations.models import (
    Asset,
    Generation,
    IdempotencyKey,
    Picture,
    Status,
    WebhookReceiver,
    Worker,
)
from playground.generations.models.finding import GenerationQuerySet
from playground.generations.storage.removal import remove_asset, remove_generation
from playground.stores.counters import remove_expired_counts

KEEP_DELETED = timedelta(days=30)
KEEP_UNUSED_ASSETS = timedelta(days=30)
KEEP_RECEIVERS = timedelta(days=7)
KEEP_REVOKED = timedelta(days=30)
KEEP_WORKERS = timedelta(hours=1)
# So many generations and so many uploads are removed at a time.
MOST_REMOVED = 1000


def purge(go_on: Callable[[], None] = lambda: None) -> None:
    """Remove what was deleted long ago, unused uploads, rows of dead workers, and what has expired.

    `go_on` is called after each thing that was removed with its files, which may take long.
    """
    now = timezone.now()
    _purge_generations(Generation.objects.filter(deleted__lt=now - KEEP_DELETED), go_on)
    for asset in _read_each(Asset.objects.filter(created__lt=now - KEEP_UNUSED_ASSETS, uses=None)):
        remove_asset(asset).remove_files()
        go_on()
    # One that has work may live, though the clock says that it was silent for long.
    Worker.objects.filter(beat__lt=now - KEEP_WORKERS).exclude(generation__status=Status.RUNNING).delete()
    IdempotencyKey.objects.expired(now).delete()
    ApiKey.objects.filter(revoked__lt=now - KEEP_REVOKED).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    WebhookReceiver.objects.forgotten(now - KEEP_RECEIVERS).delete()
    remove_expired_counts()


def _purge_generations(expired: GenerationQuerySet, go_on: Callable[[], None]) -> None:
    """Remove rows and files, but keep those whose pictures are inputs of generations that stay."""
    still_used = Picture.objects.filter(uses__isnull=False).values("generation")
    for generation in _read_each(expired.exclude(id__in=still_used)):
        remove_generation(generation).remove_files()
        go_on()


def _read_each[M: Model](rows: QuerySet[M]) -> Iterator[M]:
    """Yield one row after the other as it is then: while those before are removed one may be restored or used."""
    for id_ in list(rows.values_list("pk", flat=True)[:MOST_REMOVED]):
        yield from rows.filter(pk=id_)
