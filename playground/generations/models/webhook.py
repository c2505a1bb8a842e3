"""Who wants to be told of a generation, and what became of telling them."""

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

# How long after each try that failed the next one comes; the last is about an hour after the first.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 300, 3300))
PROGRESS_PAUSE = timedelta(seconds=1)
# After each so many events of progress the pause between two grows by as much again: 35 in two minutes, 80 in ten.
PROGRESS_STEP = 5
# A try that has not ended after this long was lost with its worker, and comes again.
LEASE = timedelta(seconds=60)


class WebhookSubscriptionQuerySet(models.QuerySet["WebhookSubscription"]):
    """Finds those who still wait."""

    def unended(self) -> Self:
        """Those whose generation has ended without their being told yet."""
        return self.filter(ended=False).exclude(generation__status__in=ACTIVE)


class WebhookSubscription(models.Model):
    """Where to tell of a generation, of which events, and the key to sign with, which is a secret.

    `ended` says that the last event was noted, `progress_noted` when progress last was.
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
        """Take the last event as noted; False when somebody else was faster."""
        return WebhookSubscription.objects.filter(id=self.id, ended=False).update(ended=True) == 1

    def take_turn(self, now: datetime) -> bool:
        """Take the right to note progress; False when it was noted just now or the end was noted already.

        The more events there were, the longer the pause between two.
        """
        sent = self.deliveries.filter(event="progress", attempts__gt=0).count()
        pause = PROGRESS_PAUSE * (1 + sent // PROGRESS_STEP)
        rested = Q(progress_noted=None) | Q(progress_noted__lte=now - pause) | Q(progress_noted__gt=now)
        return WebhookSubscription.objects.filter(rested, id=self.id, ended=False).update(progress_noted=now) == 1


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    """Finds what is to be sent."""

    def due(self, now: datetime) -> Self:
        """What is to be sent by now, whoever has to wait for it."""
        return self.filter(next_try__lte=now)

    def due_to(self, owner: UUID, now: datetime, full: Collection[str]) -> Self:
        """What is to be sent now about one owner's generations, longest overdue first.

        Left out are the hosts that are `full` and those that are left in peace for a while, and what must not overtake
        an event of the same generation that is on its way.
        """
        resting = WebhookReceiver.objects.filter(owner=owner, host=OuterRef("host"), paused_until__gt=now)
        ahead = WebhookDelivery.objects.filter(
            subscription=OuterRef("subscription"), event="progress", attempts__gt=0, next_try__isnull=False
        ).exclude(id=OuterRef("id"))
        due = self.due(now).filter(owner=owner).exclude(host__in=full)
        return due.exclude(Exists(resting)).exclude(Exists(ahead)).order_by("next_try")

    def on_their_way(self, now: datetime) -> list[tuple[UUID, str]]:
        """Return owner and host of each try that has begun and not ended, in all workers."""
        begun = self.filter(claimed__gt=now - LEASE, claimed__lte=now + LEASE)
        return [(owner, host) for owner, host in begun.values_list("owner", "host") if owner]

    def wait_for(self, owner: UUID, host: str) -> Self:
        """What waits to be sent to one receiver of an owner's, and is not on its way."""
        return self.filter(owner=owner, host=host, next_try__isnull=False, claimed=None)

    def pull_back(self, now: datetime) -> int:
        """Let be due what was put down before the clock was set back.

        That is a first try that seems to be ahead, or another that is farther ahead than any pause.
        """
        ahead = Q(next_try__gt=now + PAUSES[-1] + LEASE) | Q(next_try__gt=now, attempts=0)
        return self.filter(ahead).update(next_try=now)


class WebhookDelivery(models.Model):
    """One event on its way to one address, and each try to deliver it.

    `body` is the very text that is signed and sent. `next_try` is None once there is nothing more to do. `status` is
    the HTTP status of the last try and `error` what was wrong with it; `tries` lists all of them as
    `{"at", "status", "error"}`. Nothing of the answer itself is kept. `claimed` is when a try began that has not ended;
    `owner` and `host` repeat what the subscription says, so that both can be looked for.
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
    # None in rows from before there was this column, of which nothing is to be sent any more.
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
        """Whether it was delivered, is still tried, or was given up."""
        if self.delivered is not None:
            return "delivered"
        return "failed" if self.next_try is None else "pending"

    def claim(self, now: datetime) -> bool:
        """Take the try that is due; False when another worker was faster."""
        due = WebhookDelivery.objects.filter(id=self.id, next_try=self.next_try)
        lease = now + LEASE
        if due.update(next_try=lease, claimed=now, attempts=F("attempts") + 1) != 1:
            return False
        self.next_try = lease
        self.attempts += 1
        return True

    def settle(self, now: datetime, status: int | None, error: str, *, again: bool) -> None:
        """Write down how the claimed try went: well with an empty `error`, else with or without another try."""
        pause = PAUSES[self.attempts - 1] if again and self.attempts <= len(PAUSES) else None
        changes: dict[str, Any] = {
            "next_try": now + pause if error and pause is not None else None,
            "delivered": self.delivered if error else now,
            "status": status,
            "error": error,
            "tries": [*self.tries, {"at": now.isoformat(), "status": status, "error": error}],
            "claimed": None,
        }
        WebhookDelivery.objects.filter(id=self.id, next_try=self.next_try).update(**changes)
