"""Cancels many generations in few statements."""

from uuid import UUID

from django.utils import timezone

from playground.generations.messages import cancelled
from playground.generations.models.generation import Generation
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.models.states import Status


def cancel_unsent(rows: GenerationQuerySet) -> set[UUID]:
    """Cancel those that wait and were never sent, and return their ids. The caller has a transaction.

    All others are left to `Generation.cancel`, also those that a worker takes at this moment.
    """
    waiting = rows.filter(status=Status.QUEUED, sent=None, remote_id="")
    by_spec: dict[str, list[UUID]] = {}
    for id_, spec_id in waiting.select_for_update(skip_locked=True, no_key=True).values_list("pk", "spec_id"):
        by_spec.setdefault(spec_id, []).append(id_)
    for spec_id, ids in by_spec.items():
        Generation.objects.filter(pk__in=ids).advance(
            status=Status.CANCELLED,
            error=cancelled(spec_id, sent=False),
            error_code="cancelled",
            finished=timezone.now(),
        )
    return {id_ for ids in by_spec.values() for id_ in ids}
