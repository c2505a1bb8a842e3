"""Finds the entries that a search means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from string import punctuation
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from playground.accounts.models import Owner
from playground.library.models import Entry, EntryText
from playground.library.models.entry import EntryQuerySet
from playground.library.search import messages
from playground.library.search.filters import FILTERS
from playground.library.search.language import LONGEST_SEARCH, MOST_TERMS, Term, Value, parse
from playground.library.search.meaning import FEW, SUGGESTION, Meaning, Misunderstood, Problem, Reader
from playground.library.search.order import RANKED, Sort, after, order_of, read_cursor, whole_order_of, write_cursor
from playground.library.search.reading import read_filter
from playground.library.search.text import Facts, Matches, TextQuery, Words, is_unspaced, split
from playground.library.search.walking import Unordered, list_keys


class Place(NamedTuple):
    """A found generation, the sort key of its entry, and its key in the list for the address of a page."""

    generation_id: UUID
    sort_key: int
    cursor: str


@dataclass(frozen=True)
class Found:
    """What a search found. Nothing is asked of the database before it is needed.

    `terms` are all terms of the text, and `problems` what was left out, with its place.
    """

    owner: Owner | None
    text: str = ""
    sort: Sort = Sort.NEWEST
    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()
    conditions: tuple[tuple[bool, Words | Facts], ...] = ()
    rows: Q = field(default_factory=Q)
    before: int | None = None
    since: int | None = None

    @property
    def entries(self) -> EntryQuerySet:
        """All entries that were found, in the order of the sort, as one query."""
        found = self._of_owner().order_by(*whole_order_of(self.sort))
        if self.conditions:
            found = found.filter(sort_key__in=EntryText.objects.filter(self._matches()).values("sort_key"))
        return found

    def following(self, cursor: str, size: int) -> list[Place]:
        """Return the first places after the cursor, in the order of the sort; "" is the beginning.

        A cursor that names no place is the beginning, too.
        """
        return self._list(cursor, size, backwards=False)

    def preceding(self, cursor: str, size: int) -> list[Place]:
        """Return the last places ahead of the cursor, in the order of the sort."""
        return self._list(cursor, size, backwards=True)[::-1]

    def beginning(self, size: int, most: int) -> tuple[list[Place], int | None]:
        """Return the first places, and how many were found, counted up to `most`; None if that has to be asked for.

        The first of what words find are as many as are counted, which need not be looked for twice.
        """
        if not self.conditions or self.sort in RANKED:
            return self.following("", size), None
        keys = self._list_keys("", max(size, most), backwards=False, sort=self.sort)
        return self._find_places(keys[:size]), min(len(keys), most)

    def count(self, most: int = 1000) -> int:
        """Return how many were found, counted up to `most`."""
        if self.conditions:
            return len(self._list_keys("", most, backwards=False, sort=Sort.NEWEST))
        # Without the order SQLite would choose another index, and read the rows beside it.
        return self._of_owner().order_by("-sort_key").values("sort_key")[:most].count()

    def _of_owner(self) -> EntryQuerySet:
        return Entry.objects.visible_to(self.owner).filter(self.rows & self._limits())

    def _limits(self) -> Q:
        limits = Q() if self.before is None else Q(sort_key__lt=self.before)
        return limits if self.since is None else limits & Q(sort_key__gte=self.since)

    def _query(self) -> TextQuery:
        return TextQuery(self.owner.id.hex if self.owner else "", self.conditions)

    def _matches(self) -> Matches:
        return Matches(self._query())

    def _texts(self) -> QuerySet[EntryText]:
        """Return the rows of SQLite's text index, whose order needs no sorting, as far as their entries were found."""
        found = EntryText.objects.filter(self._matches(), self._limits())
        # The index has the entries that are not deleted, with their owners, so that words alone ask no other table.
        if not self.rows:
            return found
        entries = Entry.objects.visible_to(self.owner).filter(self.rows)
        # Few of them are compared with the words' matches, which is faster than a look at the entry of each match. The
        # text index must not see them as its keys, since it would read the words again for each.
        keys = list(entries.newest_first().values_list("sort_key", flat=True)[: FEW + 1])
        if len(keys) <= FEW:
            return found.filter(In(Unordered("sort_key"), keys)) if keys else found.none()
        return found.filter(Exists(entries.filter(sort_key=OuterRef("sort_key"))))

    def _list(self, cursor: str, size: int, *, backwards: bool) -> list[Place]:
        if self.owner is None:
            return []
        if self.sort in RANKED:
            return self._list_ranked(cursor, size, backwards=backwards)
        if self.conditions:
            return self._list_texts(cursor, size, backwards=backwards)
        return self._list_entries(cursor, size, backwards=backwards)

    def _list_ranked(self, cursor: str, size: int, *, backwards: bool) -> list[Place]:
        """Return places of the entries with a rating or price, and then of the others, the newest first."""
        has_rank = Q(**{f"{RANKED[self.sort]}__gt": 0})
        place = read_cursor(cursor)
        is_behind = place is not None and place[0] == 0
        ranked = replace(self, rows=self.rows & has_rank)
        others = replace(self, rows=self.rows & ~has_rank, sort=Sort.NEWEST)
        inner = cursor.rpartition("-")[2] if is_behind else ""
        if backwards:
            last = others._list(inner, size, backwards=True) if is_behind else []
            ahead = "" if is_behind else cursor
            rest = ranked._list_entries(ahead, size - len(last), backwards=True, everything=is_behind)
            return [*_at_the_end(last), *rest]
        first = [] if is_behind else ranked._list_entries(cursor, size, backwards=False)
        return first + _at_the_end(others._list(inner, size - len(first), backwards=False))

    def _list_entries(self, cursor: str, size: int, *, backwards: bool, everything: bool = False) -> list[Place]:
        if size <= 0:
            return []
        found = self.entries.order_by(*order_of(self.sort))
        found = found if everything else found.filter(after(self.sort, cursor, backwards=backwards))
        found = found.reverse() if backwards else found
        rows = found.values_list("generation_id", "sort_key", RANKED.get(self.sort, "rating"))[:size]
        return [Place(id_, key, write_cursor(self.sort, key, rank)) for id_, key, rank in rows]

    def _list_texts(self, cursor: str, size: int, *, backwards: bool) -> list[Place]:
        return self._find_places(self._list_keys(cursor, size, backwards=backwards, sort=self.sort))

    def _find_places(self, keys: Sequence[int]) -> list[Place]:
        ids = dict(
            Entry.objects.visible_to(self.owner).filter(sort_key__in=keys).values_list("sort_key", "generation_id")
        )
        return [Place(ids[key], key, write_cursor(self.sort, key, 0)) for key in keys if key in ids]

    def _list_keys(self, cursor: str, size: int, *, backwards: bool, sort: Sort) -> list[int]:
        """Return the sort keys of what words find."""
        if size <= 0 or self.owner is None:
            return []
        place, [order] = after(sort, cursor, backwards=backwards), order_of(sort)
        order = order if not backwards else order[1:] if order[0] == "-" else f"-{order}"
        if connection.vendor == "postgresql":
            return list_keys(self.owner, self._query(), self._limits() & place, self.rows, order=order, size=size)
        return list(self._texts().filter(place).order_by(order).values_list("sort_key", flat=True)[:size])


