"""Removes pictures in the trash for good, one after the other."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from playground.generations.models import Generation
from playground.generations.storage.remove import removable, remove_generation
from playground.library.models import BulkChange
from playground.library.models.entry import EntryQuerySet

# Each of them removes files, which may take long on a remote storage.
AT_ONCE = 10


def only_removable(entries: EntryQuerySet) -> EntryQuerySet:
    """Leave out what is still needed: an input of another picture, or what counts towards a limit of today."""
    return entries.filter(Exists(removable(Generation.objects.filter(pk=OuterRef("generation")))))


def remove_next(change: BulkChange, entries: EntryQuerySet) -> int:
    """Remove the next pictures of a change, in its transaction; return how many."""
    rows = entries.filter(sort_key__lt=change.cursor).newest_first().select_related("generation")
    done = list(rows[:AT_ONCE])
    for entry in done:
        removed = remove_generation(entry.generation)
        # A file without a row is harmless, a row without its file is a broken picture.
        transaction.on_commit(removed.remove_files, robust=True)
        change.cursor = entry.sort_key
        change.changed += 1
    return len(done)
