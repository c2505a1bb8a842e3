"""Saves and finds palettes."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.catalog.composition.fields import MAX_COLOURS, Colour, tidy
from playground.errors import SentenceError
from playground.presets.models import Palette
from playground.presets.models.palette import LONGEST_NAME

MOST_PALETTES = 100


class PaletteRefused(SentenceError):
    """A palette that cannot be saved."""


def fold_name(name: str) -> str:
    return name.casefold()


def save_palette(owner: Owner, name: str, colours: Sequence[Colour]) -> Palette:
    """Save the colours under the name, in place of a palette that has it. Raise `PaletteRefused`."""
    tidied = tidy(name)
    if not tidied:
        raise PaletteRefused("The palette has no name. Write one, such as “Autumn”.")
    if len(tidied) > LONGEST_NAME:
        raise PaletteRefused(f"The name has {len(tidied)} characters; the maximum is {LONGEST_NAME}. Shorten it.")
    if not colours:
        raise PaletteRefused("There are no colors to save. Add a color first.")
    if len(colours) > MAX_COLOURS:
        raise PaletteRefused(f"The palette has {len(colours)} colors; the maximum is {MAX_COLOURS}. Remove some.")
    kept = [{"hex": colour.hex, "name": colour.name} for colour in colours]
    return retry_on_deadlock(partial(_save, owner, tidied, kept))


def _save(owner: Owner, name: str, colours: list[dict[str, str]]) -> Palette:
    with transaction.atomic():
        # Two tabs could both find room for the last one.
        lock_owners(owner)
        own = Palette.objects.visible_to(owner)
        if own.count() >= MOST_PALETTES and not own.filter(key=fold_name(name)).exists():
            raise PaletteRefused(f"You have {MOST_PALETTES} palettes, which is the maximum. Delete one first.")
        values = {"name": name, "colours": colours}
        palette, _ = Palette.objects.update_or_create(owner=owner, key=fold_name(name), defaults=values)
        return palette


def list_colours(palette: Palette) -> tuple[Colour, ...]:
    """Return the colours of a palette, for the whole picture."""
    return tuple(Colour(colour["hex"], colour.get("name", "")) for colour in palette.colours)
