"""The row in which a worker process beats while it lives."""

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

# A worker that has not beaten for this long is taken for dead.
SILENCE = timedelta(seconds=10)


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Finds workers by their beat."""

    def alive(self) -> Self:
        """Workers whose last beat is recent; one far in the future was written before the clock was set back."""
        now = timezone.now()
        return self.filter(beat__gt=now - SILENCE, beat__lt=now + SILENCE)


class Worker(models.Model):
    """One worker process; `beat` is the last time it said that it lives."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    started = models.DateTimeField(default=timezone.now)
    beat = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[WorkerQuerySet] = WorkerQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"worker {self.id}"

    def give_sign(self) -> None:
        """Say that this process lives; the row is made again if it was swept away meanwhile."""
        self.beat = timezone.now()
        self.save()
