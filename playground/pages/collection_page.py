"""Loads a page of the pictures of a collection, by key instead of by offset."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.safestring import SafeString

from playground.generations.models import Generation
from playground.library.collections import items_of
from playground.library.models import Collection
from playground.pages.listing import COLUMNS, TILE, HistoryPage
from playground.pages.runs import Row

PAGE = 60


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its tile."""

    id: int
    tile: SafeString


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items in their order, and how many are ahead of them; `next` is the key of the page after them, or ""."""

    items: Sequence[Item]
    next: str
    first: bool
    ahead: int


def load_items(collection: Collection, after: str) -> ItemPage:
    """Return the page after this key; an invalid key gives the first page."""
    rows, ahead = items_of(collection), 0
    key = _read_key(after)
    if key is not None:
        later = Q(position__gt=key[0]) | Q(position=key[0], id__gt=key[1])
        rows, ahead = rows.filter(later), rows.exclude(later).count()
    found = list(rows.values_list("id", "position", "entry__generation")[: PAGE + 1])
    shown = found[:PAGE]
    tiles = _render_tiles([generation for _, _, generation in shown])
    items = [Item(id_, tiles[generation]) for id_, _, generation in shown if generation in tiles]
    return ItemPage(items, f"{shown[-1][1]}_{shown[-1][0]}" if len(found) > PAGE else "", key is None, ahead)


def _render_tiles(ids: Sequence[UUID]) -> dict[UUID, SafeString]:
    generations = Generation.objects.filter(id__in=ids, deleted=None)
    rows = [Row(*values) for values in generations.values_list(*COLUMNS)]
    page = HistoryPage(rows)
    # All of them together, with the queries of a single one. A row that is gone meanwhile has no tile.
    page.load((rows, TILE))
    return {row.id: tile for row in rows for tile in page.render([row], TILE)}


def _read_key(text: str) -> tuple[int, int] | None:
    position, _, id_ = text.partition("_")
    parts = (position, id_)
    is_key = all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts)
    return (int(position), int(id_)) if is_key else None
