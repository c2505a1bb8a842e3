"""Finds faults in a spec document whose references are resolved."""

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from jsonschema import Draft202012Validator

from playground.catalog.faults import FaultKind, SpecFault
from playground.catalog.spec import Json
from playground.catalog.words import (
    GROUPS,
    LAYOUTS,
    LIMIT_KEYWORDS,
    MODES,
    PROPERTY_KEYWORDS,
    ROLES,
    SPEC_KEYWORDS,
    WIDGETS,
    suggest,
)

type Finding = tuple[FaultKind, str, str, str]

TEXTS = ("x-dialect", "x-model", "x-mode", "x-title", "x-summary")
PARAMETER_TEXTS = ("type", "x-title", "x-help", "x-role", "x-widget")
DRAFT = "https://json-schema.org/draft/2020-12/schema"
# Possessive quantifiers make the match linear in the length of the text.
MODEL = re.compile(r"[\w.-]++(?:/[\w.-]++)*+", re.ASCII)
SLUG = re.compile(r"[\w.-]++", re.ASCII)
METASCHEMA = Draft202012Validator(Draft202012Validator.META_SCHEMA)


def inspect(path: Path, document: Json) -> list[SpecFault]:
    """Return the faults of the first check that finds any."""
    # Each check relies on what the checks before it have established, such as that `properties` is an object.
    for check in (_check_schema, _check_spec, _check_parameters, _check_defaults):
        found = [SpecFault(kind, path, place, reason, hint) for kind, place, reason, hint in check(document)]
        if found:
            return found
    return []


def _check_schema(document: Json) -> Iterator[Finding]:
    properties = document.get("properties")
    parts = {"$": document}
    if isinstance(properties, dict):
        # One by one, because most parameters are the same in many files.
        parts = {"$": {**document, "properties": {}}}
        parts |= {f"$.properties.{name}": part for name, part in properties.items()}
    for start, part in parts.items():
        for place, message in _schema_errors(json.dumps(part)):
            yield "schema", f"{start}{place}", message, "The file must be a valid JSON Schema (2020-12)."
    if document.get("$schema", DRAFT) != DRAFT:
        yield "schema", "$.$schema", "is a different draft of JSON Schema", f"Write {DRAFT}."
    if document.get("type") != "object":
        yield "missing", "$.type", "must be object", 'Write "type": "object".'


@cache
def _schema_errors(text: str) -> tuple[tuple[str, str], ...]:
    """Return the place and the message of each error in a JSON schema. This is what takes long in an inspection."""
    errors = METASCHEMA.iter_errors(json.loads(text))
    return tuple(("".join(f".{step}" for step in error.absolute_path), error.message) for error in errors)


def _check_spec(document: Json) -> Iterator[Finding]:
    yield from _unknown_keywords("$", document, SPEC_KEYWORDS)
    yield from _missing_texts("$", document, TEXTS)
    if document.get("additionalProperties") is not False:
        hint = 'Write "additionalProperties": false.'
        yield "missing", "$.additionalProperties", "must be false, so that unknown names are refused", hint
    if not MODEL.fullmatch(str(document.get("x-model"))):
        yield "unknown value", "$.x-model", "cannot be part of a URL", "Use letters, digits, dots and dashes."
    if "x-slug" in document and not SLUG.fullmatch(str(document["x-slug"])):
        yield "unknown value", "$.x-slug", "cannot be part of a URL", "Use letters, digits, dots and dashes."
    yield from _check_kinds(document)
    yield from _unknown_word("dialect", "$.x-dialect", document.get("x-dialect"), settings.DIALECTS)
    yield from _unknown_word("unknown value", "$.x-mode", document.get("x-mode"), MODES)
    yield from _check_examples(document.get("x-examples", []))
    if not isinstance(document.get("properties"), dict) or not document["properties"]:
        yield "missing", "$.properties", "there are no parameters", "List the parameters in the document's order."
        return
    for name in document.get("required", ()):
        if name not in document["properties"]:
            near = suggest(name, document["properties"])
            yield "unknown value", "$.required", f'"{name}" is not a parameter{near}', "Name parameters of this file."