def search(owner: Owner | None, text: str = "", sort: str = Sort.NEWEST, zone: tzinfo = UTC) -> Found:
    """Return what the owner's search finds. A sort that does not exist is "newest"."""
    order = Sort(sort) if sort in Sort else Sort.NEWEST
    # PostgreSQL refuses a NUL. What takes its place keeps all places in the text.
    text = text.replace("\x00", "\ufffd")
    found = Found(owner, text[:LONGEST_SEARCH], order, tuple(parse(text)))
    problems = _find_limits(text, found.terms)
    if owner is None:
        return replace(found, problems=tuple(problems))
    reader = Reader(owner, zone)
    for term in found.terms:
        try:
            meaning = _understand(reader, term, alone=len(found.terms) == 1)
        except Misunderstood as error:
            problems.append(_explain(term, error))
        else:
            found = _add(found, meaning, negated=term.negated)
            if meaning.notice:
                problems.append(Problem(term.start, term.end, meaning.notice, understood=True))
        if term.open:
            problems.append(Problem(term.start, term.end, messages.OPEN_QUOTE))
    return replace(found, problems=tuple(problems))


def _understand(reader: Reader, term: Term, *, alone: bool) -> Meaning:
    if not term.key:
        return _read_words(term.values[0], alone=alone)
    if term.key not in FILTERS:
        raise Misunderstood(messages.unknown_filter(term.key), _nearest_filter(reader, term))
    values = [value.text for value in term.values if value.text]
    if not values:
        raise Misunderstood(messages.empty_filter(term.key, FILTERS[term.key].example))
    return read_filter(reader, term.key, values)


