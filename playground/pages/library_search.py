"""What the page of the library shows of a search: a chip for each term, what was not understood, and what is chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest
from django.urls import reverse

from playground.accounts.models import Owner
from playground.library.models import Entry
from playground.library.search.editing import remove_term, replace_term
from playground.library.search.finding import Found, search
from playground.library.search.language import LONGEST_SEARCH
from playground.library.search.meaning import Problem
from playground.library.search.order import RANKED, Sort
from playground.pages.library_options import read_zone
from playground.pages.listing import COLUMNS, HISTORY, HistoryPage, load_page
from playground.pages.runs import Row

SORTS = {
    Sort.NEWEST: "Newest first",
    Sort.OLDEST: "Oldest first",
    Sort.RATING: "Best rated first",
    Sort.PRICE: "Highest price first",
    Sort.COLOURS: "Closest to their colors",
}
# The columns of a listing, as a query for entries names them.
ENTRY_COLUMNS: tuple[str | Combinable, ...] = (
    *(f"generation__{name}" for name in COLUMNS if isinstance(name, str)),
    KeyTextTransform("prompt", "generation__params"),
)
# Counting takes the more time the more is counted, at each key stroke: a search for a common word with a rare mark
# would read a large part of the library.
MOST_COUNTED = 100
# How the chips of these filters are called, whose values are ids.
RECIPES = {"like": "Only the seed changed", "near": "One parameter changed"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A term of the search. `rest` is the address of the search without it."""

    text: str
    rest: str
    is_problem: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """What was not understood; `better` is the address of the search with the suggestion, or ""."""

    text: str
    message: str
    suggestion: str
    better: str


@dataclass(frozen=True, slots=True)
class LibrarySearch:
    """A search of the library, for the template.

    `number` is how many were found, if that is known already, up to `MOST_COUNTED`.
    """

    found: Found
    number: int | None = None

    @property
    def text(self) -> str:
        return self.found.text

    @property
    def sort(self) -> str:
        return self.found.sort.value

    @property
    def is_plain(self) -> bool:
        """Whether it shows everything, newest first."""
        return not self.found.text.strip() and self.found.sort == Sort.NEWEST

    @property
    def is_everything(self) -> bool:
        return not self.found.text.strip()

    @property
    def address(self) -> str:
        return address_of(self.text, self.sort)

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [(sort.value, title) for sort, title in SORTS.items()]

    @property
    def has_months(self) -> bool:
        """Whether the grid is in an order of time, in which a month is one place."""
        return self.found.sort not in RANKED

    @property
    def chips(self) -> Iterator[Chip]:
        for term in self.found.terms:
            broken = any(_touches(problem, term.start, term.end) for problem in self._misunderstood)
            text = self.text[term.start : term.end]
            if not broken and term.key in RECIPES:
                # Nobody knows a picture by its id.
                text = f"{'not: ' if term.negated else ''}{RECIPES[term.key]}"
            yield Chip(text, address_of(remove_term(self.text, term), self.sort), broken)

    @property
    def _misunderstood(self) -> list[Problem]:
        return [problem for problem in self.found.problems if not problem.understood]

    @property
    def remarks(self) -> Iterator[Remark]:
        for problem in self.found.problems:
            term = next((term for term in self.found.terms if term.start == problem.start), None)
            better = replace_term(self.text, term, problem.suggestion) if term and problem.suggestion else ""
            better = address_of(better, self.sort) if better else ""
            yield Remark(self.text[problem.start : problem.end], problem.message, problem.suggestion, better)

    @property
    def count(self) -> str:
        """How many were found, such as `12 found`."""
        number = self.found.count(MOST_COUNTED) if self.number is None else self.number
        return f"More than {MOST_COUNTED - 1:,} found" if number >= MOST_COUNTED else f"{number} found"


def _touches(problem: Problem, start: int, end: int) -> bool:
    return problem.start < end and start < problem.end


def address_of(text: str, sort: str = Sort.NEWEST) -> str:
    """Return the address of a search, without what is usual."""
    query = ({"q": text} if text else {}) | ({"sort": sort} if sort != Sort.NEWEST else {})
    return reverse("history") + (f"?{urlencode(query)}" if query else "")


def read_search(request: HttpRequest, owner: Owner | None) -> LibrarySearch:
    """Return the search that the address names."""
    return LibrarySearch(search(owner, read_text(request.GET), request.GET.get("sort", ""), read_zone(request)))


def read_text(query: Mapping[str, str]) -> str:
    """Return the text of the search in a query."""
    # One character more than allowed shows that the text is too long.
    return query.get("q", "").replace("\x00", "")[: LONGEST_SEARCH + 1]


def load_found(owner: Owner | None, request: HttpRequest, asked: LibrarySearch) -> HistoryPage:
    """Return the page of a search behind the request's `before` cursor, or the one ahead of its `after` cursor."""
    if owner is None or asked.is_plain:
        # The history itself needs one query less.
        return load_page(owner, request, HISTORY)
    found, number = asked.found, None
    # One more than the page shows whether there is another page.
    if after := request.GET.get("after", ""):
        places = found.preceding(after, HISTORY + 1)
        start = places[0].cursor if len(places) > HISTORY else ""
        shown = places[-HISTORY:]
        newer, older = (shown[0].cursor if start else ""), (shown[-1].cursor if shown else "")
    else:
        start = request.GET.get("before", "")
        if start:
            places = found.following(start, HISTORY + 1)
        else:
            places, number = found.beginning(HISTORY + 1, MOST_COUNTED)
        shown = places[:HISTORY]
        newer = shown[0].cursor if start and shown else ""
        older = shown[-1].cursor if len(places) > HISTORY else ""
    # By their places in the library: for a list of ids SQLite would read all rows of the owner instead.
    entries = Entry.objects.visible_to(owner).filter(sort_key__in=[place.sort_key for place in shown])
    by_id = {row.id: row for row in (Row(*values) for values in entries.values_list(*ENTRY_COLUMNS))}
    # One may have been deleted since the search.
    ordered = [by_id[place.generation_id] for place in shown if place.generation_id in by_id]
    return HistoryPage(ordered, older, newer, start, folds=asked.is_everything, number=number)
