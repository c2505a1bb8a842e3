"""The family of a generation: what it was made from, what else was made from that, and what was made from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from playground.generations.models import Generation
from playground.generations.models.generation_rows import GenerationQuerySet

# How far up the page goes, and how many siblings and children it shows.
MOST_ANCESTORS = 12
MOST_SIBLINGS = 12
MOST_CHILDREN = 24

# One query however long the line is. It ends at what belongs to somebody else: those rows are nobody's business here.
_ANCESTORS = """
    WITH RECURSIVE line (id, parent_id, owner_id, step) AS (
        SELECT id, parent_id, owner_id, 0 FROM generations_generation WHERE id = %s
        UNION ALL
        SELECT above.id, above.parent_id, above.owner_id, line.step + 1
        FROM line JOIN generations_generation above ON above.id = line.parent_id AND above.owner_id = line.owner_id
        WHERE line.step < %s
    )
    SELECT id FROM line WHERE step > 0 ORDER BY step
"""


# For the query that finds a generation.
HAS_CHILDREN = Exists(Generation.objects.filter(parent=OuterRef("id"), owner=OuterRef("owner"), deleted=None))


@dataclass(frozen=True, slots=True)
class Family:
    """The relatives of a generation, oldest first. None is an ancestor that was deleted.

    `is_longer` names the lists that have more than is shown: `ancestors`, `siblings`, `children`.
    """

    ancestors: Sequence[Generation | None]
    siblings: Sequence[Generation]
    children: Sequence[Generation]
    is_longer: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.ancestors or self.siblings or self.children)


def find_family(generation: Generation) -> Family:
    """Return the relatives that the owner may see."""
    visible = Generation.objects.visible_to(generation.owner)
    above = _find_ancestors(generation) if generation.parent_id else []
    beside = _find_siblings(generation, visible)
    # Most have none, which the query that found the generation can say.
    has_children = getattr(generation, "has_children", True)
    below = _first_ids(visible.filter(parent=generation), MOST_CHILDREN + 1) if has_children else []
    longer = {
        "ancestors": len(above) > MOST_ANCESTORS,
        "siblings": len(beside) > MOST_SIBLINGS,
        "children": len(below) > MOST_CHILDREN,
    }
    above, beside, below = above[:MOST_ANCESTORS], beside[:MOST_SIBLINGS], below[:MOST_CHILDREN]
    listed = {*above, *beside, *below}
    # One query for all of them, and none for the many generations without relatives. All have the same owner: with a
    # condition on that, SQLite would read all rows of the owner instead of those with the ids.
    found = Generation.objects.filter(id__in=listed, deleted=None).prefetch_related("pictures") if listed else ()
    rows = {row.id: row for row in found}
    return Family(
        ancestors=[rows.get(id_) for id_ in reversed(above)],
        siblings=[rows[id_] for id_ in beside if id_ in rows],
        children=[rows[id_] for id_ in below if id_ in rows],
        is_longer=frozenset(name for name, is_longer in longer.items() if is_longer),
    )


def _find_ancestors(generation: Generation) -> list[UUID]:
    """Return the ids of the line, the parent first, deleted ones too."""
    id_ = Generation._meta.pk.get_db_prep_value(generation.id, connection)
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, [id_, MOST_ANCESTORS + 1])
        # SQLite stores ids as text.
        return [found if isinstance(found, UUID) else UUID(found) for (found,) in cursor.fetchall()]


def _find_siblings(generation: Generation, visible: GenerationQuerySet) -> list[UUID]:
    """Return what else was made from the parent; without one, what the same click made."""
    if generation.parent_id:
        same = visible.filter(parent=generation.parent_id)
    elif getattr(generation, "batch_size", 1) > 1:
        # In two queries: with a condition on owner and batch, SQLite would read all rows of the owner.
        batch = list(Generation.objects.filter(batch=generation.batch).values_list("id", flat=True)[:100])
        same = visible.filter(id__in=batch, parent=None)
    else:
        return []
    return _first_ids(same.exclude(id=generation.id), MOST_SIBLINGS + 1)


def _first_ids(rows: GenerationQuerySet, number: int) -> list[UUID]:
    return list(rows.order_by("created", "id").values_list("id", flat=True)[:number])
