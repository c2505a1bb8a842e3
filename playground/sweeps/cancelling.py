"""Cancels what waits or runs for the cells of a sweep."""

from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from playground.generations.models import Generation
from playground.generations.models.cancelling import cancel_unsent
from playground.generations.models.states import ACTIVE
from playground.sweeps.models import Cell

# Of one transaction: others want to write, too.
STEP = 100


def cancel_waiting(cells: QuerySet[Cell]) -> set[int]:
    """Cancel the generations of the cells, and return the cells whose generation this stopped, or will stop."""
    active = cells.filter(generation__status__in=ACTIVE, generation__deleted=None)
    by_generation: dict[UUID, set[int]] = {}
    for cell, id_ in active.values_list("pk", "generation_id"):
        if id_:
            by_generation.setdefault(id_, set()).add(cell)
    stopped: set[UUID] = set()
    # First all that wait: otherwise they would take the place of those that are stopped while they run.
    for some in batched(by_generation, STEP, strict=False):
        with transaction.atomic():
            stopped |= cancel_unsent(Generation.objects.filter(pk__in=some))
    for some in batched(by_generation.keys() - stopped, STEP, strict=False):
        with transaction.atomic():
            rows = Generation.objects.filter(pk__in=some).order_by("-created", "-id")
            stopped |= {row.pk for row in rows if row.cancel()}
    return {cell for id_ in stopped for cell in by_generation[id_]}
