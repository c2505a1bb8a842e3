"""Lists the members of a JSON Schema for people: path, type, and whether it is required."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.safestring import SafeString

from playground.catalog.spec import Json, ModelSpec

TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}
BOUNDS = (("minimum", "maximum", ""), ("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"))
EN_DASH = "–"
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Member:
    """A member: its path in the body, its type in words, and its description."""

    path: str
    takes: str
    description: str
    required: bool

    @property
    def prose(self) -> SafeString:
        return write_prose(self.description)


@dataclass(frozen=True, slots=True)
class MergedMember:
    """A member as some models of an operation have it; `models` names them, and is "" for all of them."""

    member: Member
    models: str


def merge_members(bodies: Mapping[ModelSpec, Sequence[Member]]) -> Iterator[MergedMember]:
    """Yield each member of several bodies once, or once for each way in which the models have it.

    The models of one API differ in a few bounds and defaults. Their tables in full would be the same lines ten times.
    """
    found: dict[str, dict[Member, list[ModelSpec]]] = {}
    for spec, members in bodies.items():
        for member in members:
            found.setdefault(member.path, {}).setdefault(_common(member), []).append(spec)
    for variants in found.values():
        for member, having in variants.items():
            yield MergedMember(member, "" if len(having) == len(bodies) else _name_models(having, bodies))


def _common(member: Member) -> Member:
    """Return the member with what says the same for each model: the name of the model itself."""
    return replace(member, takes="the model, from the list below") if member.path == "model" else member


def _name_models(having: Sequence[ModelSpec], bodies: Mapping[ModelSpec, Sequence[Member]]) -> str:
    """Return the titles of the models, or only the mode if all models have the member in that mode."""
    for mode in ("generate", "edit"):
        if set(having) == {spec for spec in bodies if spec.mode == mode}:
            return f"only to {mode}"
    names = []
    for title in dict.fromkeys(spec.title for spec in having):
        modes = [spec.mode for spec in having if spec.title == title]
        every = [spec for spec in bodies if spec.title == title]
        names.append(title if len(modes) == len(every) else f"{title} {modes[0]}")
    return ", ".join(names)


def write_prose(text: str) -> SafeString:
    """Return a description as HTML, with text between backticks marked as code."""
    # Escaped before the tags are added, because the texts of the catalog are not HTML.
    return SafeString(CODE.sub(r"<code>\1</code>", escape(text)))


def list_members(schema: Json, prefix: str = "") -> Iterator[Member]:
    """Yield the members of an object and of the objects inside it."""
    for name, part in schema["properties"].items():
        required = name in schema.get("required", ())
        if "properties" in part:
            yield from list_members(part, f"{prefix}{name}.")
        else:
            yield Member(f"{prefix}{name}", describe(part), part.get("description", ""), required)


def describe(schema: Json) -> str:
    """Return the type and bounds of a value in words: `whole number 6–50, default 25`, `one of jpg, png`."""
    if len(schema.get("enum", ())) == 1:
        return f"always {_show(schema['enum'][0])}"
    words = [_describe_type(schema), *_describe_bounds(schema)]
    for part in (schema, *schema.get("allOf", ())):
        if part.get("default") not in (None, []):
            words[-1] += f", default {_show(part['default'])}"
    return " ".join(word for word in words if word)


def _describe_type(schema: Json) -> str:
    if "enum" in schema:
        return f"one of {', '.join(_show(value) for value in schema['enum'])}"
    if "anyOf" in schema:
        return " or ".join(describe(part) for part in schema["anyOf"])
    if schema.get("format") == "binary":
        return "a file"
    types = schema.get("type", ())
    names = [types] if isinstance(types, str) else types
    lists = {"array": f"list of {describe(schema['items'])}"} if "items" in schema else {}
    return " or ".join((TYPES | lists).get(name, name) for name in names)


def _describe_bounds(schema: Json) -> Iterator[str]:
    for least, most, unit in BOUNDS:
        low, high = schema.get(least), schema.get(most)
        if low is not None and high is not None:
            yield f"{low:,}{EN_DASH}{high:,}{unit}"
        elif high is not None:
            yield f"up to {high:,}{unit}"
        elif low is not None:
            yield f"at least {low:,}{unit}"


def _show(value: object) -> str:
    # JSON's spelling and not Python's, because readers copy it into a request.
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
