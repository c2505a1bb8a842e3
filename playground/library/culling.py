"""Culling: one picture of a search after the other, by key and not by offset."""

from dataclasses import dataclass
from datetime import tzinfo
from uuid import UUID

from playground.accounts.models import Owner
from playground.generations.models import Status
from playground.library.bulk.selection import find_matching
from playground.library.models import Entry
from playground.library.models.entry import EntryQuerySet


@dataclass(frozen=True, slots=True)
class Step:
    """The picture that is judged now, and its neighbours in the search."""

    entry: Entry | None
    newer: UUID | None = None
    older: UUID | None = None


def find_finished(owner: Owner | None, search: str, zone: tzinfo) -> EntryQuerySet:
    """Return what can be judged: the pictures that a search finds, newest first."""
    if owner is None:
        return Entry.objects.none()
    return find_matching(owner, search, zone).filter(status=Status.DONE).newest_first()


def find_step(owner: Owner | None, search: str, zone: tzinfo, at: UUID | None) -> Step:
    """Return the picture `at` with its neighbours, or the first one of the search.

    The picture itself may not match any more: a mark can take it out of the search that it was found by.
    """
    found = find_finished(owner, search, zone)
    entry = Entry.objects.visible_to(owner).filter(generation=at).first() if at else found.first()
    if entry is None:
        return Step(None)
    newer = found.filter(sort_key__gt=entry.sort_key).reverse().values_list("generation", flat=True).first()
    older = found.filter(sort_key__lt=entry.sort_key).values_list("generation", flat=True).first()
    return Step(entry, newer, older)
