"""Reads the fields of OpenAI's images API, which are the same in the JSON of a generation and the form of an edit.

The fields are those of OpenAI's own documents, with what vLLM-Omni, SGLang, LocalAI and Together add to them. A field
that no model has is ignored, as those servers do. What would change the picture and cannot be done is refused.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.api.openai.model_names import ANSWERED_BY_ADDRESS
from playground.catalog.spec import Size
from playground.catalog.values import show, tidy_number
from playground.dialects.errors import WireError

MOST_PICTURES = 10
# The header of a response that names the fields which had no meaning.
IGNORED_HEADER = "x-ignored-parameters"
SIZE = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})")
# What the pattern above can express.
LONGEST_SIDE = 99_999
AUTO = "auto"
# Together calls Base64 by its name.
RESPONSE_FORMATS = ("b64_json", "url", "base64")
# Each of these has been read where it means something, so it is never among the ignored fields.
READ = frozenset({"model", "prompt", "n", "size", "width", "height", "response_format", "stream", "user"})
# The roles of what other servers call differently, or what OpenAI has and our APIs call otherwise.
ROLES: Mapping[str, str] = {
    "prompt": "prompt",
    "num_inference_steps": "steps",
    "steps": "steps",
    "step": "steps",
    "guidance_scale": "guidance",
    "guidance": "guidance",
    "seed": "seed",
    "output_format": "format",
    "output_compression": "quality",
}
# What changes the picture, and what to do instead.
REFUSED: Mapping[str, str] = {
    "mask": "These models edit the whole picture. Say in the prompt what should stay.",
    "markup": "These models edit the whole picture. Say in the prompt what should change.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks for. `size` is None for "auto"; `by_url` says that it wants addresses instead of Base64.

    `others` are the remaining fields, which the model may have.
    """

    model: str
    count: int
    size: Size | None
    by_url: bool
    others: Mapping[str, Any] = field(repr=False)


def read_fields(body: Mapping[str, Any]) -> Asked:
    """Return what the fields ask for; null means that a field is not set. Raises `WireError` with 400."""
    given = {name: value for name, value in body.items() if value is not None}
    _refuse_impossible(given)
    model = _read_text(given, "model")
    by_url = model.startswith(ANSWERED_BY_ADDRESS)
    if "response_format" in given:
        by_url = _read_choice(given, "response_format", RESPONSE_FORMATS) == "url"
    others = {name: value for name, value in given.items() if name not in READ or name == "prompt"}
    return Asked(model, _read_count(given), _read_size(given), by_url, others)


def read_texts(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a form with the numbers and truth values that JSON would have."""
    return {name: _read_value(name, text) for name, text in texts.items()}


def _read_value(name: str, text: str) -> Any:  # noqa: ANN401
    # A prompt may be a number, and stays text.
    if name in ("prompt", "model", "size", "user") or len(text) > len(str(2**64)):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    # "NaN" is a number for this reader, but not in JSON.
    is_plain = isinstance(value, bool) or (isinstance(value, int | float) and value == value and abs(value) < 2**64)
    return value if is_plain else text


def _refuse_impossible(given: Mapping[str, Any]) -> None:
    if given.get("stream", False) is not False:
        sentence = (
            f"stream is {show(given['stream'])}; this server sends no partial pictures. Leave it out, or send false."
        )
        raise WireError(sentence, code="unsupported_parameter", field="stream")
    if given.get("background") == "transparent":
        sentence = "background is transparent; these models make opaque pictures. Send auto or opaque."
        raise WireError(sentence, code="unsupported_parameter", field="background")
    refuse_unsupported(given.keys())


def refuse_unsupported(names: Collection[str]) -> None:
    """Refuse a field, of text or of files, that would change the picture and has no effect here."""
    for name, advice in REFUSED.items():
        if name in names:
            raise WireError(f"{name} is not supported. {advice}", code="unsupported_parameter", field=name)


def _read_text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise WireError(f"{name} must be text; you gave {show(value)}.", field=name)
    return value.strip()


def _read_choice(given: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = given[name]
    if value not in choices:
        raise WireError(f"{name} must be one of {', '.join(choices)}; you gave {show(value)}.", field=name)
    return str(value)


def _read_count(given: Mapping[str, Any]) -> int:
    value = tidy_number(given.get("n", 1))
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_PICTURES:
        raise WireError(f"n must be a whole number from 1 to {MOST_PICTURES}; you gave {show(value)}.", field="n")
    return value


def _read_size(given: Mapping[str, Any]) -> Size | None:
    """Return the size of `size`, or of `width` and `height`, which some servers have instead."""
    value, sides = given.get("size", AUTO), _read_sides(given)
    if value in (AUTO, ""):
        return sides
    found = SIZE.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if found is None:
        sentence = f"size must be auto, or width and height in pixels such as 1024x1024; you gave {show(value)}."
        raise WireError(sentence, field="size")
    size = Size(int(found[1]), int(found[2]))
    if sides not in (None, size):
        shown = f"{given['width']} and {given['height']}"
        raise WireError(f"size is {value}, but width and height are {shown}. Send only one of the two.", field="size")
    return size


def _read_sides(given: Mapping[str, Any]) -> Size | None:
    """Return `width` and `height`, or None if the request has neither."""
    width, height = _read_side(given, "width"), _read_side(given, "height")
    if width and height:
        return Size(width, height)
    # What the other side would be is not the same for all models.
    if width or height:
        present, absent = ("width", "height") if width else ("height", "width")
        raise WireError(f"{present} is set without {absent}. Send both, or size.", field=absent)
    return None


def _read_side(given: Mapping[str, Any], name: str) -> int:
    """Return the pixels, or 0 if the field is not set."""
    if name not in given:
        return 0
    value = tidy_number(given[name])
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST_SIDE:
        limits = f"from 1 to {LONGEST_SIDE:,}"
        raise WireError(f"{name} must be a whole number {limits}; you gave {show(value)}.", field=name)
    return value
