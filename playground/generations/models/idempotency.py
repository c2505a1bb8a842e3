"""The idempotency keys of API clients."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.generations.models.generation import Generation

VALID_FOR = timedelta(hours=24)


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    """Finds keys by their age."""

    def kept(self, now: datetime) -> Self:
        """Return the keys that still identify their request."""
        return self.filter(created__gt=now - VALID_FOR)

    def expired(self, now: datetime) -> Self:
        """Return the keys that are no longer valid and may be used for other requests."""
        return self.filter(created__lte=now - VALID_FOR)


class IdempotencyKey(models.Model):
    """One key of one owner, with the SHA-256 of the request body and the generation that was made.

    `generation` is empty only within the transaction that makes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="idempotency_keys")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    generation = models.ForeignKey(Generation, null=True, on_delete=models.CASCADE, related_name="idempotency_keys")
    created = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[IdempotencyKeyQuerySet] = IdempotencyKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "key"], name="one_request_a_key"),)

    def __str__(self) -> str:
        return self.key
