"""The family of a picture as its page shows it: one row for each step from its first ancestor to its children."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from playground.generations.models import Generation
from playground.library.family import find_family
from playground.pages.cards import Card
from playground.pages.lineage_line import relation_label


@dataclass(frozen=True, slots=True)
class Relative:
    """A picture in the tree; without a card it was deleted."""

    card: Card | None
    relation: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The pictures of one step, and whether there are more of them than are shown."""

    title: str
    relatives: Sequence[Relative]
    is_longer: bool = False


def draw_family(generation: Generation) -> list[Row]:
    """Return the rows of the tree, or nothing for a picture without relatives."""
    family = find_family(generation)
    if family.is_empty:
        return []
    rows = [
        Row("Made from" if number else "Origin", [_show(ancestor)], not number and "ancestors" in family.is_longer)
        for number, ancestor in enumerate(family.ancestors)
    ]
    current = Relative(Card(generation), relation_label(generation), is_current=True)
    same = sorted([generation, *family.siblings], key=lambda row: (row.created, row.id))
    beside = [current if row is generation else _show(row) for row in same]
    title = "This picture and its siblings" if family.siblings else "This picture"
    rows.append(Row(title, beside, "siblings" in family.is_longer))
    if family.children:
        rows.append(Row("Made from this picture", _show_all(family.children), "children" in family.is_longer))
    return rows


def _show_all(generations: Iterable[Generation]) -> list[Relative]:
    return [_show(generation) for generation in generations]


def _show(generation: Generation | None) -> Relative:
    return Relative(Card(generation), relation_label(generation)) if generation else Relative(None)
