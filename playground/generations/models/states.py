"""The states of a generation."""

from datetime import timedelta

from django.db import models


class Status(models.TextChoices):
    """The states of a generation."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (Status.QUEUED, Status.RUNNING)
# The value of `Generation.engine` for rows that a public API makes.
REMOTE = "remote"
# How long a picture that this server's key paid for counts against the limits, from when it was sent.
COUNTED_FOR = timedelta(days=1)
