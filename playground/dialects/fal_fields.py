"""The parts of fal's requests and responses that differ from the params of a spec and from an `Answer`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from playground.catalog.spec import ModelSpec
from playground.dialects.base import Body
from playground.dialects.reading import read_sentence
from playground.dialects.wire import EncodedPicture

# The name of the parameter, and what the API calls a strength.
LORAS, SCALE = "loras", "scale"
SIZE, SIDES = "image_size", ("width", "height")
# In a spec the size is a name or `custom` with two sides. On the wire it is a name or an object with two sides.
CUSTOM = "custom"
# A response may contain any number of errors and log lines; a message needs only a few.
MOST_LINES = 5


def join_size(spec: ModelSpec, params: Body) -> Body:
    """Return the params with the sides of a custom size in one object, and without sides that have no effect."""
    if spec.get(SIZE) is None:
        return params
    sides = {side: params[side] for side in SIDES if side in params}
    joined = {name: value for name, value in params.items() if name not in SIDES}
    return joined | {SIZE: sides} if params.get(SIZE) == CUSTOM else joined


def split_size(body: Mapping[str, Any]) -> Body:
    """Return the params of a body, with a size in pixels as `custom` and its sides."""
    size = body.get(SIZE)
    if not isinstance(size, Mapping):
        return dict(body)
    return {**body, SIZE: CUSTOM} | {side: size[side] for side in SIDES if side in size}


def as_data_url(picture: object) -> object:
    return replace(picture, is_data_url=True) if isinstance(picture, EncodedPicture) else picture


def list_blocked(output: Mapping[str, Any], number: int) -> list[bool]:
    """Return for each picture whether the content filter has blocked it. What is not said is not blocked."""
    flags = output.get("has_nsfw_concepts")
    given: Sequence[object] = flags if isinstance(flags, list) else [flags] * number
    return [position < len(given) and given[position] is True for position in range(number)]


def last_log(logs: object) -> str:
    """Return the last message of the logs, or ""."""
    if not isinstance(logs, list):
        return ""
    messages = (log.get("message") for log in reversed(logs[-MOST_LINES:]) if isinstance(log, Mapping))
    return next((text for message in messages if (text := read_sentence(message, 100))), "")
