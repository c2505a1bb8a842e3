"""Looks generations up, and changes the state of several at once."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F
from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.models.states import ACTIVE, Status
from playground.generations.models.update_each import update_each
from playground.generations.models.worker import Worker
from playground.prices.charges import charge
from playground.stores.news import announce

if TYPE_CHECKING:
    from playground.generations.models.generation import Generation


class GenerationQuerySet(models.QuerySet["Generation"]):
    """Looks generations up and changes several of them at once. Pages only use `visible_to`."""

    def visible_to(self, owner: Owner | None) -> Self:
        """Return the owner's generations that are not deleted; nothing for anybody else."""
        return self.none() if owner is None else self.filter(owner=owner, deleted=None)

    def active(self) -> Self:
        """Return those that are queued or running."""
        return self.filter(status__in=ACTIVE)

    def newest_first(self) -> Self:
        """Sort in the order of the history."""
        return self.order_by("-created", "-id")

    def before(self, created: datetime, id: uuid.UUID) -> Self:
        """Return those after the key `(created, id)` in the order of the history."""
        return self.filter(created__lte=created).exclude(created=created, id__gte=id)

    def after(self, created: datetime, id: uuid.UUID) -> Self:
        """Return those before the key `(created, id)` in the order of the history."""
        return self.filter(created__gte=created).exclude(created=created, id__lte=id)

    def advance(self, **changes: Any) -> int:  # noqa: ANN401
        """Update the rows and their version, and announce the change; return how many rows changed."""
        changed = self.update(version=F("version") + 1, **changes)
        if changed:
            announce()
        return changed

    def advance_each(self, entries: Sequence[tuple[uuid.UUID, Mapping[str, Any]]], **changes: Any) -> list[bool]:  # noqa: ANN401
        """Advance many rows, each with values of its own beside `changes`; return for each whether it changed."""
        changed = update_each(self, entries, version=F("version") + 1, **changes)
        if any(changed):
            announce()
        return changed

    def claim(self, worker: Worker, now: datetime) -> int:
        """Take the rows that are still queued for a worker; return how many were.

        A conditional UPDATE: of two workers that try at the same time only one finds the row queued.
        """
        return self.filter(status=Status.QUEUED, deleted=None).advance(
            status=Status.RUNNING,
            worker=worker,
            started=now,
            attempts=F("attempts") + 1,
            progress=None,
            stage="",
        )

    def finish_each(
        self, worker: Worker, entries: Sequence[tuple["Generation", Mapping[str, str], float | None]]
    ) -> list[bool]:
        """Mark rows as done, with their notes and their cost; return False for those that are not this worker's."""
        outcomes = [
            (row.id, {"notes": dict(notes), "cost": cost, "charged": charge(row.dialect, cost)})
            for row, notes, cost in entries
        ]
        return self.filter(status=Status.RUNNING, worker=worker).advance_each(
            outcomes,
            status=Status.DONE,
            progress=100,
            stage="",
            finished=timezone.now(),
            # The pictures are stored here now, so the API's links are not needed any more.
            remote_answer=None,
        )
