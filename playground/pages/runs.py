"""Groups the history into days, or into runs: pictures of one prompt and one model, made one after the other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.text import Truncator

from playground.catalog.loading import UnknownSpec, get_spec
from playground.generations.models.states import REMOTE, Status

# Those without a picture that nothing will change any more.
ENDED = (Status.FAILED, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of a generation that a list needs to show it from the fragment cache."""

    id: UUID
    version: int
    batch: UUID
    status: str
    created: datetime
    spec_id: str
    engine: str
    width: int
    height: int
    prompt: str | None

    @property
    def is_active(self) -> bool:
        return self.status in ("queued", "running")

    @property
    def recipe(self) -> tuple[object, ...]:
        """What the pictures of a run have in common. One click makes pictures of one recipe, so its run is whole."""
        return self.spec_id, self.prompt, self.engine == REMOTE


def _shorten(text: str, most: int) -> str:
    # Django's filter looks at each character of a short text, too; a page has about a hundred.
    return text if len(text) <= most else Truncator(text).chars(most)


@dataclass(frozen=True, slots=True)
class Run:
    """Pictures that follow each other with the same recipe, newest first."""

    rows: Sequence[Row]
    tiles: Sequence[SafeString]

    @property
    def prompt(self) -> str:
        return self.rows[0].prompt or ""

    @property
    def heading(self) -> str:
        """The beginning of the prompt."""
        return _shorten(self.prompt, 160)

    @property
    def title(self) -> str:
        """More of the prompt."""
        return _shorten(self.prompt, 400)

    @property
    def model(self) -> str:
        """The model's name on the page."""
        try:
            return get_spec(self.rows[0].spec_id).title
        except UnknownSpec:
            return self.rows[0].spec_id

    @property
    def is_sketch(self) -> bool:
        return self.rows[0].engine != REMOTE

    @property
    def ratio(self) -> str:
        """The width of its pictures beside each other, for a height of 1: the style sheet justifies rows with it."""
        return f"{sum(row.width / row.height for row in self.rows):.4f}"


@dataclass(frozen=True, slots=True)
class Day:
    """What was made on a day of the reader's calendar, newest first."""

    date: date
    tiles: Sequence[SafeString]


def is_folded(row: Row) -> bool:
    """Return whether the history shows the generation only in the line of those without a picture."""
    return row.status in ENDED


def group_runs(rows: Iterable[Row], render: Callable[[Sequence[Row]], Sequence[SafeString]]) -> list[Run]:
    """Return the runs of rows that are in the order of the history."""
    return [Run(group, tiles) for group, tiles in _render_groups(rows, lambda row: row.recipe, render)]


def group_days(
    rows: Iterable[Row], zone: ZoneInfo, render: Callable[[Sequence[Row]], Sequence[SafeString]]
) -> list[Day]:
    """Return the days of rows that are in the order of the history."""
    days = _render_groups(rows, lambda row: row.created.astimezone(zone).date(), render)
    return [Day(group[0].created.astimezone(zone).date(), tiles) for group, tiles in days]


def _render_groups(
    rows: Iterable[Row], key: Callable[[Row], object], render: Callable[[Sequence[Row]], Sequence[SafeString]]
) -> list[tuple[list[Row], list[SafeString]]]:
    groups = [list(group) for _, group in groupby(rows, key=key)]
    # Rendered together, so that what the cache lacks is loaded with a few queries.
    tiles = iter(render([row for group in groups for row in group]))
    return [(group, [next(tiles) for _ in group]) for group in groups]


def describe_folded(rows: Sequence[Row]) -> str:
    """Return a line such as `3 failed, 1 cancelled`."""
    numbers = {status: sum(row.status == status for row in rows) for status in ENDED}
    return ", ".join(f"{number} {status.value}" for status, number in numbers.items() if number)
