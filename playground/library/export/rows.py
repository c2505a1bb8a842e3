"""Reads what an export needs in ranges of rows, so that it begins at once and takes little memory."""

from collections.abc import Iterator, Sequence
from itertools import batched
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from playground.generations.models import Generation, Input
from playground.generations.updates import release_pooled_connection
from playground.library.models import Entry

MOST_PICTURES = 10_000
# The first range is short, so that the first picture is sent soon.
FIRST_RANGE, RANGE = 20, 200


def find_ids(entries: QuerySet[Entry]) -> list[UUID]:
    """Return the ids of the generations with pictures, in the order of the entries, at most one too many."""
    # Read at once: a picture that is made meanwhile does not move the others to another range.
    found = entries.filter(status="done")
    ordered = found if found.ordered else found.newest_first()  # type: ignore[attr-defined]
    return list(ordered.values_list("generation_id", flat=True)[: MOST_PICTURES + 1])


def read_generations(ids: Sequence[UUID]) -> Iterator[Generation]:
    """Yield the generations with pictures, inputs, entry and tags, without those that were deleted meanwhile."""
    for some in (ids[:FIRST_RANGE], *batched(ids[FIRST_RANGE:], RANGE, strict=False)):
        # The ids are the owner's. With a condition on the owner, SQLite would read all of their rows.
        rows = Generation.objects.filter(id__in=some, deleted=None).prefetch_related(
            "pictures", Prefetch("inputs", Input.objects.select_related("asset", "picture")), "entry__tags"
        )
        found = {row.id: row for row in rows}
        # The client may read slowly. It must not hold a connection meanwhile.
        release_pooled_connection()
        yield from (found[id_] for id_ in some if id_ in found)
