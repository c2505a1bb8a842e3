"""Looks for what is wrong with a spec document whose references are resolved."""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator

from playground.catalog.faults import FaultKind, SpecFault
from playground.catalog.words import (
    GROUPS,
    LIMIT_KEYWORDS,
    MODES,
    PROPERTY_KEYWORDS,
    ROLES,
    SPEC_KEYWORDS,
    WIDGETS,
    suggest,
)

type Finding = tuple[FaultKind, str, str, str]
type Json = Mapping[str, Any]

TEXTS = ("x-dialect", "x-model", "x-mode", "x-title", "x-summary")
PARAMETER_TEXTS = ("type", "x-title", "x-help", "x-role", "x-widget")
DRAFT = "https://json-schema.org/draft/2020-12/schema"
MODEL = re.compile(r"[\w.-]++(?:/[\w.-]++)*+", re.ASCII)
METASCHEMA = Draft202012Validator(Draft202012Validator.META_SCHEMA)


def inspect(path: Path, document: Json) -> list[SpecFault]:
    """Return every fault of the document; further looks need what the earlier ones found sound."""
    for look in (_look_at_schema, _look_at_spec, _look_at_parameters, _look_at_defaults):
        found = [SpecFault(kind, path, place, reason, hint) for kind, place, reason, hint in look(document)]
        if found:
            return found
    return []


def _look_at_schema(document: Json) -> Iterator[Finding]:
    for error in METASCHEMA.iter_errors(document):
        place = ".".join(["$", *(str(step) for step in error.absolute_path)])
        yield "schema", place, error.message, "The file must be a valid JSON Schema of 2020-12."
    if document.get("$schema", DRAFT) != DRAFT:
        yield "schema", "$.$schema", "is another draft of JSON Schema", f"Write {DRAFT}."
    if document.get("type") != "object":
        yield "missing", "$.type", "params are an object", 'Write "type": "object".'


def _look_at_spec(document: Json) -> Iterator[Finding]:
    yield from _unknown_keywords("$", document, SPEC_KEYWORDS)
    yield from _missing_texts("$", document, TEXTS)
    if document.get("additionalProperties") is not False:
        hint = 'Write "additionalProperties": false.'
        yield "missing", "$.additionalProperties", "unknown names must be refused", hint
    if not MODEL.fullmatch(str(document.get("x-model"))):
        yield "unknown value", "$.x-model", "cannot stand in an address", "Use letters, digits, dots and dashes."
    yield from _unknown_word("dialect", "$.x-dialect", document.get("x-dialect"), settings.DIALECTS)
    yield from _unknown_word("unknown value", "$.x-mode", document.get("x-mode"), MODES)
    if not isinstance(document.get("x-order", 0), int | float):
        yield "unknown value", "$.x-order", "is not a number", "Smaller numbers come first."
    yield from _look_at_examples(document.get("x-examples", []))
    if not isinstance(document.get("properties"), dict) or not document["properties"]:
        yield "missing", "$.properties", "there are no parameters", "List the parameters in the document's order."
        return
    for name in document.get("required", ()):
        if name not in document["properties"]:
            near = suggest(name, document["properties"])
            yield "unknown value", "$.required", f'"{name}" is no parameter{near}', "Name parameters of this file."


def _look_at_examples(examples: object) -> Iterator[Finding]:
    if not isinstance(examples, list):
        yield "unknown value", "$.x-examples", "is not a list", "Examples are a list of {title, prompt}."
        return
    for index, example in enumerate(examples):
        if not isinstance(example, dict):
            yield "unknown value", f"$.x-examples.{index}", "is not an object", "Write {title, prompt}."
        else:
            yield from _missing_texts(f"$.x-examples.{index}", example, ("title", "prompt"))


def _look_at_parameters(document: Json) -> Iterator[Finding]:
    roles: dict[str, str] = {}
    for name, part in document["properties"].items():
        place = f"$.properties.{name}"
        if not isinstance(part, dict):
            yield "schema", place, "is not an object", "Describe each parameter by an object."
            continue
        yield from _look_at_parameter(place, part)
        role = str(part.get("x-role"))
        if role in roles:
            yield (
                "duplicate",
                f"{place}.x-role",
                f"{roles[role]} has the role {role} already",
                "One role, one parameter.",
            )
        roles[role] = name
    if "prompt" not in roles:
        yield "missing", "$.properties", "no parameter has the role prompt", 'Give one "x-role": "prompt".'


