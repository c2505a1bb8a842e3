"""The orders of the library, and the cursors that name a place in them."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import OrderBy, Q
from django.db.models.functions import Coalesce

LARGEST_KEY = 2**63 - 1
# Two numbers of that size with a hyphen.
LONGEST_CURSOR = 39


class Sort(StrEnum):
    """The orders of the library. Pictures of one rating, price or closeness are sorted newest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RATING = "rating"
    PRICE = "price"
    COLOURS = "colours"


# The columns of the orders that begin with the highest. The entries without a value come last.
RANKED: Mapping[Sort, str] = {Sort.RATING: "rating", Sort.PRICE: "price", Sort.COLOURS: "closeness"}


def whole_order_of(sort: Sort) -> tuple[str | OrderBy, ...]:
    """Return the order in which those of 0 and those without a value come last, newest first."""
    return (Coalesce(RANKED[sort], 0).desc(), "-sort_key") if sort in RANKED else order_of(sort)


def order_of(sort: Sort) -> tuple[str, ...]:
    """Return the order of entries that all have a value, which is that of an index."""
    if sort in RANKED:
        return (f"-{RANKED[sort]}", "-sort_key")
    return ("sort_key",) if sort == Sort.OLDEST else ("-sort_key",)


def write_cursor(sort: Sort, key: int, rank: int) -> str:
    return f"{rank}-{key}" if sort in RANKED else str(key)


def read_cursor(cursor: str) -> tuple[int, int] | None:
    """Return rank and sort key, or None if the text is not a cursor."""
    rank, _, key = cursor.rpartition("-")
    if len(cursor) > LONGEST_CURSOR or not (key.isdecimal() and (rank or "0").isdecimal()):
        return None
    return min(int(rank or 0), LARGEST_KEY), min(int(key), LARGEST_KEY)


def after(sort: Sort, cursor: str, *, backwards: bool) -> Q:
    """Return the condition to be after the cursor in the order of the sort, or ahead of it."""
    if (place := read_cursor(cursor)) is None:
        return Q(pk__in=()) if backwards else Q()
    rank, key = place
    if sort not in RANKED:
        return Q(**{f"sort_key__{'gt' if (sort == Sort.OLDEST) != backwards else 'lt'}": key})
    column, end = RANKED[sort], "lte" if backwards else "gte"
    beyond = Q(**{f"{column}__{'gte' if backwards else 'lte'}": rank})
    return beyond & ~Q(**{column: rank, f"sort_key__{end}": key})
