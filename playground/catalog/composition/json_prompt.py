"""A composition as the JSON that FLUX.2 reads, by the schema in the prompting guide of its makers, and back."""

import json
from typing import Any

from playground.catalog.composition.fields import Colour, Composition, TextRow, tidy_lines
from playground.catalog.composition.prose import read_colour

type Json = dict[str, Any]

_CAMERA = {"angle": "camera", "lens": "lens"}
_PHRASES = {"scene": "context", "style": "style", "lighting": "light"}
_SUBJECT = {"description": "subject", "action": "action"}
_TEXT = {"content": "words", "typeface": "typeface", "size": "size", "position": "place"}


class _Repeated(ValueError):
    """An object names one key twice. A dictionary would keep only the second value."""


def write_json(composition: Composition) -> str:
    """Return the composition as a JSON prompt from which `read_json` reads the same composition."""
    given = composition.tidied()
    prompt: Json = {
        "scene": given.context,
        "subjects": [part] if (part := _filled(given, _SUBJECT)) else [],
        "style": given.style,
        "color_palette": [_write_colour(colour) for colour in given.palette],
        "lighting": given.light,
        "camera": _filled(given, _CAMERA),
        "text": [_filled(row, _TEXT) for row in given.texts],
        "details": given.other,
    }
    return json.dumps({key: value for key, value in prompt.items() if value}, ensure_ascii=False, indent=2)


def _filled(given: object, names: dict[str, str]) -> Json:
    return {key: value for key, name in names.items() if (value := getattr(given, name))}


def _write_colour(colour: Colour) -> str:
    named = f"{colour.name} {colour.hex}" if colour.name else colour.hex
    return f"{named} for {colour.of}" if colour.of else named


def read_json(text: str) -> Composition | None:
    """Return the composition of a JSON prompt, with what it has no field for in `other`; None for any other text."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        prompt = json.loads(text, object_pairs_hook=_read_object, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    values: Json = {}
    other: list[str] = []
    if isinstance(prompt.get("details"), str):
        other.append(prompt.pop("details"))
    _take(prompt, _PHRASES, values)
    subjects = prompt.pop("subjects", [])
    if _are_objects(subjects) and subjects:
        _take(subjects[0], _SUBJECT, values)
        other += _list_words(subjects[0])
        subjects = subjects[1:]
    if isinstance(prompt.get("camera"), dict):
        camera = prompt.pop("camera")
        _take(camera, _CAMERA, values)
        other += _list_words({f"camera {key}": value for key, value in camera.items()})
    values["palette"], colours = _read_palette(prompt.pop("color_palette", []))
    values["texts"], texts = _read_texts(prompt.pop("text", []))
    left = prompt | {"subjects": subjects, "color_palette": colours, "text": texts}
    other += _list_words({key: value for key, value in left.items() if value != []})
    return Composition(**values, other=tidy_lines("\n".join(other))).tidied()


def _read_object(pairs: list[tuple[str, Any]]) -> Json:
    if len({key for key, _ in pairs}) < len(pairs):
        raise _Repeated
    return dict(pairs)


def _refuse(constant: str) -> None:
    # Python reads NaN and Infinity, which are not JSON.
    raise ValueError(constant)


def _are_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _take(source: Json, names: dict[str, str], values: Json) -> None:
    """Move the texts that have a field from `source` to `values`."""
    for key, name in names.items():
        if isinstance(source.get(key), str):
            values[name] = source.pop(key)


def _read_palette(found: object) -> tuple[tuple[Colour, ...], object]:
    """Return the colours with a code, and what is left: words without a code, or the value as it was."""
    if not isinstance(found, list):
        return (), found
    read = [(item, read_colour(item) if isinstance(item, str) else None) for item in found]
    return tuple(colour for _, colour in read if colour), [item for item, colour in read if not colour]


def _read_texts(found: object) -> tuple[tuple[TextRow, ...], object]:
    if not isinstance(found, list):
        return (), found
    rows, left = [], []
    for item in found:
        row = _read_text(item)
        if row:
            rows.append(row)
        else:
            left.append(item)
    return tuple(rows), left


def _read_text(item: object) -> TextRow | None:
    if not isinstance(item, dict) or not set(item) <= set(_TEXT) or "content" not in item:
        return None
    if not all(isinstance(value, str) for value in item.values()) or not item["content"].strip():
        return None
    return TextRow(**{_TEXT[key]: value for key, value in item.items()})


def _list_words(left: Json) -> list[str]:
    """Return a line like `mood: serene` for each value that has no field."""
    return [f"{key}: {_as_words(value)}" for key, value in left.items()]


def _as_words(value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