def _look_at_parameter(place: str, part: Json) -> Iterator[Finding]:
    yield from _unknown_keywords(place, part, PROPERTY_KEYWORDS)
    yield from _missing_texts(place, part, PARAMETER_TEXTS)
    yield from _unknown_word("unknown value", f"{place}.x-role", part.get("x-role"), ROLES)
    yield from _unknown_word("unknown value", f"{place}.x-widget", part.get("x-widget"), tuple(WIDGETS))
    yield from _unknown_word("unknown value", f"{place}.x-group", part.get("x-group", "main"), GROUPS)
    yield from _look_at_widget(place, part)
    yield from _look_at_bounds(place, part)


def _look_at_widget(place: str, part: Json) -> Iterator[Finding]:
    widget, types = part.get("x-widget"), WIDGETS.get(str(part.get("x-widget")), ())
    if types and part.get("type") not in types:
        reason = f"the widget {widget} cannot show the type {part.get('type')}"
        yield "unknown value", f"{place}.type", reason, f"Its type must be {' or '.join(types)}."
    if widget == "slider":
        for bound in ("minimum", "maximum"):
            if bound not in part:
                yield "missing", f"{place}.{bound}", f"a slider needs a {bound}", 'Or use "x-widget": "number".'
    if widget == "select" and not part.get("enum"):
        yield "missing", f"{place}.enum", "a select needs choices", "List the choices in the document's order."
    if any(not isinstance(choice, str) for choice in part.get("enum", ())):
        yield "unknown value", f"{place}.enum", "every choice must be text", "Put the choices in quotes."


def _look_at_bounds(place: str, part: Json) -> Iterator[Finding]:
    if part.get("minimum", -math.inf) > part.get("maximum", math.inf):
        yield "unknown value", f"{place}.minimum", "is above the maximum", "Mend one of the two."
    yield from _look_at_multiple(place, part)
    if isinstance(part.get("x-step", 1), bool) or not isinstance(part.get("x-step", 1), int | float):
        yield "unknown value", f"{place}.x-step", "is not a number", "It only guides the slider."
    if not isinstance(part.get("x-aliases", {}), dict):
        yield "unknown value", f"{place}.x-aliases", "is not an object", "Write other spellings beside their choice."
    yield from _look_at_limits(f"{place}.items", part.get("items", {}))
    yield from _look_at_limits(f"{place}.x-house", part.get("x-house", {}))


def _look_at_multiple(place: str, part: Json) -> Iterator[Finding]:
    """Fractions have no exact multiples in a computer, so only whole numbers take part."""
    multiple = part.get("multipleOf", 1)
    whole = isinstance(multiple, int) and not isinstance(multiple, bool)
    if "multipleOf" in part and not (whole and part.get("type", "integer") == "integer"):
        hint = 'Write a whole number beside "type": "integer".'
        yield "unknown value", f"{place}.multipleOf", "only counts whole numbers", hint


def _look_at_limits(place: str, limits: object) -> Iterator[Finding]:
    """Limits hold no references and no rules of their own, so that every refusal has a sentence."""
    if not isinstance(limits, dict):
        yield "unknown value", place, "is not an object", "Write limits such as maxLength."
        return
    yield from _unknown_keywords(place, limits, LIMIT_KEYWORDS)
    yield from _look_at_multiple(place, limits)
    for error in METASCHEMA.iter_errors(limits):
        yield "schema", ".".join([place, *map(str, error.absolute_path)]), error.message, "See definitions.json."
    if "items" in limits:
        yield from _look_at_limits(f"{place}.items", limits["items"])


def _look_at_defaults(document: Json) -> Iterator[Finding]:
    for name, part in document["properties"].items():
        if "default" not in part:
            continue
        place = f"$.properties.{name}.default"
        if part["x-widget"] in ("picture", "pictures", "prompt"):
            yield "default", place, f"a {part['x-role']} has no default", "Leave the default out."
        schema = {key: value for key, value in part.items() if not key.startswith("x-")}
        for error in Draft202012Validator(schema).iter_errors(part["default"]):
            yield "default", place, error.message, "The default must fit its own type, bounds and choices."


def _unknown_keywords(place: str, part: Json, known: tuple[str, ...]) -> Iterator[Finding]:
    for key in part:
        if key not in known:
            yield "keyword", f"{place}.{key}", f'"{key}" is not known{suggest(key, known)}', "Mend or remove it."


def _missing_texts(place: str, part: Json, keys: tuple[str, ...]) -> Iterator[Finding]:
    for key in keys:
        value = part.get(key)
        if not isinstance(value, str) or not value.strip():
            yield "missing", f"{place}.{key}", f"{key} must be a text", "Add it to the file."


def _unknown_word(kind: FaultKind, place: str, word: object, known: tuple[str, ...]) -> Iterator[Finding]:
    if isinstance(word, str) and word and word not in known:
        yield kind, place, f'"{word}" is not known{suggest(word, known)}', f"Known are {', '.join(known)}."
