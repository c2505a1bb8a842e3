"""A composition as JSON, for files and for programs. Strict: what is wrong is said with the field and its limit."""

from dataclasses import asdict, fields
from typing import Any

from playground.catalog.composition.fields import (
    MAX_COLOURS,
    MAX_OTHER,
    MAX_PHRASE,
    MAX_SHORT,
    MAX_TEXTS,
    PHRASES,
    Colour,
    Composition,
    TextRow,
    read_hex,
)

type Json = dict[str, Any]


class InvalidComposition(ValueError):
    """JSON that is not a composition; the message is a sentence for the person."""


def to_json(composition: Composition) -> Json:
    """Return the fields that have a value."""
    found = asdict(composition.tidied())
    found["texts"] = [_filled(row) for row in found["texts"]]
    found["palette"] = [_filled(colour) for colour in found["palette"]]
    return _filled(found)


def from_json(value: object) -> Composition:
    """Return the composition of `to_json`. Raise `InvalidComposition` for anything else."""
    known = _read_object("The composition", value, [field.name for field in fields(Composition)])
    limits = dict.fromkeys(PHRASES, MAX_PHRASE) | {"other": MAX_OTHER}
    phrases = {name: _read_words(name, known[name], limit) for name, limit in limits.items() if name in known}
    texts = [_read_row(place, row) for place, row in _read_list("texts", known, MAX_TEXTS)]
    palette = [_read_colour(place, colour) for place, colour in _read_list("palette", known, MAX_COLOURS)]
    return Composition(**phrases, texts=tuple(texts), palette=tuple(palette)).tidied()


def _filled(found: Json) -> Json:
    return {name: value for name, value in found.items() if value}


def _read_object(name: str, value: object, names: list[str]) -> Json:
    if not isinstance(value, dict):
        raise InvalidComposition(f"{name} must be an object.")
    unknown = next((key for key in value if key not in names), None)
    if unknown is not None:
        shown = str(unknown)[:40]
        raise InvalidComposition(f"{name} has no field {shown!r}. It has {', '.join(names)}.")
    return value


def _read_list(name: str, known: Json, most: int) -> list[tuple[str, object]]:
    found = known.get(name, [])
    if not isinstance(found, list):
        raise InvalidComposition(f"{name} must be a list.")
    if len(found) > most:
        raise InvalidComposition(f"{name} has {len(found)} entries; the maximum is {most}.")
    return [(f"{name} {number}", item) for number, item in enumerate(found, start=1)]


def _read_words(name: str, value: object, most: int) -> str:
    if not isinstance(value, str):
        raise InvalidComposition(f"{name} must be a text.")
    if len(value) > most:
        raise InvalidComposition(f"{name} has {len(value)} characters; the maximum is {most}.")
    return value


def _read_row(place: str, value: object) -> TextRow:
    row = _read_object(place, value, [field.name for field in fields(TextRow)])
    if not row.get("words"):
        raise InvalidComposition(f"{place} has no words. Write what must be readable.")
    return TextRow(**{name: _read_words(f"{place} {name}", words, MAX_SHORT) for name, words in row.items()})


def _read_colour(place: str, value: object) -> Colour:
    colour = _read_object(place, value, [field.name for field in fields(Colour)])
    words = {name: _read_words(f"{place} {name}", text, MAX_SHORT) for name, text in colour.items()}
    if not read_hex(words.get("hex", "")):
        raise InvalidComposition(f"{place} hex is {words.get('hex', '')[:40]!r}; it must be a code such as #0F766E.")
    return Colour(**words)
