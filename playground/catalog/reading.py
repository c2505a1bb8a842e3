"""Reads spec files as JSON and replaces each `$ref` by the shared definition that it names."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from playground.catalog.faults import BrokenFileError, SpecFault
from playground.catalog.words import suggest

DEFINITIONS = "definitions.json"
PREFIXES = (f"{DEFINITIONS}#/$defs/", "#/$defs/")


def read_document(path: Path, kind: str = "spec") -> dict[str, Any]:
    """Return the JSON object in the file. `BrokenFileError` names the line and column of a syntax error."""
    try:
        document = json.loads(
            path.read_text(encoding="utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_refuse_repeats
        )
    except json.JSONDecodeError as error:
        raise _broken(path, kind, f"line {error.lineno}, column {error.colno}", error.msg) from error
    except (OSError, ValueError, RecursionError) as error:
        raise _broken(path, kind, "the whole file", _describe(error)) from error
    if not isinstance(document, dict):
        raise _broken(path, kind, "$", f"a {kind} must be a JSON object")
    return document


def _describe(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"the file is not UTF-8 text (byte {error.start})"
    return "the file is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _broken(path: Path, kind: str, place: str, reason: str) -> BrokenFileError:
    hint = f"A {kind} file contains one JSON object in UTF-8."
    return BrokenFileError(SpecFault("unreadable", path, place, reason, hint))


def _refuse_constant(name: str) -> NoReturn:
    # Python's parser accepts NaN and Infinity, which no other JSON parser would read.
    raise ValueError(f"{name} is not valid JSON")


def _refuse_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    # Without this hook the last of two equal keys would silently win.
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f'the key "{key}" appears twice in one object')
        found[key] = value
    return found


def resolve_references(
    path: Path, document: Mapping[str, Any], shared: Mapping[str, Any]
) -> tuple[dict[str, Any], list[SpecFault]]:
    """Return the document with every property's `$ref` resolved, and a fault for each unknown name.

    Keywords beside a `$ref` are added to the shared definition and override it.
    """
    definitions = {**shared, **_as_mapping(document.get("$defs"))}
    faults: list[SpecFault] = []
    properties: dict[str, Any] = {}
    for name, part in _as_mapping(document.get("properties")).items():
        try:
            properties[name] = _expand(part, definitions, ())
        except LookupError as error:
            place, hint = f"$.properties.{name}.$ref", f"Refer to a shared definition as {PREFIXES[0]}NAME."
            faults.append(SpecFault("reference", path, place, str(error.args[0]), hint))
    flat = {key: value for key, value in document.items() if key != "$defs"}
    return flat | ({"properties": properties} if isinstance(document.get("properties"), dict) else {}), faults


def _as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _expand(part: Any, definitions: Mapping[str, Any], seen: tuple[str, ...]) -> Any:  # noqa: ANN401
    if not isinstance(part, dict) or "$ref" not in part:
        return part
    name = _definition_name(part["$ref"])
    if name not in definitions:
        raise LookupError(f"{part['$ref']!r} is not a shared definition{suggest(name, definitions)}")
    # Two definitions that refer to each other would otherwise be expanded without end.
    if name in seen:
        raise LookupError(f"{part['$ref']!r} refers to itself")
    base = _expand(definitions[name], definitions, (*seen, name))
    return {**_as_mapping(base), **{key: value for key, value in part.items() if key != "$ref"}}


def _definition_name(reference: object) -> str:
    text = str(reference)
    return next((text.removeprefix(prefix) for prefix in PREFIXES if text.startswith(prefix)), text)
