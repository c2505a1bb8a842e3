"""Any prompt, read into fields, with what has to be said about it."""

from dataclasses import dataclass
from typing import Literal

from playground.catalog.composition.fields import (
    MAX_COLOURS,
    MAX_OTHER,
    MAX_PHRASE,
    MAX_SHORT,
    MAX_TEXTS,
    PHRASES,
    Composition,
    tidy,
    tidy_lines,
)
from playground.catalog.composition.json_prompt import read_json, write_json
from playground.catalog.composition.prose import read_prose, write_prose

type Format = Literal["prose", "json"]

FREE_WORDS = "No field was recognized for these words, so they are under “Other words” as they are: “{words}”"
ANOTHER_ORDER = "The fields are written in another order than the prompt has them. No word is lost."
TOO_LONG = "The prompt is too long for the fields. All of it is under “Other words”."
WRITERS = {"prose": write_prose, "json": write_json}
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a prompt: its fields, the format it has, and sentences about what has no field."""

    composition: Composition
    format: Format
    remarks: tuple[str, ...]


def read_text(text: str) -> Reading:
    """Read a prompt into fields. What `write_prose` or `write_json` wrote gives the same composition."""
    if len(text) > MAX_OTHER:
        return Reading(Composition(other=tidy_lines(text)), "prose", (TOO_LONG,))
    as_json = read_json(text)
    found = read_prose(text) if as_json is None else as_json
    written: Format = "prose" if as_json is None else "json"
    if not _fits(found):
        return Reading(Composition(other=tidy_lines(text)), "prose", (TOO_LONG,))
    remarks = []
    if found.other:
        shown = tidy(found.other)
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        remarks.append(FREE_WORDS.format(words=shown))
    if not _is_same(WRITERS[written](found), text):
        remarks.append(ANOTHER_ORDER)
    return Reading(found, written, tuple(remarks))


def _fits(found: Composition) -> bool:
    shorts = [value for row in found.texts for value in (row.words, row.typeface, row.size, row.place)]
    shorts += [value for colour in found.palette for value in (colour.name, colour.of)]
    return (
        all(len(getattr(found, name)) <= MAX_PHRASE for name in PHRASES)
        and all(len(value) <= MAX_SHORT for value in shorts)
        and len(found.texts) <= MAX_TEXTS
        and len(found.palette) <= MAX_COLOURS
    )


def _is_same(written: str, text: str) -> bool:
    """Return whether both have the same characters in the same order, but for spaces and full stops."""
    kept = [one.translate({ord(mark): None for mark in " \n."}) for one in (tidy(written), tidy(text))]
    return kept[0] == kept[1]
