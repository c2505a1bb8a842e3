"""Limits the text of a person's tables: their lines carry all that they ask for, prompts included."""

import json
from collections.abc import Sequence

from django.db.models import Sum, TextField
from django.db.models.functions import Cast, Length

from playground.accounts.models import Owner
from playground.sweeps.errors import SweepRefused
from playground.sweeps.models import Cell, Kind, Sweep

# Of all tables of a person, in characters of what their lines ask for.
MOST_TEXT = 50_000_000


def ensure_room_for_text(owner: Owner, cells: Sequence[Cell]) -> None:
    """Raise `SweepRefused` if the tables of the owner would have too much text. Deleted ones are removed first.

    The caller has locked the owner.
    """
    more = sum(len(json.dumps(cell.params)) for cell in cells)
    if _count_text(owner) + more <= MOST_TEXT:
        return
    Sweep.objects.filter(owner=owner).exclude(deleted=None).delete()
    total = _count_text(owner) + more
    if total > MOST_TEXT:
        raise SweepRefused(
            f"Your tables would have {total:,} characters; the maximum is {MOST_TEXT:,}. Delete a table first."
        )


def _count_text(owner: Owner) -> int:
    lines = Cell.objects.filter(sweep__owner=owner, sweep__kind=Kind.TABLE)
    return int(lines.aggregate(total=Sum(Length(Cast("params", TextField())), default=0))["total"])
