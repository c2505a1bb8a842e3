"""Webhook receivers that fail again and again, to which deliveries are paused."""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils import timezone

from playground.accounts.models import Owner

# After this many failed tries in a row deliveries are paused: for minutes at first, then for longer and longer.
PAUSED_AFTER = 10
SHORTEST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
# From this many on, each further failure gives up all deliveries that wait for the receiver.
GIVEN_UP_AFTER = 20


class WebhookReceiverQuerySet(models.QuerySet["WebhookReceiver"]):
    """Counts failures of receivers."""

    def succeed(self, owner: UUID, host: str) -> None:
        """Note a success, which ends the count."""
        self.filter(owner=owner, host=host).delete()

    def fail(self, owner: UUID, host: str, now: datetime) -> int:
        """Note a failed try; return how many failed in a row, 0 where the owner is gone."""
        # A removed owner may have tries in flight, and the foreign key would refuse their row.
        if not Owner.objects.filter(id=owner).exists():
            return 0
        self.get_or_create(owner_id=owner, host=host)
        mine = self.filter(owner=owner, host=host)
        mine.update(failures=F("failures") + 1, failed=now)
        failures = mine.values_list("failures", flat=True).first() or 0
        if failures >= PAUSED_AFTER:
            # The exponent has a limit, because a timedelta cannot hold every power of two.
            mine.update(paused_until=now + min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** min(8, failures - PAUSED_AFTER)))
        return failures

    def pull_back(self, now: datetime) -> int:
        """End pauses longer than the longest one, which come from a clock that was set back."""
        return self.filter(paused_until__gt=now + LONGEST_PAUSE).update(paused_until=now)

    def forgotten(self, before: datetime) -> Self:
        """Return the receivers whose last failure was before that time."""
        return self.filter(failed__lt=before)


class WebhookReceiver(models.Model):
    """A host that failed to take an owner's deliveries, and how often in a row."""

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="+", db_index=False)
    host = models.CharField(max_length=255)
    failures = models.PositiveIntegerField(default=0)
    failed = models.DateTimeField(default=timezone.now)
    paused_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WebhookReceiverQuerySet] = WebhookReceiverQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "host"], name="one_receiver_an_owner"),)

    def __str__(self) -> str:
        return f"{self.host}, {self.failures} failures"
