"""The vocabulary of spec files, and suggestions for misspelt words."""

import difflib
from collections.abc import Iterable, Mapping

MODES = ("generate", "edit")
GROUPS = ("main", "advanced")
ROLES = (
    "prompt",
    "picture",
    "ratio",
    "format",
    "quality",
    "steps",
    "guidance",
    "safety",
    "unsafe",
    "upsampling",
    # The opposite of "upsampling", for APIs that name it so.
    "as_written",
    "strength",
    "fast",
    "megapixels",
    "resolution",
    "width",
    "height",
    "seed",
    "grounding",
    "version",
    "cfg",
    "sampler",
    "scheduler",
    # Where the elements of the picture are.
    "layout",
    "negative",
    "acceleration",
    "checker",
    "loras",
    "count",
)

# The JSON types that each widget can show.
WIDGETS: Mapping[str, tuple[str, ...]] = {
    "prompt": ("string",),
    "slider": ("integer", "number"),
    "select": ("string",),
    "shapes": ("string",),
    "switch": ("boolean",),
    "seed": ("integer",),
    "number": ("integer", "number"),
    "picture": ("string",),
    "pictures": ("array",),
    "boxes": ("string",),
    "loras": ("string",),
    "text": ("string",),
    "count": ("integer",),
}

LAYOUTS = ("rows", "prose")

SPEC_KEYWORDS = (
    "$schema",
    "$comment",
    "$defs",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "x-dialect",
    "x-model",
    "x-slug",
    "x-profile",
    "x-mode",
    "x-order",
    "x-json-prompt",
    "x-title",
    "x-summary",
    "x-examples",
)
LIMIT_KEYWORDS = ("type", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "maxItems", "items")
PROPERTY_KEYWORDS = (
    "$ref",
    "$comment",
    "enum",
    "default",
    *LIMIT_KEYWORDS,
    "x-title",
    "x-help",
    "x-role",
    "x-widget",
    "x-group",
    "x-step",
    "x-aliases",
    # How a text of boxes is written into the prompt.
    "x-layout",
    "x-server-limits",
)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean steps?` for the nearest known word, or an empty string."""
    names = list(known)
    # The comparison takes quadratic time, and the word may be as long as a request body.
    short = word[:100]
    near = difflib.get_close_matches(short, names, n=1)
    # Names are written in snake case, but people often type them with capitals or hyphens.
    near = near or difflib.get_close_matches(short.lower().replace("-", "_"), names, n=1)
    # A longer known word inside the word is a good guess; a word of three letters could be there by chance.
    near = near or [name for name in names if len(name) > 3 and name in short]
    return f"; did you mean {near[0]}?" if near else ""
