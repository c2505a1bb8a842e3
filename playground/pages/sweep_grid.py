"""The grid of a sweep: its headers, the order of its columns and rows, and what can be bought of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor
from statistics import mean

from playground.catalog.asked_colours import find_asked_colours
from playground.generations.submission.inputs import find_by_key
from playground.pages.sweep_cells import CellView, load_cells, name_action
from playground.pages.sweep_labels import Label, find_base, label_values, title_axis
from playground.prices.money import UNKNOWN, dollars, show
from playground.sweeps.axes import Axis, read_axis
from playground.sweeps.budget import spent, write_budget
from playground.sweeps.models import Sweep
from playground.sweeps.planning import Planner

OWN_ORDER = ""
USUAL_SAMPLE = 9
type Measure = Callable[[Sequence[CellView]], float | None]


def _mean_rating(cells: Sequence[CellView]) -> float | None:
    """Return the mean of the cells that are rated, or None if none is."""
    ratings = [cell.rating for cell in cells if cell.rating]
    return mean(ratings) if ratings else None


def _colour_match(cells: Sequence[CellView]) -> float | None:
    """Return how near the colours of the prompt were met, None where none was measured: the mean ΔE, negated."""
    deltas = [delta for cell in cells for delta in cell.deltas]
    return -mean(deltas) if deltas else None


def _say_mean(number: float | None) -> str:
    # A half is rounded up, as the script does it that shows the mean while pictures are rated.
    return "" if number is None else f"{floor(number * 10 + 0.5) / 10:.1f}"


# By what columns and rows can be sorted, the largest value first.
SORTS: Mapping[str, tuple[str, Measure]] = {
    "rating": ("Rating", _mean_rating),
    "colours": ("Color match", _colour_match),
}


@dataclass(frozen=True)
class Line:
    """A column or a row: its place in the sweep, its label, and its cells."""

    number: int
    label: Label
    cells: Sequence[CellView]

    @property
    def open(self) -> list[CellView]:
        return [cell for cell in self.cells if cell.is_open]

    @property
    def price(self) -> str:
        """What its open cells cost together."""
        return say_price(self.open)

    @property
    def verb(self) -> str:
        return name_action(self.price)

    @property
    def rating(self) -> str:
        """The mean rating, or ""."""
        return _say_mean(_mean_rating(self.cells))

    @property
    def colour_distance(self) -> str:
        """The mean ΔE2000 by which the colours of the prompt were missed, or ""."""
        match = _colour_match(self.cells)
        return "" if match is None else _say_mean(-match)


def say_price(cells: Sequence[CellView]) -> str:
    """Return what the cells cost together; equal requests are bought once."""
    prices = {cell.cell.digest: cell.cell.quoted for cell in cells}.values()
    known = sum(price or 0 for price in prices)
    if None not in prices:
        return show(known)
    return f"at least {dollars(known)}" if known else UNKNOWN


class Grid:
    """A sweep as a page shows it."""

    def __init__(self, sweep: Sweep, sorts: Mapping[str, str], *, planner: Planner | None = None) -> None:
        self.sweep = sweep
        self.axes = [read_axis(axis) for axis in sweep.axes]
        self._sorts = sorts
        self._planner = planner

    @cached_property
    def titles(self) -> list[str]:
        """What the columns and the rows vary."""
        spec = find_base(self.sweep.spec_id)
        return [title_axis(axis, spec) for axis in self.axes]

    @cached_property
    def labels(self) -> tuple[list[Label], list[Label]]:
        """The labels of the columns and of the rows in their own order."""
        keys = [str(value) for axis in self.axes if axis.kind == "reference" for value in axis.values]
        pictures = find_by_key(self.sweep.owner, keys)
        columns, rows = [self._label(axis, pictures) for axis in self.axes] + [[Label("")]] * (2 - len(self.axes))
        if self.sweep.kind == "table":
            rows = [Label(str(number)) for number in range(1, self.sweep.rows + 1)]
        return columns, rows

    def _label(self, axis: Axis, pictures: Mapping[str, object]) -> list[Label]:
        losses = {}
        if axis.kind == "model" and self._planner:
            losses = {str(value): self._planner.list_losses(str(value)) for value in axis.values}
        return label_values(axis, pictures, losses)  # type: ignore[arg-type]

    @cached_property
    def cells(self) -> list[CellView]:
        """All cells, row by row. Open ones have the price that was computed last, or that of an engine chosen since."""
        columns, rows = self.labels
        names = {
            (row, column): (one.words, other.words)
            for row, other in enumerate(rows)
            for column, one in enumerate(columns)
        }
        found = load_cells(self.sweep.cells.order_by("row", "column"), names)
        planner = self._planner
        # Another engine was chosen since the prices were computed. They are stored again when a cell is bought.
        if planner and planner.find_sources(self.sweep.sources) != self.sweep.sources:
            for view in found:
                if not view.is_filled:
                    plan = planner.plan_cell(view.cell)
                    view.cell.quoted, view.cell.problem, view.cell.digest = plan.quoted, plan.problem, plan.digest
        return found

    @cached_property
    def columns(self) -> list[Line]:
        lines: list[list[CellView]] = [[] for _ in self.labels[0]]
        for view in self.cells:
            lines[view.cell.column].append(view)
        return self._sort("columns", [Line(n, *pair) for n, pair in enumerate(zip(self.labels[0], lines, strict=True))])

    @cached_property
    def rows(self) -> list[Line]:
        """The rows in their order, and in each its cells in that of the columns."""
        lines: list[list[CellView]] = [[] for _ in self.labels[1]]
        for view in self.cells:
            lines[view.cell.row].append(view)
        order = [column.number for column in self.columns]
        rows = [
            Line(number, label, [cells[column] for column in order])
            for number, (label, cells) in enumerate(zip(self.labels[1], lines, strict=True))
        ]
        return self._sort("rows", rows)

    def _sort(self, side: str, lines: list[Line]) -> list[Line]:
        """Return the lines by their measure, the best first; those without one keep their order at the end."""
        known = SORTS.get(self._sorts.get(side, OWN_ORDER))
        if known is None:
            return lines
        measured = [(known[1](line.cells), line) for line in lines]
        return [line for _, line in sorted(measured, key=lambda pair: (pair[0] is None, -(pair[0] or 0)))]

    @cached_property
    def bar(self) -> "Bar":
        """What is said above the grid."""
        return Bar(self)


class Bar:
    """The numbers above the grid: what is open, what waits, and the budget."""

    def __init__(self, grid: Grid) -> None:
        self.open = [cell for cell in grid.cells if cell.is_open]
        self.waiting = [cell for cell in grid.cells if cell.card and cell.card.generation.is_active]
        self.done = [cell for cell in grid.cells if cell.card and cell.card.is_done]
        self.total = len(grid.cells)
        self._sweep = grid.sweep

    @property
    def price(self) -> str:
        """What all open cells cost together."""
        return say_price(self.open)

    @property
    def verb(self) -> str:
        return name_action(self.price)

    @cached_property
    def spent(self) -> int:
        return spent(self._sweep)

    @property
    def spent_text(self) -> str:
        return dollars(self.spent)

    @property
    def sample(self) -> int:
        """How many cells its field offers: half of them if there are few."""
        return USUAL_SAMPLE if len(self.open) > USUAL_SAMPLE else len(self.open) // 2

    @property
    def is_measuring(self) -> bool:
        """Whether the colours that a prompt asks for were not looked for yet in its picture."""
        return not self.waiting and any(
            not cell.deltas and find_asked_colours(cell.card.generation.prompt) for cell in self.done if cell.card
        )

    @property
    def has_costs(self) -> bool:
        """Whether money plays a part, which it does not in a sweep of sketches."""
        return self.spent > 0 or self._sweep.budget is not None or any(cell.cell.quoted != 0 for cell in self.open)

    @property
    def remaining(self) -> str:
        """What the budget leaves, or "" without a budget."""
        budget = self._sweep.budget
        return "" if budget is None else dollars(max(0, budget - self.spent))

    @property
    def budget_text(self) -> str:
        return write_budget(self._sweep)