def _check_kinds(document: Json) -> Iterator[Finding]:
    if not isinstance(document.get("x-profile", ""), str):
        yield "unknown value", "$.x-profile", "must be text", "Name a profile of the dialect."
    if not isinstance(document.get("x-order", 0), int | float):
        yield "unknown value", "$.x-order", "is not a number", "Smaller numbers come first."
    if not isinstance(document.get("x-json-prompt", False), bool):
        yield "unknown value", "$.x-json-prompt", "must be true or false", "Write true if the makers document it."


def _check_examples(examples: object) -> Iterator[Finding]:
    if not isinstance(examples, list):
        yield "unknown value", "$.x-examples", "is not a list", "Examples are a list of {title, prompt}."
        return
    for index, example in enumerate(examples):
        if not isinstance(example, dict):
            yield "unknown value", f"$.x-examples.{index}", "is not an object", "Write {title, prompt}."
        else:
            yield from _missing_texts(f"$.x-examples.{index}", example, ("title", "prompt"))


def _check_parameters(document: Json) -> Iterator[Finding]:
    roles: dict[str, str] = {}
    for name, part in document["properties"].items():
        place = f"$.properties.{name}"
        if not isinstance(part, dict):
            yield "schema", place, "is not an object", "Describe each parameter with an object."
            continue
        yield from _check_parameter(place, part)
        role = str(part.get("x-role"))
        if role in roles:
            yield (
                "duplicate",
                f"{place}.x-role",
                f"{roles[role]} already has the role {role}",
                "Give each role to one parameter.",
            )
        roles[role] = name
    if "prompt" not in roles:
        yield "missing", "$.properties", "no parameter has the role prompt", 'Give one "x-role": "prompt".'


def _check_parameter(place: str, part: Json) -> Iterator[Finding]:
    yield from _unknown_keywords(place, part, PROPERTY_KEYWORDS)
    yield from _missing_texts(place, part, PARAMETER_TEXTS)
    yield from _unknown_word("unknown value", f"{place}.x-role", part.get("x-role"), ROLES)
    yield from _unknown_word("unknown value", f"{place}.x-widget", part.get("x-widget"), tuple(WIDGETS))
    yield from _unknown_word("unknown value", f"{place}.x-group", part.get("x-group", "main"), GROUPS)
    yield from _check_widget(place, part)
    yield from _check_bounds(place, part)


def _check_widget(place: str, part: Json) -> Iterator[Finding]:
    widget, types = part.get("x-widget"), WIDGETS.get(str(part.get("x-widget")), ())
    if types and part.get("type") not in types:
        reason = f"the widget {widget} cannot show the type {part.get('type')}"
        yield "unknown value", f"{place}.type", reason, f"Its type must be {' or '.join(types)}."
    if widget == "slider":
        for bound in ("minimum", "maximum"):
            if bound not in part:
                yield "missing", f"{place}.{bound}", f"a slider needs a {bound}", 'Or use "x-widget": "number".'
    if widget in ("select", "shapes") and not part.get("enum"):
        yield "missing", f"{place}.enum", f"the widget {widget} needs choices", "List them in the document's order."
    if widget == "shapes" and part.get("x-role") != "ratio":
        yield "unknown value", f"{place}.x-role", "the widget shapes shows a ratio", 'Write "x-role": "ratio".'
    if widget == "boxes":
        yield from _unknown_word("unknown value", f"{place}.x-layout", part.get("x-layout"), LAYOUTS)
        if part.get("x-role") != "layout" or "x-layout" not in part:
            hint = 'Write "x-role": "layout" and "x-layout": "rows" or "prose".'
            yield "missing", f"{place}.x-layout", "boxes need to be written into the prompt", hint
    if any(not isinstance(choice, str) for choice in part.get("enum", ())):
        yield "unknown value", f"{place}.enum", "every choice must be text", "Put the choices in quotes."


