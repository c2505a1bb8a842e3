"""What the readers of all tools have in common: the recipe of a file, and how foreign values become ours."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.catalog.spec import Kind, ModelSpec, Value
from playground.catalog.values import shorten, tidy_text

# No model takes a longer prompt.
LONGEST_PROMPT = 20_000
# How many of the values that are not used are listed.
MOST_UNUSED = 40
# Behind the name of a scale that models of other kinds have.
OFF = " (not used by FLUX)"
# The name of the entry that counts the others.
MORE = "more settings"
_LARGEST = 2**64
# How many values of a list are shown.
_MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class FileRecipe:
    """What a file says about how its picture was made.

    `values` have the tool's own names. `model` is what the tool calls the model. `unused` are the names and values for
    which no model here has a parameter. Only our own files have a `spec_id` and `references`, the SHA-256 of each input
    picture, in order, and `roles`, what these are for.
    """

    tool: str
    values: dict[str, Value] = field(hash=False)
    model: str = ""
    unused: tuple[tuple[str, str], ...] = ()
    spec_id: str = ""
    references: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool whose files can be read. `read` returns None for the texts of any other tool, and raises nothing."""

    name: str
    title: str
    source: ModelSpec
    read: Callable[[Mapping[str, str]], FileRecipe | None]


def load_json(text: str) -> Any:  # noqa: ANN401
    """Return the JSON value, or None if there is none; NaN, which some tools write, is None too."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def load_object(text: str) -> dict[str, Any]:
    """Return the JSON object, or an empty one if the text is anything else."""
    value = load_json(text) if text.lstrip()[:1] == "{" else None
    return value if isinstance(value, dict) else {}


def make_recipe(
    tool: str, source: ModelSpec, pairs: Iterable[tuple[str, object]], model: object = ""
) -> FileRecipe | None:
    """Return a recipe of the pairs that the source knows and can read, with the others as unused; None without any."""
    values: dict[str, Value] = {}
    unused: list[tuple[str, object]] = []
    for name, found in pairs:
        parameter = source.get(name)
        value = read_value(parameter.kind, found) if parameter else None
        if value is not None and name not in values:
            values[name] = value
        else:
            unused.append((name, found))
    if not values:
        return None
    return FileRecipe(tool, values, shorten(model) if isinstance(model, str) else "", list_unused(unused))


def list_unused(pairs: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """Return what is not used as a list shows it, without what has no value; the last entry counts those beyond it."""
    found = [(shorten(name), text) for name, value in pairs if (text := _describe(value))]
    if len(found) > MOST_UNUSED:
        more = len(found) - MOST_UNUSED + 1
        found[MOST_UNUSED - 1 :] = [(MORE, f"{more:,}")]
    return tuple(found)


def read_value(kind: Kind, found: object) -> Value | None:
    """Return the value as the kind, from a number or a text; None if it cannot be read so."""
    if kind == "string":
        return clean(found)[:LONGEST_PROMPT].strip() or None if isinstance(found, str) else None
    if isinstance(found, str):
        found = _read_number(found)
    # Neither NaN nor infinity is within the bound, and JSON may have integers that no float can be.
    if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) <= _LARGEST:
        return None
    if kind == "integer":
        return int(found) if found == int(found) else None
    return found


def _read_number(text: str) -> int | float | None:
    # No number that a tool writes is longer, and reading thousands of digits takes time.
    short = text.strip() if len(text) <= 40 else ""
    try:
        return int(short)
    except ValueError:
        pass
    try:
        return float(short)
    except ValueError:
        return None


def clean(text: str) -> str:
    """Return the text as a form takes it: LF line ends, no NUL, no halves of surrogate pairs."""
    return tidy_text(text).replace("\0", "").encode(errors="replace").decode()


def _describe(found: object) -> str:
    """Return a value that is not used as a list shows it, and "" for what has none; of an object only its name."""
    if isinstance(found, list):
        return shorten(", ".join(filter(None, map(_name, found[:_MOST_LISTED]))))
    return _name(found)


def _name(found: object) -> str:
    """Return a single value as a text; of an object or a list within a list, the name that it begins with."""
    if isinstance(found, dict):
        named = next((found[name] for name in ("name", "model_name", "key") if isinstance(found.get(name), str)), "")
        return shorten(clean(str(named))) or ("set" if found else "")
    if isinstance(found, list):
        return shorten(clean(" ".join(str(part) for part in found[:3] if isinstance(part, str | int | float))))
    return shorten(clean(str(found))) if isinstance(found, str | int | float) and found != "" else ""
