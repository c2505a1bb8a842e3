"""Waits a moment for pictures that are made immediately, so that the response to a click has the finished cards."""

import time
from collections.abc import Sequence

from django.conf import settings

from playground.accounts.models import Owner
from playground.generations.models import Generation
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.updates import wait_for_change
from playground.work_limits import Person


def wait_for_end(rows: Sequence[Generation], owner: Owner, person: Person) -> GenerationQuerySet:
    """Return the rows as they are once all have ended, or after a moment."""
    made = Generation.objects.filter(id__in=[row.id for row in rows]).order_by("variant")
    # The person has an owner by now, whose place counts for the wait.
    waiting = Person(owner.id, person.address)
    known = {row.id: row.version for row in rows}
    deadline = time.monotonic() + settings.FIRST_WAIT_SECONDS
    # Each variant ends at its own time, so the wait goes on for those that are still active.
    while known and wait_for_change(known, deadline - time.monotonic(), waiting):
        # The versions are read again, since a progress report also is a change and would end each further wait at once.
        known = dict(made.active().values_list("id", "version"))
    return made
