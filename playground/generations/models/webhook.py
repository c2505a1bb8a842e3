"""Webhook subscriptions of generations and their deliveries."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.generations.models.generation import Generation
from playground.generations.models.states import ACTIVE
from playground.generations.models.webhook_receiver import WebhookReceiver

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

type DeliveryState = Literal["pending", "delivered", "failed"]

# The pauses after each failed try; the last try is about an hour after the first.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 300, 3300))
PROGRESS_PAUSE = timedelta(seconds=1)
# After every 5 progress events the pause between two grows by another second: 35 events in two minutes, 80 in ten.
PROGRESS_STEP = 5
# A try that has not ended after this time was lost with its worker, and is made again.
LEASE = timedelta(seconds=60)


class WebhookSubscriptionQuerySet(models.QuerySet["WebhookSubscription"]):
    """Finds subscriptions that still wait for the end."""

    def unended(self) -> Self:
        """Return those whose generation has ended, but whose last event was not noted."""
        return self.filter(ended=False).exclude(generation__status__in=ACTIVE)


class WebhookSubscription(models.Model):
    """The URL that gets events of a generation, which events, and the signing key, which is a secret.

    `ended` means that the last event was noted; `progress_noted` is when progress was last noted.
    """

    generation = models.OneToOneField(Generation, on_delete=models.CASCADE, related_name="webhook")
    url = models.TextField()
    events = models.JSONField(default=list)
    signing_key = models.CharField(max_length=64)
    ended = models.BooleanField(default=False)
    progress_noted = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(default=timezone.now)

    objects: ClassVar[WebhookSubscriptionQuerySet] = WebhookSubscriptionQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        deliveries: RelatedManager["WebhookDelivery"]

    class Meta:
        indexes = (models.Index(fields=["created"], condition=Q(ended=False), name="webhook_unended"),)

    def __str__(self) -> str:
        return f"webhook of {self.generation_id}"

    def end(self) -> bool:
        """Mark the last event as noted; return False where another process was faster."""
        return WebhookSubscription.objects.filter(id=self.id, ended=False).update(ended=True) == 1

    def take_turn(self, now: datetime) -> bool:
        """Take the turn to note progress; return False where it was noted just now, or the end was noted already.

        The pause between two events grows with their number.
        """
        sent = self.deliveries.filter(event="progress", attempts__gt=0).count()
        pause = PROGRESS_PAUSE * (1 + sent // PROGRESS_STEP)
        # A time in the future was written before the clock was set back.
        is_due = Q(progress_noted=None) | Q(progress_noted__lte=now - pause) | Q(progress_noted__gt=now)
        return WebhookSubscription.objects.filter(is_due, id=self.id, ended=False).update(progress_noted=now) == 1


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    """Finds deliveries that are due."""

    def due(self, now: datetime) -> Self:
        """Return all deliveries that are due."""
        return self.filter(next_try__lte=now)

    def due_to(self, owner: UUID, now: datetime, full: Collection[str]) -> Self:
        """Return one owner's deliveries that may be sent now, the longest overdue first.

        It leaves out hosts that are `full` or paused, and events that would overtake one of the same generation.
        """
        paused = WebhookReceiver.objects.filter(owner=owner, host=OuterRef("host"), paused_until__gt=now)
        ahead = WebhookDelivery.objects.filter(
            subscription=OuterRef("subscription"), event="progress", attempts__gt=0, next_try__isnull=False
        ).exclude(id=OuterRef("id"))
        due = self.due(now).filter(owner=owner).exclude(host__in=full)
        return due.exclude(Exists(paused)).exclude(Exists(ahead)).order_by("next_try")

    def on_their_way(self, now: datetime) -> list[tuple[UUID, str]]:
        """Return owner and host of each try that is under way, in all workers."""
        # A time far in the future was written before the clock was set back.
        begun = self.filter(claimed__gt=now - LEASE, claimed__lte=now + LEASE)
        return [(owner, host) for owner, host in begun.values_list("owner", "host") if owner]

    def wait_for(self, owner: UUID, host: str) -> Self:
        """Return the deliveries to one receiver of an owner that wait and are not under way."""
        return self.filter(owner=owner, host=host, next_try__isnull=False, claimed=None)

    def pull_back(self, now: datetime) -> int:
        """Make deliveries due whose time was set before the clock was set back.

        These are a first try in the future, or a later try farther in the future than the longest pause.
        """
        ahead = Q(next_try__gt=now + PAUSES[-1] + LEASE) | Q(next_try__gt=now, attempts=0)
        return self.filter(ahead).update(next_try=now)


class WebhookDelivery(models.Model):
    """One event for one URL, and each try to deliver it.

    `body` is the exact text that is signed and sent. `next_try` is None when there is nothing more to do. `status` and
    `error` are those of the last try; `tries` lists all tries as `{"at", "status", "error"}`. The response itself is
    not stored. `claimed` is when the current try began. `owner` and `host` repeat what the subscription says, so that
    they can be queried.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscription = models.ForeignKey(WebhookSubscription, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=12)
    body = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True, blank=True, default=timezone.now)
    delivered = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)
    tries = models.JSONField(default=list, blank=True)
    created = models.DateTimeField(default=timezone.now)
    # None in rows that are older than this column, for which there is nothing more to send.
    owner = models.UUIDField(null=True, editable=False)
    host = models.CharField(max_length=255, blank=True, editable=False)
    claimed = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WebhookDeliveryQuerySet] = WebhookDeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("created", "id")
        indexes = (
            models.Index(fields=["next_try"], condition=Q(next_try__isnull=False), name="webhook_due"),
            models.Index(
                fields=["owner", "next_try", "host"], condition=Q(next_try__isnull=False), name="webhook_due_by_owner"
            ),
            models.Index(fields=["claimed"], condition=Q(claimed__isnull=False), name="webhook_claimed"),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.state}"

    @property
    def state(self) -> DeliveryState:
        """Whether it was delivered, is pending, or was given up."""
        if self.delivered is not None:
            return "delivered"
        return "failed" if self.next_try is None else "pending"

    def claim(self, now: datetime) -> bool:
        """Take the try that is due; return False where another worker was faster."""
        # The due time becomes the end of the lease, so only one worker still finds the old value.
        due = WebhookDelivery.objects.filter(id=self.id, next_try=self.next_try)
        lease = now + LEASE
        if due.update(next_try=lease, claimed=now, attempts=F("attempts") + 1) != 1:
            return False
        self.next_try = lease
        self.attempts += 1
        return True

    def settle(self, now: datetime, status: int | None, error: str, *, again: bool) -> None:
        """Save the result of the claimed try, which succeeded if `error` is ""; with `again` it may be repeated."""
        pause = PAUSES[self.attempts - 1] if again and self.attempts <= len(PAUSES) else None
        changes: dict[str, Any] = {
            "next_try": now + pause if error and pause is not None else None,
            "delivered": self.delivered if error else now,
            "status": status,
            "error": error,
            "tries": [*self.tries, {"at": now.isoformat(), "status": status, "error": error}],
            "claimed": None,
        }
        # If the lease has expired, another worker may have made the next try, and this result comes too late.
        WebhookDelivery.objects.filter(id=self.id, next_try=self.next_try).update(**changes)
