"""Reserves what new generations will cost."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from playground.accounts.models import Owner
from playground.generations.models import Generation
from playground.prices.caps import month_of, reserve


def reserve_quotes(owner: Owner, rows: Sequence[Generation]) -> None:
    """Reserve the quotes of rows that are inserted next, in the same transaction; raise `CapReached`."""
    # A click at midnight has rows in two months, and one for several models may use keys of both sources.
    quotes: defaultdict[tuple[date, str], list[int | None]] = defaultdict(list)
    for row in rows:
        if row.key_source:
            quotes[month_of(row.created), row.key_source].append(row.quoted)
    for (month, source), amounts in sorted(quotes.items()):
        known = sum(amount for amount in amounts if amount is not None)
        reserve(owner, source, known, month=month, unknown=None in amounts)
