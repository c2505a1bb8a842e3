"""Fields that a request may carry but that mean nothing here: how many of them are kept."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from playground.catalog.values import shorten

# How much of them is kept in all, in bytes of JSON; names that come later or are larger are only named.
MOST_KEPT = 16 * 1024
# So many are named without their values, the others are counted.
MOST_NAMED = 10


def bound_ignored(sent: Mapping[str, Any], ignored: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Return what was sent without the ignored fields that are too large to keep, and the names to list as ignored.

    A name that is listed and is not in what is returned beside it is one whose value was not kept.
    """
    room = MOST_KEPT
    kept, dropped = [], []
    for name in ignored:
        size = _measure(name, sent[name])
        if size <= room:
            room -= size
            kept.append(name)
        else:
            dropped.append(name)
    gone = set(dropped)
    listed = [*kept, *(shorten(name) for name in dropped[:MOST_NAMED])]
    if len(dropped) > MOST_NAMED:
        listed.append(f"{len(dropped) - MOST_NAMED:,} more")
    return {name: value for name, value in sent.items() if name not in gone}, listed


def _measure(name: str, value: object) -> int:
    return len(json.dumps({name: value}, ensure_ascii=False).encode())
