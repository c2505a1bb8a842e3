"""NovelAI: JSON in `Comment` of a PNG, with the prompt in `Description` too; in EXIF, all of that as one JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.recall.files.tool import FileRecipe, Tool, load_object, make_recipe
from playground.recall.recipe import make_source

SOURCE = make_source(
    "NovelAI",
    [
        ("prompt", "prompt", "string"),
        ("steps", "steps", "integer"),
        ("scale", "guidance", "number"),
        ("seed", "seed", "integer"),
        ("width", "width", "integer"),
        ("height", "height", "integer"),
    ],
)
_LISTED = (
    "uc", "sampler", "noise_schedule", "cfg_rescale", "uncond_scale", "strength", "noise", "sm", "sm_dyn",
    "dynamic_thresholding", "skip_cfg_above_sigma", "request_type",
)  # fmt: skip
# Lists of pictures as text, of which only the number is shown.
_PICTURES = ("reference_image_multiple", "director_reference_images")
_PLAIN_REQUEST = "PromptGenerateRequest"


def _read(texts: Mapping[str, str]) -> FileRecipe | None:
    whole = load_object(texts.get("UserComment", ""))
    fields: Mapping[str, Any] = whole if "Comment" in whole else texts
    comment = fields.get("Comment")
    document = load_object(comment) if isinstance(comment, str) else {}
    # Other tools write comments too; only this one names itself, or what it calls the undesired content.
    if fields.get("Software") != "NovelAI" and "uc" not in document:
        return None
    return make_recipe("novelai", SOURCE, _list(document, fields.get("Description")), fields.get("Source"))


def _list(document: Mapping[str, Any], description: object) -> Iterator[tuple[str, object]]:
    yield "prompt", document.get("prompt") or description
    for parameter in SOURCE.parameters[1:]:
        yield parameter.name, document.get(parameter.name)
    for name in _LISTED:
        value = document.get(name)
        # What is switched off says nothing.
        yield name, value if value not in (False, 0, 1, _PLAIN_REQUEST) else None
    for name in _PICTURES:
        pictures = document.get(name)
        yield name, len(pictures) if isinstance(pictures, list) and pictures else None
    yield "char_captions", _read_characters(document.get("v4_prompt"))


def _read_characters(prompt: object) -> list[object]:
    """Return what the prompt says of single characters, each in a text of its own."""
    caption = prompt.get("caption") if isinstance(prompt, dict) else None
    entries = caption.get("char_captions") if isinstance(caption, dict) else None
    return (
        [entry.get("char_caption") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    )


TOOL = Tool("novelai", "NovelAI", SOURCE, _read)
