"""AUTOMATIC1111 and Forge: a text in `parameters` of a PNG, or in the EXIF comment of a JPEG or WebP."""

from collections.abc import Iterator, Mapping

from playground.recall.files.infotext import split_infotext
from playground.recall.files.tool import OFF, FileRecipe, Tool, make_recipe
from playground.recall.recipe import make_source

SOURCE = make_source(
    "AUTOMATIC1111 or Forge",
    [
        ("Prompt", "prompt", "string"),
        ("Steps", "steps", "integer"),
        ("Distilled CFG Scale", "guidance", "number"),
        ("CFG scale", "guidance", "number"),
        ("Seed", "seed", "integer"),
        ("Width", "width", "integer"),
        ("Height", "height", "integer"),
    ],
)
_ABOUT_MODEL = ("Model", "Model hash", "Version")


def read_infotext(text: str, tool: str) -> FileRecipe | None:
    """Return the recipe in such a text, which other tools write as well."""
    prompt, negative, settings = split_infotext(text)
    if not settings:
        return None
    return make_recipe(tool, SOURCE, _list(prompt, negative, settings), settings.get("Model", ""))


def _list(prompt: str, negative: str, settings: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    yield "Prompt", prompt
    width, _, height = settings.get("Size", "").lower().partition("x")
    yield from (("Width", width), ("Height", height))
    # FLUX has a guidance of its own, beside which the old one is 1 and switched off.
    has_own = "Distilled CFG Scale" in settings
    for name, value in settings.items():
        if name == "CFG scale" and (has_own or value in ("1", "1.0")):
            yield f"{name}{OFF}", value
        elif name != "Size" and name not in _ABOUT_MODEL:
            yield name, value
    yield "Negative prompt", negative


def _read(texts: Mapping[str, str]) -> FileRecipe | None:
    for name in ("parameters", "UserComment", "Comment", "ImageDescription"):
        if name in texts and (recipe := read_infotext(texts[name], "automatic1111")):
            return recipe
    return None


TOOL = Tool("automatic1111", "AUTOMATIC1111 or Forge", SOURCE, _read)
