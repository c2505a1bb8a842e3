"""The row in which a worker process writes its heartbeat."""

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

# A worker counts as alive for this long after its heartbeat, except for recovery, which compares no times.
HEARTBEAT_TIMEOUT = timedelta(seconds=10)


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Finds workers by their heartbeat."""

    def alive(self) -> Self:
        """Return workers with a recent heartbeat.

        One that lies far in the future was written before the clock was set back, and says nothing.
        """
        now = timezone.now()
        return self.filter(heartbeat__gt=now - HEARTBEAT_TIMEOUT, heartbeat__lt=now + HEARTBEAT_TIMEOUT)


class Worker(models.Model):
    """One worker process."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    started = models.DateTimeField(default=timezone.now)
    heartbeat = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[WorkerQuerySet] = WorkerQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"worker {self.id}"

    def write_heartbeat(self) -> None:
        """Save the present time; a row that was deleted meanwhile is created again."""
        self.heartbeat = timezone.now()
        self.save()
