"""How generations are found, and the states in which they are."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F

from playground.accounts.models import Owner
from playground.stores.news import announce

if TYPE_CHECKING:
    from playground.generations.models.generation import Generation  # noqa: F401 – named in quotes below


class Status(models.TextChoices):
    """The states of a generation."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (Status.QUEUED, Status.RUNNING)
# The engine of those that a public API makes.
REMOTE = "remote"


class GenerationQuerySet(models.QuerySet["Generation"]):
    """Looks generations up; `visible_to` is the only way for a page."""

    def visible_to(self, owner: Owner | None) -> Self:
        """The owner's generations that are not deleted; a stranger finds none."""
        return self.none() if owner is None else self.filter(owner=owner, deleted=None)

    def active(self) -> Self:
        """Those that wait or run."""
        return self.filter(status__in=ACTIVE)

    def newest_first(self) -> Self:
        """In the order of the history."""
        return self.order_by("-created", "-id")

    def before(self, created: datetime, id: uuid.UUID) -> Self:
        """Those that come after the key `(created, id)` in the order of the history."""
        return self.filter(created__lte=created).exclude(created=created, id__gte=id)

    def after(self, created: datetime, id: uuid.UUID) -> Self:
        """Those that come before the key in the order of the history."""
        return self.filter(created__gte=created).exclude(created=created, id__lte=id)

    def advance(self, **changes: Any) -> int:  # noqa: ANN401
        """Update with the version counted up, so that those who wait are told; return how many rows changed."""
        changed = self.update(version=F("version") + 1, **changes)
        if changed:
            announce()
        return changed
