"""The table of an export: CSV as RFC 4180 describes it, which a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from playground.library.export.patterns import PictureFacts
from playground.prices.money import plain

# A spreadsheet takes a cell that begins with one of these for a formula, also after blanks. Full-width signs work, too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Spreadsheets read UTF-8 only after this mark.
BEGINNING = "\ufeff"
COLUMNS = (
    "file",
    "created",
    "api",
    "model",
    "mode",
    "prompt",
    "rewritten_prompt",
    "seed",
    "width",
    "height",
    "steps",
    "guidance",
    "starred",
    "rating",
    "verdict",
    "tags",
    "note",
    "cost",
    "quoted_usd",
    "charged_usd",
    "colour_delta_e",
    "colours",
)


def write_row(cells: Sequence[object]) -> str:
    """Return one row of the table; texts that a spreadsheet would run begin with an apostrophe."""
    target = io.StringIO()
    csv.writer(target).writerow([_defuse(cell) if isinstance(cell, str) else cell for cell in cells])
    return target.getvalue()


def describe(facts: PictureFacts, file: str) -> Sequence[object]:
    """Return the cells of a picture."""
    generation, entry = facts.generation, facts.generation.entry
    return (
        file,
        f"{generation.created:%Y-%m-%dT%H:%M:%SZ}",
        *facts.names,
        generation.prompt,
        str(generation.notes.get("rewritten_prompt", "")),
        facts.picture.seed,
        facts.picture.width,
        facts.picture.height,
        facts.number_of("steps"),
        facts.number_of("guidance"),
        "yes" if entry.starred else "no",
        entry.rating,
        entry.verdict,
        ", ".join(sorted(tag.name for tag in entry.tags.all())),
        entry.note,
        "" if generation.cost is None else generation.cost,
        "" if generation.quoted is None else plain(generation.quoted),
        "" if generation.charged is None else plain(generation.charged),
        "" if facts.picture.colour_distance is None else round(facts.picture.colour_distance, 2),
        _describe_colours(facts.picture.measured),
    )


def _describe_colours(measured: Mapping[str, Any] | None) -> str:
    """Return each asked colour with the closest one in the picture, ΔE2000, and the share of the picture like it."""
    return "; ".join(
        f"{each['hex']} > {each['closest']} ΔE {each['delta_e']:.1f} {each['share']:.2%}"
        for each in (measured or {}).get("colours", ())
    )


def _defuse(text: str) -> str:
    is_formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if is_formula else text
