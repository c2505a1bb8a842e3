"""Fooocus: `parameters` with the scheme in `fooocus_scheme`, or both in EXIF. The other scheme is AUTOMATIC1111's."""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.recall.files.automatic1111 import SOURCE as INFOTEXT
from playground.recall.files.automatic1111 import read_infotext
from playground.recall.files.tool import FileRecipe, Tool, load_object, make_recipe
from playground.recall.recipe import make_source

SOURCE = make_source(
    "Fooocus",
    [
        ("prompt", "prompt", "string"),
        ("steps", "steps", "integer"),
        ("guidance_scale", "guidance", "number"),
        ("seed", "seed", "integer"),
        ("width", "width", "integer"),
        ("height", "height", "integer"),
        # The names of the other scheme, so that one source serves both.
        *((parameter.name, parameter.role, parameter.kind) for parameter in INFOTEXT.parameters),
    ],
)
_ABOUT_MODEL = ("base_model", "base_model_hash", "version", "metadata_scheme", "full_prompt", "full_negative_prompt")


def _read(texts: Mapping[str, str]) -> FileRecipe | None:
    # In EXIF, the field of the camera's maker has the scheme.
    scheme = texts.get("fooocus_scheme") or texts.get("MakerNote", "")
    text = texts.get("parameters") or texts.get("UserComment", "")
    if scheme == "a1111":
        return read_infotext(text, "fooocus")
    document = load_object(text)
    is_ours = scheme == "fooocus" or "Fooocus" in str(document.get("version", ""))
    return make_recipe("fooocus", SOURCE, _list(document), document.get("base_model")) if is_ours else None


def _list(document: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    width, _, height = str(document.get("resolution", "")).strip("()").replace("×", ",").partition(",")
    yield from (("width", width), ("height", height))
    for name, value in document.items():
        if name != "resolution" and name not in _ABOUT_MODEL:
            yield name, value


TOOL = Tool("fooocus", "Fooocus", SOURCE, _read)
