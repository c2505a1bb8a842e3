"""Limits how much is stored of request fields that are accepted but ignored."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from playground.catalog.values import shorten

# The bytes of JSON that are kept in total. Of fields above that only the names are kept.
MAX_KEPT_BYTES = 16 * 1024
# The number of fields listed without their values. Further fields are only counted.
MAX_NAMED = 10


def limit_ignored(sent: Mapping[str, Any], ignored: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Return the request without the ignored fields that are too large, and the names of all ignored fields.

    A name that is listed but missing from the returned request is a field whose value was not kept.
    """
    left = MAX_KEPT_BYTES
    kept, dropped = [], []
    for name in ignored:
        # A later field that still fits is kept, even after one that was too large.
        size = _measure(name, sent[name])
        if size <= left:
            left -= size
            kept.append(name)
        else:
            dropped.append(name)
    gone = set(dropped)
    return {name: value for name, value in sent.items() if name not in gone}, [*kept, *name_ignored(dropped)]


def name_ignored(names: Sequence[str]) -> list[str]:
    """Return the first of the names, shortened, and how many more there are."""
    listed = [shorten(name) for name in names[:MAX_NAMED]]
    return [*listed, f"{len(names) - MAX_NAMED:,} more"] if len(names) > MAX_NAMED else listed


def _measure(name: str, value: object) -> int:
    return len(json.dumps({name: value}, ensure_ascii=False).encode())
