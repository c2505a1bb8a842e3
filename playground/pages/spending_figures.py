"""The figures of the page Spending: the summary, the chart of days, and the tables."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from playground.catalog.loading import UnknownSpec, get_spec
from playground.dialects.registry import DIALECTS
from playground.generations.spending.totals import Amounts, Total, add
from playground.prices.caps import OWN, next_month
from playground.prices.money import dollars
from playground.sweeps.spending import SweepSpending

# The height of the chart in its own units. A day with a cost is never lower than one that can be seen.
HEIGHT, LEAST_HEIGHT = 100, 2


@dataclass(frozen=True, slots=True)
class Summary:
    """Some amounts, and how the page writes them."""

    amounts: Amounts

    @classmethod
    def of(cls, totals: Iterable[Total]) -> Self:
        return cls(add(total.amounts for total in totals))

    @property
    def cost(self) -> str:
        """What it cost, as far as that is known."""
        if self.amounts.unknown and not self.amounts.counted:
            return "price unknown"
        cost = dollars(self.amounts.counted)
        return f"at least {cost}" if self.amounts.unknown else cost

    @property
    def charge(self) -> str:
        """What the APIs reported."""
        return dollars(self.amounts.charged) if self.amounts.reported else "not reported"

    @property
    def quote(self) -> str:
        """What was quoted."""
        return "unknown" if self.amounts.unknown and not self.amounts.quoted else dollars(self.amounts.quoted)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table."""

    title: str
    summary: Summary
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One table: its id, its title, what its lines are, and the lines, the most expensive first."""

    id: str
    title: str
    noun: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart: the heights of its parts in the chart's units, from the bottom: own keys, server's keys."""

    day: date
    amount: str
    own: float
    server: float

    @property
    def own_y(self) -> float:
        return HEIGHT - self.own

    @property
    def server_y(self) -> float:
        return HEIGHT - self.own - self.server

    @property
    def is_labelled(self) -> bool:
        """Whether the day's number is written below it also where there is little room."""
        return self.day.day == 1 or self.day.day % 5 == 0


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of all days of a month, and the amount at its top; `has_both` where both sources of keys are in it."""

    bars: Sequence[Bar]
    top: str
    has_both: bool


def chart(month: date, totals: Sequence[Total]) -> Chart | None:
    """Return the chart of a month, None where nothing cost anything."""
    costs: defaultdict[tuple[date, bool], int] = defaultdict(int)
    for total in totals:
        costs[total.day, total.key_source == OWN] += total.amounts.counted
    days = [month + timedelta(days=number) for number in range((next_month(month) - month).days)]
    sums = [(day, costs[day, True], costs[day, False]) for day in days]
    top = max(own + server for _, own, server in sums)
    if not top:
        return None
    bars = [Bar(day, dollars(own + server), _height(own, top), _height(server, top)) for day, own, server in sums]
    has_both = any(bar.own for bar in bars) and any(bar.server for bar in bars)
    return Chart(bars, dollars(top), has_both)


def _height(amount: int, top: int) -> float:
    return max(LEAST_HEIGHT, round(amount * HEIGHT / top, 1)) if amount else 0


def group_by_model(totals: Sequence[Total]) -> Group:
    return Group("models", "Models", "Model", _lines(totals, lambda total: title_of_model(total.spec_id)))


def group_by_key(totals: Sequence[Total]) -> Group:
    lines = _lines(totals, lambda total: title_of_key(total.spec_id, total.key_source))
    return Group("keys", "Keys", "Key", lines)


def group_by_sweep(sweeps: Iterable[SweepSpending]) -> Group:
    """Return the table of sweeps; a deleted one has no link."""
    lines = [
        Line(entry.sweep.name, Summary(entry.amounts), "" if entry.sweep.deleted else entry.sweep.get_absolute_url())
        for entry in sweeps
    ]
    return Group("sweeps", "Sweeps and tables", "Sweep or table", _sort(lines))


def title_of_model(spec_id: str) -> str:
    """Return the model's title, or its name in the id if the catalog no longer has it."""
    try:
        return get_spec(spec_id).title
    except UnknownSpec:
        return spec_id.split("/")[1] if spec_id.count("/") else spec_id


def title_of_key(spec_id: str, source: str) -> str:
    """Return whose key it was, and for which API."""
    name = spec_id.partition("/")[0]
    title = DIALECTS[name].title if name in DIALECTS else name
    return f"{title}, {'your key' if source == OWN else 'this server’s key'}"


def _lines(totals: Sequence[Total], title_of: Callable[[Total], str]) -> list[Line]:
    groups: defaultdict[str, list[Total]] = defaultdict(list)
    for total in totals:
        groups[title_of(total)].append(total)
    return _sort(Line(title, Summary.of(found)) for title, found in groups.items())


def _sort(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.summary.amounts.counted, line.title))
