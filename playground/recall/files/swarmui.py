"""SwarmUI: JSON with `sui_image_params`, in `parameters` of a PNG or in the EXIF comment."""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.recall.files.tool import OFF, FileRecipe, Tool, load_object, make_recipe
from playground.recall.recipe import make_source

SOURCE = make_source(
    "SwarmUI",
    [
        ("prompt", "prompt", "string"),
        ("steps", "steps", "integer"),
        ("fluxguidancescale", "guidance", "number"),
        ("cfgscale", "guidance", "number"),
        ("seed", "seed", "integer"),
        ("width", "width", "integer"),
        ("height", "height", "integer"),
    ],
)
_HIDDEN = ("model", "swarm_version", "images")


def _read(texts: Mapping[str, str]) -> FileRecipe | None:
    for name in ("parameters", "UserComment", "sui_image_params"):
        document = load_object(texts.get(name, ""))
        params = document if name == "sui_image_params" else document.get("sui_image_params")
        if isinstance(params, dict):
            return make_recipe("swarmui", SOURCE, _list(params), params.get("model"))
    return None


def _list(params: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    # FLUX has a guidance of its own, beside which the old one is 1 and switched off.
    has_own = params.get("fluxguidancescale") is not None
    for name, value in params.items():
        is_off = name == "cfgscale" and (has_own or value in (1, "1", "1.0"))
        if name not in _HIDDEN:
            yield (f"{name}{OFF}" if is_off else name), value


TOOL = Tool("swarmui", "SwarmUI", SOURCE, _read)
