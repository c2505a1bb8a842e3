"""Lists what words find in PostgreSQL, whose planner cannot tell how many entries of one owner have a word.

Left to it, a search among 100,000 entries reads all of them: it walks through the history for a rare word, or collects
and sorts a third of it for a common one. So a sample of the entries in order decides between the two ways.
"""

from django.db.models import Exists, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from playground.accounts.models import Owner
from playground.library.models import Entry, EntryText
from playground.library.models.entry import EntryQuerySet
from playground.library.search.order import LARGEST_KEY
from playground.library.search.text import Matches, TextQuery

# How many entries are looked at first, and with how many matches among them the next ones are not far either.
SAMPLE, COMMON = 200, 12


class Fenced(Exists):
    """`EXISTS` for each row by itself. Without the fence the planner may join whole tables instead."""

    template = "EXISTS(%(subquery)s OFFSET 0)"


class Unordered(Func):
    """A column that no index has in its order, so that the text index is read and its matches are sorted."""

    template = "(%(expressions)s + 0)"


def list_keys(owner: Owner, query: TextQuery, part: Q, rows: Q, *, order: str, size: int) -> list[int]:
    """Return the sort keys of the first entries that match the text and the rows, in the order.

    `part` limits the sort keys, and `order` is `sort_key` or `-sort_key`.
    """
    entries = Entry.objects.visible_to(owner)
    ordered = entries.filter(part).order_by(order)
    first = ordered
    if not part:
        # As a range, the owner is the first column of the order, which only the indexes of owners have. Others may
        # have written all that is new.
        newest = Entry.objects.filter(owner__gte=owner, owner__lte=owner, deleted=None)
        first = newest.order_by("owner_id" if order[0] == "-" else "-owner_id", order)
    matching = ordered.filter(Fenced(EntryText.objects.filter(Matches(query), sort_key=OuterRef("sort_key"))))
    if _is_common(first, matching, order):
        return list(matching.filter(rows).values_list("sort_key", flat=True)[:size])
    found = EntryText.objects.filter(part, Matches(query))
    # The index has the entries that are not deleted, with their owners, so that words alone ask no other table.
    if rows:
        found = found.filter(Fenced(entries.filter(rows, sort_key=OuterRef("sort_key"))))
    key = Unordered("sort_key")
    return list(found.order_by(key.desc() if order[0] == "-" else key.asc()).values_list("sort_key", flat=True)[:size])


def _is_common(first: EntryQuerySet, matching: EntryQuerySet, order: str) -> bool:
    side, none = ("gte", 0) if order[0] == "-" else ("lte", LARGEST_KEY)
    end = Coalesce(Subquery(first.values("sort_key")[SAMPLE : SAMPLE + 1]), Value(none))
    return len(matching.filter(**{f"sort_key__{side}": end}).values_list("sort_key")[:COMMON]) == COMMON
