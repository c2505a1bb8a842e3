"""The recipe in a file of this playground, which names the spec and its params as they are."""

import re
from collections.abc import Mapping, Sequence

from playground.catalog.reference_roles import REFERENCE_ROLES
from playground.catalog.spec import Kind, Value
from playground.catalog.values import shorten
from playground.imaging.containers import KEYWORD
from playground.recall.files.tool import FileRecipe, Tool, list_unused, load_object, read_value
from playground.recall.recipe import make_source

# The params have the names of their spec, so this only knows what all specs have.
SOURCE = make_source("This playground", [("prompt", "prompt", "string"), ("seed", "seed", "integer")])

MOST_REFERENCES = 16
MOST_VALUES = 100
LONGEST_CHOICE = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_own(recipe: Mapping[str, object]) -> FileRecipe | None:
    """Return what `read_recipe` of the package `imaging` found in a file as a recipe like any other tool's."""
    params, spec_id, inputs = recipe.get("params"), recipe.get("spec"), recipe.get("inputs")
    if not isinstance(params, dict) or not isinstance(spec_id, str):
        return None
    values: dict[str, Value] = {}
    unused: list[tuple[str, object]] = []
    for name, found in params.items():
        value = _read_value(name, found) if len(values) < MOST_VALUES else None
        if value is not None:
            values[shorten(name)] = value
        elif found is not None:
            unused.append((name, found))
    listed = list_unused(unused)
    hashes = read_hashes(inputs)
    roles = read_roles(recipe.get("roles"), hashes)
    return FileRecipe("own", values, "", listed, shorten(spec_id), hashes, roles) if values else None


def _read_value(name: str, found: object) -> Value | None:
    # Only the prompt is long. The other texts are choices.
    if isinstance(found, bool) or (name != "prompt" and isinstance(found, str) and len(found) > LONGEST_CHOICE):
        return found if isinstance(found, bool) else None
    kind: Kind = "string" if isinstance(found, str) else "number"
    return read_value(kind, found)


def read_hashes(found: object) -> tuple[str, ...]:
    """Return those that are SHA-256 in hex; no model takes more pictures."""
    hashes = found[:MOST_REFERENCES] if isinstance(found, list) else []
    return tuple(text for text in hashes if isinstance(text, str) and _SHA256.fullmatch(text))


def read_roles(found: object, hashes: Sequence[str]) -> dict[str, str]:
    """Return what the pictures with these hashes are for."""
    roles = found if isinstance(found, dict) else {}
    return {name: roles[name] for name in hashes if isinstance(roles.get(name), str) and roles[name] in REFERENCE_ROLES}


def _read(texts: Mapping[str, str]) -> FileRecipe | None:
    return read_own(load_object(texts.get(KEYWORD.decode(), "")))


TOOL = Tool("own", "this playground", SOURCE, _read)
