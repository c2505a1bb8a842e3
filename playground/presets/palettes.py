"""Saves palettes and reads their colours."""

from collections.abc import Sequence

from playground.accounts.models import Owner
from playground.catalog.composition.fields import MAX_COLOURS, Colour
from playground.presets.models import Look, Palette
from playground.presets.saving import PresetRefused, clean_name, save_named


def save_palette(owner: Owner, name: str, colours: Sequence[Colour]) -> Palette:
    """Save the colours under the name, in place of a palette that has it. Raise `PresetRefused`."""
    tidied = clean_name(name, "palette", "Autumn")
    if not colours:
        raise PresetRefused("There are no colors to save. Add a color first.")
    if len(colours) > MAX_COLOURS:
        raise PresetRefused(f"The palette has {len(colours)} colors; the maximum is {MAX_COLOURS}. Remove some.")
    return save_named(Palette, owner, tidied, {"colours": store_colours(colours)})


def store_colours(colours: Sequence[Colour]) -> list[dict[str, str]]:
    """Return colours as a row keeps them, for the whole picture."""
    return [{"hex": colour.hex, "name": colour.name} for colour in colours]


def list_colours(row: Palette | Look) -> tuple[Colour, ...]:
    """Return the colours of a palette or a look, for the whole picture."""
    return tuple(Colour(colour["hex"], colour.get("name", "")) for colour in row.colours)
