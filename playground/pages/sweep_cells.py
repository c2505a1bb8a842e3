"""The cells of a sweep as its page shows them: a picture, a state, or a price with the button that buys it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from playground.generations.models import Generation, Picture
from playground.pages.cards import Card
from playground.pages.lookups import load_with_pictures
from playground.pages.sweep_labels import label_values
from playground.prices.money import FREE, show
from playground.sweeps.axes import read_axis
from playground.sweeps.buying import is_filled
from playground.sweeps.models import Cell, Kind

CELL = "sweep/_cell.html"
# How many generations a query names.
STEP = 400


@dataclass(frozen=True)
class CellView:
    """A cell with what its generation has become. `card` is None where nothing was bought, or it was deleted."""

    cell: Cell
    card: Card | None
    names: tuple[str, str]

    @property
    def name(self) -> str:
        """What assistive technology calls it: the words of its column and row."""
        return ", ".join(filter(None, self.names))

    @property
    def is_open(self) -> bool:
        """Whether it can be bought."""
        return not self.is_filled and not self.cell.problem

    @cached_property
    def is_filled(self) -> bool:
        """Whether it has a picture or waits for it."""
        return self.card is not None and is_filled(self.card.generation)

    @property
    def price(self) -> str:
        return show(self.cell.quoted)

    @property
    def deltas(self) -> list[float]:
        """By how much its pictures miss the colours of the prompt, as ΔE2000; nothing where none was measured."""
        distances = [shot.picture.colour_distance for shot in self.card.shots] if self.card and self.is_filled else []
        return [distance for distance in distances if distance is not None]

    @property
    def verb(self) -> str:
        """What its button does: what is free is not bought."""
        return name_action(self.price)

    @property
    def rating(self) -> int:
        """The number of stars, 0 without a rating."""
        return self.card.marks.rating if self.card and self.is_filled else 0


def name_action(price: str) -> str:
    """Return what a button with this price does."""
    return "Make" if price == FREE else "Buy"


def load_cells(cells: QuerySet[Cell], names: Mapping[tuple[int, int], tuple[str, str]]) -> list[CellView]:
    """Return views of the cells with their pictures, in a few queries; `names` has the words of each place."""
    found = list(cells)
    cards = _load_cards(cell.generation_id for cell in found)
    return [
        CellView(cell, cards.get(cell.generation_id), names.get((cell.row, cell.column), ("", ""))) for cell in found
    ]


def _load_cards(ids: Iterable[UUID | None]) -> dict[UUID | None, Card]:
    wanted: Sequence[UUID] = [id_ for id_ in dict.fromkeys(ids) if id_]
    cards: dict[UUID | None, Card] = {}
    for start in range(0, len(wanted), STEP):
        rows = Generation.objects.filter(id__in=wanted[start : start + STEP], deleted=None).select_related("entry")
        loaded: Mapping[Generation, list[Picture]] = load_with_pictures(rows)
        cards.update((generation.id, Card(generation, pictures)) for generation, pictures in loaded.items())
    return cards


def render_cell(view: CellView) -> SafeString:
    """Return the HTML of a cell."""
    return render_to_string(CELL, {"view": view, "cell": view.cell, "card": view.card})


def find_shown(owner_id: UUID, numbers: Collection[int]) -> dict[int, Cell]:
    """Return the owner's cells with these numbers, with their sweeps. Costs a query if there are any."""
    if not numbers:
        return {}
    mine = Cell.objects.filter(pk__in=numbers, sweep__owner_id=owner_id, sweep__deleted=None)
    return {cell.pk: cell for cell in mine.select_related("sweep")}


def render_shown(cell: Cell, card: Card | None) -> SafeString:
    """Return the HTML of one cell outside its grid."""
    return render_cell(CellView(cell, card, name_place(cell)))


def name_place(cell: Cell) -> tuple[str, str]:
    """Return the words of the cell's column and row, without loading its grid."""
    axes = [read_axis(axis) for axis in cell.sweep.axes]
    places = zip(axes, (cell.column, cell.row), strict=False)
    # A value may have been added since the cell was read.
    words = [label_values(axis, {}, {})[place].words for axis, place in places if place < len(axis.values)]
    lone = str(cell.row + 1) if cell.sweep.kind == Kind.TABLE else ""
    return (words[0] if words else "", words[1] if len(words) > 1 else lone)