def _check_bounds(place: str, part: Json) -> Iterator[Finding]:
    if part.get("minimum", -math.inf) > part.get("maximum", math.inf):
        yield "unknown value", f"{place}.minimum", "is above the maximum", "Correct one of the two."
    yield from _check_multiple(place, part)
    if isinstance(part.get("x-step", 1), bool) or not isinstance(part.get("x-step", 1), int | float):
        yield "unknown value", f"{place}.x-step", "is not a number", "Write the step of the slider as a number."
    if not isinstance(part.get("x-aliases", {}), dict):
        yield "unknown value", f"{place}.x-aliases", "is not an object", "Map each other spelling to a choice."
    yield from _check_limits(f"{place}.items", part.get("items", {}))
    yield from _check_limits(f"{place}.x-server-limits", part.get("x-server-limits", {}))


def _check_multiple(place: str, part: Json) -> Iterator[Finding]:
    # Floating-point numbers have no exact multiples: 0.3 is not a multiple of 0.1.
    multiple = part.get("multipleOf", 1)
    # In Python a bool is an int.
    whole = isinstance(multiple, int) and not isinstance(multiple, bool)
    if "multipleOf" in part and not (whole and part.get("type", "integer") == "integer"):
        hint = 'Write a whole number, and "type": "integer".'
        yield "unknown value", f"{place}.multipleOf", "must be a whole number, on an integer parameter", hint


def _check_limits(place: str, limits: object) -> Iterator[Finding]:
    # Only these keywords are allowed, because validation.py has an error message for each of them.
    if not isinstance(limits, dict):
        yield "unknown value", place, "is not an object", "Write limits such as maxLength."
        return
    # Most parameters have none, and validating an empty object takes as long as a small one.
    if not limits:
        return
    yield from _unknown_keywords(place, limits, LIMIT_KEYWORDS)
    yield from _check_multiple(place, limits)
    # The metaschema does not look into `x-` keywords, so their limits are checked by themselves.
    for inner, message in _schema_errors(json.dumps(limits)):
        yield "schema", f"{place}{inner}", message, "See definitions.json."
    if "items" in limits:
        yield from _check_limits(f"{place}.items", limits["items"])


def _check_defaults(document: Json) -> Iterator[Finding]:
    for name, part in document["properties"].items():
        if "default" not in part:
            continue
        place = f"$.properties.{name}.default"
        if part["x-widget"] in ("picture", "pictures", "prompt"):
            yield "default", place, f"a {part['x-role']} cannot have a default", "Remove the default."
        schema = {key: value for key, value in part.items() if not key.startswith("x-")}
        for error in Draft202012Validator(schema).iter_errors(part["default"]):
            yield "default", place, error.message, "The default must fit its own type, bounds and choices."


def _unknown_keywords(place: str, part: Json, known: tuple[str, ...]) -> Iterator[Finding]:
    for key in part:
        if key not in known:
            yield "keyword", f"{place}.{key}", f'"{key}" is not known{suggest(key, known)}', "Correct or remove it."


def _missing_texts(place: str, part: Json, keys: tuple[str, ...]) -> Iterator[Finding]:
    for key in keys:
        value = part.get(key)
        if not isinstance(value, str) or not value.strip():
            yield (
                "missing",
                f"{place}.{key}",
                f"{key} {'must be text' if key in part else 'is missing'}",
                "Write it as text.",
            )


def _unknown_word(kind: FaultKind, place: str, word: object, known: tuple[str, ...]) -> Iterator[Finding]:
    if isinstance(word, str) and word and word not in known:
        yield kind, place, f'"{word}" is not known{suggest(word, known)}', f"Use one of {', '.join(known)}."
