"""Brings the recipe of a picture file into a spec, and carries it through a form as JSON."""

import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec, Value
from playground.catalog.values import shorten, show
from playground.recall.files.own import read_hashes, read_roles
from playground.recall.files.registry import TOOLS
from playground.recall.files.tool import MORE, MOST_UNUSED, OFF, FileRecipe, clean, load_object, read_value
from playground.recall.mapping import bring_back
from playground.recall.recipe import Recalled, Unknown, make_source

# Of the JSON in a form: the longest prompt, with room for the rest.
LONGEST_JSON = 200_000
_LETTERS = re.compile("[^a-z0-9]")
NO_KEYS: Mapping[str, str] = MappingProxyType({})
NOT_USED = "{} {} has no place in the form."
NOT_OF_FLUX = "{} {} is not used by FLUX."
MORE_NOT_USED = "{} more settings of the file have no place in the form."
MODEL_GONE = "The model {} that made this picture is no longer here, so its settings are now in the form of {}."
NOT_HERE = "The model {} is not available here."
# The file holds no references, only what tells whether a picture is the same.
REFERENCES = {
    1: "A reference that this picture was made with is not among your pictures here. Add it again.",
    2: "{} references that this picture was made with are not among your pictures here. Add them again.",
}


def bring_file(recipe: FileRecipe, target: ModelSpec, keys: Mapping[str, str] = NO_KEYS) -> Recalled:
    """Return the recipe for the target, with what changed, and what no parameter stands for.

    `keys` are the storage keys of those references that the person has, by their SHA-256.
    """
    source = source_of(recipe)
    known = {parameter.name for parameter in source.parameters if parameter.role != "picture"}
    values = {name: value for name, value in recipe.values.items() if name in known}
    picture, chosen = source.by_role("picture"), [keys[name] for name in recipe.references if name in keys]
    if picture and chosen:
        values[picture.name] = chosen if picture.kind == "images" else chosen[0]
    recalled = bring_back(target, source, values)
    others = [(name, show(value)) for name, value in recipe.values.items() if name not in known]
    unknown = [Unknown(name, text, _explain_unused(name, text)) for name, text in [*others, *recipe.unused]]
    if recipe.tool == "own" and recipe.spec_id not in specs():
        unknown.append(Unknown("model", recipe.spec_id, MODEL_GONE.format(recipe.spec_id, target.title)))
    if recipe.model and find_spec(recipe.model) is None:
        unknown.append(Unknown("model", recipe.model, NOT_HERE.format(recipe.model)))
    if missing := len(recipe.references) - (len(chosen) if picture else 0):
        unknown.append(Unknown("references", missing, REFERENCES[min(missing, 2)].format(missing)))
    return Recalled(recalled.spec_id, recalled.params, recalled.losses, tuple(unknown))


def _explain_unused(name: str, text: str) -> str:
    if name == MORE:
        return MORE_NOT_USED.format(text)
    return NOT_OF_FLUX.format(name.removesuffix(OFF), text) if name.endswith(OFF) else NOT_USED.format(name, text)


def source_of(recipe: FileRecipe) -> ModelSpec:
    """Return the spec whose names the values have."""
    if recipe.tool != "own":
        return TOOLS[recipe.tool].source
    found = specs().get(recipe.spec_id)
    return found or _guess_source(recipe.values)


def _guess_source(names: Iterable[str]) -> ModelSpec:
    """Return a source for the names of a model that the catalog no longer has: other models use the same."""
    known = {parameter.name: parameter for spec in specs().values() for parameter in spec.parameters}
    return make_source("", [(name, known[name].role, known[name].kind) for name in names if name in known])


def choose_spec(recipe: FileRecipe, present: ModelSpec) -> ModelSpec:
    """Return the spec that the recipe names, in the API and mode of the present one if it can, else the present one."""
    found = specs().get(recipe.spec_id)
    return found or find_spec(recipe.model, present) or present


def find_spec(model: str, present: ModelSpec | None = None) -> ModelSpec | None:
    """Return the spec of the model that a tool calls so, such as `flux2-dev-fp8.safetensors`, or None."""
    plain = _LETTERS.sub("", model.lower())
    # A model with nothing but a prompt would lose the rest of the recipe.
    able = [spec for spec in specs().values() if len(spec.parameters) > 1]
    found = [spec for spec in able if _LETTERS.sub("", spec.slug) in plain] if plain else []
    if not found:
        return None
    # The longest name is the most exact. Of several specs, the one that changes least in front of the person.
    return max(
        found,
        key=lambda spec: (
            len(spec.slug),
            present is not None and spec.dialect == present.dialect,
            present is not None and spec.mode == present.mode,
            spec.mode == "generate",
        ),
    )


def by_role(recipe: FileRecipe) -> Mapping[str, Value]:
    """Return the values by what they mean, for a sentence about the recipe."""
    source = source_of(recipe)
    return {
        parameter.role: recipe.values[parameter.name]
        for parameter in source.parameters
        if parameter.name in recipe.values
    }


def to_json(recipe: FileRecipe) -> str:
    """Return the recipe as a form carries it from the offer to the click."""
    fields = {"tool": recipe.tool, "values": recipe.values, "model": recipe.model, "unused": recipe.unused}
    own = {"spec": recipe.spec_id, "references": recipe.references, "roles": dict(recipe.roles)}
    return json.dumps(fields | own, ensure_ascii=False)


def from_json(text: str) -> FileRecipe | None:
    """Return the recipe in such a text, or None if it is none: it comes from a form, so from anybody."""
    fields = load_object(text) if len(text) <= LONGEST_JSON else {}
    values, unused, references = fields.get("values"), fields.get("unused"), fields.get("references")
    tool = fields.get("tool")
    if not isinstance(tool, str) or tool not in TOOLS or not isinstance(values, dict):
        return None
    kept = {clean(name): value for name, found in list(values.items())[:100] if (value := _read(found)) is not None}
    if not kept:
        return None
    hashes = read_hashes(references)
    pairs = [entry for entry in unused if _is_pair(entry)] if isinstance(unused, list) else []
    return FileRecipe(
        tool=tool,
        values=kept,
        model=shorten(str(fields.get("model") or "")),
        unused=tuple((shorten(name), shorten(value)) for name, value in pairs[:MOST_UNUSED]),
        spec_id=shorten(str(fields.get("spec") or "")),
        references=hashes,
        roles=read_roles(fields.get("roles"), hashes),
    )


def _read(found: object) -> Value | None:
    if isinstance(found, bool):
        return found
    return read_value("string" if isinstance(found, str) else "number", found)


def _is_pair(entry: object) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry)
