"""Receivers of webhooks that fail again and again, which are left in peace for a while."""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils import timezone

from playground.accounts.models import Owner

# After so many tries in a row that failed, a receiver is left in peace: minutes at first, then longer and longer.
PAUSED_AFTER = 10
SHORTEST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
# After so many, whatever waits for it is given up whenever one more fails.
GIVEN_UP_AFTER = 20


class WebhookReceiverQuerySet(models.QuerySet["WebhookReceiver"]):
    """Takes note of how tries go."""

    def succeed(self, owner: UUID, host: str) -> None:
        """Note that the receiver takes what it is sent."""
        self.filter(owner=owner, host=host).delete()

    def fail(self, owner: UUID, host: str, now: datetime) -> int:
        """Note that a try failed, and return how many in a row that makes; 0 where the owner is gone."""
        if not Owner.objects.filter(id=owner).exists():
            return 0
        self.get_or_create(owner_id=owner, host=host)
        mine = self.filter(owner=owner, host=host)
        mine.update(failures=F("failures") + 1, failed=now)
        failures = mine.values_list("failures", flat=True).first() or 0
        if failures >= PAUSED_AFTER:
            mine.update(paused_until=now + min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** min(8, failures - PAUSED_AFTER)))
        return failures

    def pull_back(self, now: datetime) -> int:
        """End the pauses that are longer than any, as after a clock was set back."""
        return self.filter(paused_until__gt=now + LONGEST_PAUSE).update(paused_until=now)

    def forgotten(self, before: datetime) -> Self:
        """Those to which nothing was sent for long."""
        return self.filter(failed__lt=before)


class WebhookReceiver(models.Model):
    """A host that did not take what was sent to it for an owner, so many times in a row."""

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
