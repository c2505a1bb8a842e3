"""Saves what has a name, in place of what has the same name."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.catalog.composition.fields import tidy
from playground.errors import SentenceError
from playground.presets.models.named import LONGEST_NAME, Named

# How many of each kind a person may save.
MOST = 100


class PresetRefused(SentenceError):
    """Something that cannot be saved."""


def fold_name(name: str) -> str:
    return name.casefold()


def clean_name(name: str, what: str, example: str) -> str:
    """Return the name in one line; raise `PresetRefused` if it cannot be one. `what` is the kind of thing."""
    tidied = tidy(name)
    if not tidied:
        raise PresetRefused(f"The {what} has no name. Write one, such as “{example}”.")
    if len(tidied) > LONGEST_NAME:
        raise PresetRefused(f"The name has {len(tidied)} characters; the maximum is {LONGEST_NAME}. Shorten it.")
    return tidied


def save_named[Row: Named](kind: type[Row], owner: Owner, name: str, values: Mapping[str, Any]) -> Row:
    """Save the values under the clean name. Raise `PresetRefused` for one more than a person may have."""
    return retry_on_deadlock(partial(_save, kind, owner, name, values))


def _save[Row: Named](kind: type[Row], owner: Owner, name: str, values: Mapping[str, Any]) -> Row:
    with transaction.atomic():
        # Two tabs could both find room for the last one.
        lock_owners(owner)
        rows = kind._default_manager.filter(owner=owner)
        if rows.count() >= MOST and not rows.filter(key=fold_name(name)).exists():
            plural = str(kind._meta.verbose_name_plural)
            raise PresetRefused(f"You have {MOST} {plural}, which is the maximum. Delete one first.")
        saved = {"name": name, "updated": timezone.now(), **values}
        row, _ = rows.update_or_create(owner=owner, key=fold_name(name), defaults=saved)
        return row