def _nearest_filter(reader: Reader, term: Term) -> str:
    """Return the filter that was probably meant: of similar names the first that understands the values."""
    near = reader.all_nearest(term.key, FILTERS)
    values = [value.text for value in term.values if value.text]
    return next((key for key in near if values and _is_understood(reader, key, values)), near[0] if near else "")


def _is_understood(reader: Reader, key: str, values: Sequence[str]) -> bool:
    # What one reader allows once is left to the terms of the search.
    trial = Reader(reader.owner, reader.zone)
    trial.is_first(SUGGESTION)
    try:
        read_filter(trial, key, values)
    except Misunderstood:
        return False
    return True


def _read_words(value: Value, *, alone: bool) -> Meaning:
    words = split(value.text)
    if not words:
        # Signs between words say nothing, and a lone minus is the beginning of something.
        if value.text.strip("-" if alone else punctuation):
            raise Misunderstood(messages.no_words(value.text))
        return Meaning()
    # A single letter begins too many words, and a character of some scripts is a word.
    prefix = not value.quoted and len(words[-1]) > 1 and not is_unspaced(words[-1][-1])
    return Meaning(text=(Words(words, prefix),))


def _explain(term: Term, error: Misunderstood) -> Problem:
    suggestion = ""
    if error.nearest:
        if term.key in FILTERS:
            values = (Value(error.nearest) if value.text == error.value else value for value in term.values)
            suggestion = str(replace(term, values=tuple(values)))
        else:
            suggestion = str(replace(term, key=error.nearest))
    return Problem(term.start, term.end, error.message + messages.did_you_mean(suggestion), suggestion)


def _find_limits(text: str, terms: Sequence[Term]) -> list[Problem]:
    end = min(len(text), LONGEST_SEARCH)
    if len(text) > LONGEST_SEARCH:
        return [Problem(end, len(text), messages.TOO_LONG)]
    if len(terms) == MOST_TERMS and text[terms[-1].end :].strip():
        return [Problem(terms[-1].end, end, messages.TOO_MANY)]
    return []


def _add(found: Found, meaning: Meaning, *, negated: bool) -> Found:
    """Return the search with what one more term means."""
    if negated and len(meaning.text) + (meaning.rows is not None) > 1:
        # Not all of several conditions: only the database can decide that row by row.
        texts = EntryText.objects.filter(
            Matches(TextQuery(found.owner.id.hex if found.owner else "", tuple((False, each) for each in meaning.text)))
        )
        both = Q(sort_key__in=texts.values("sort_key")) & (meaning.rows or Q())
        return replace(found, rows=found.rows & ~both)
    if negated:
        rows = ~meaning.rows if meaning.rows is not None else Q()
        before, since = meaning.since, meaning.before
    else:
        rows = meaning.rows if meaning.rows is not None else Q()
        before, since = meaning.before, meaning.since
    return replace(
        found,
        conditions=found.conditions + tuple((negated, each) for each in meaning.text),
        rows=found.rows & rows,
        before=_tighter(min, found.before, before),
        since=_tighter(max, found.since, since),
    )


def _tighter(choose: Callable[[int, int], int], one: int | None, other: int | None) -> int | None:
    return choose(one, other) if one is not None and other is not None else other if one is None else one


def _at_the_end(places: Sequence[Place]) -> list[Place]:
    """Return places of entries without a rank with their cursors in the order of ranks."""
    return [place._replace(cursor=f"0-{place.cursor}") for place in places]
