"""The recipe in a file of this playground, which names the spec and its params as they are."""

from collections.abc import Mapping

from playground.catalog.spec import Kind, Value
from playground.imaging.containers import KEYWORD
from playground.recall.files.tool import FileRecipe, Tool, load_object, read_value
from playground.recall.recipe import make_source

# The params have the names of their spec, so this only knows what all specs have.
SOURCE = make_source("This playground", [("prompt", "prompt", "string"), ("seed", "seed", "integer")])


def read_own(recipe: Mapping[str, object]) -> FileRecipe | None:
    """Return what `read_recipe` of the package `imaging` found in a file as a recipe like any other tool's."""
    params, spec_id, inputs = recipe.get("params"), recipe.get("spec"), recipe.get("inputs")
    if not isinstance(params, dict) or not isinstance(spec_id, str):
        return None
    values: dict[str, Value] = {}
    for name, found in list(params.items())[:100]:
        kind: Kind = "string" if isinstance(found, str) else "number"
        value = found if isinstance(found, bool) else read_value(kind, found)
        if value is not None:
            values[str(name)] = value
    references = len(inputs) if isinstance(inputs, list) else 0
    return FileRecipe("own", values, spec_id=spec_id[:120], references=references) if values else None


def _read(texts: Mapping[str, str]) -> FileRecipe | None:
    return read_own(load_object(texts.get(KEYWORD.decode(), "")))


TOOL = Tool("own", "this playground", SOURCE, _read)
