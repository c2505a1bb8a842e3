"""Reads JSON, also within code, where variables may stand for values or for parts of texts."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from playground.recall.code.found import FoundRequest, Reading
from playground.recall.code.values import DEEPEST, Mixed, TooComplex, Unread, check_size, join, spend

# A hole in a text is its number between two characters that no code can contain, since NUL is removed from what comes.
HOLE = re.compile("\0([0-9]{1,6})\0")
# A text that is not ended goes to the end, so that nothing is read twice.
STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]|' + "\0[0-9]{1,6}\0", re.DOTALL)


class NotJson(Exception):
    """The text is not JSON."""


def looks_like(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def read(text: str) -> Reading:
    """Return a request without an address, whose body is the JSON, or none if the text is not JSON."""
    try:
        body = parse_json(text)
    except NotJson:
        return Reading(problem="This is not valid JSON.", is_valid=False)
    # Documents show the body of several requests as a list.
    first = next((item for item in body if isinstance(item, dict)), None) if isinstance(body, list) else body
    return Reading((FoundRequest("POST", "", {}, first),)) if isinstance(first, dict) else Reading()


def parse_json(text: Any) -> Any:  # noqa: ANN401
    """Return the value of a JSON text, of which parts or whole values may be unread; raise `NotJson` for anything else.

    Line breaks within texts are allowed, since shells allow them.
    """
    parts = text.parts if isinstance(text, Mixed) else (text,)
    holes = tuple(part for part in parts if isinstance(part, Unread))
    if isinstance(text, Mixed):
        numbers = iter(range(len(holes)))
        text = "".join(part if isinstance(part, str) else f"\0{next(numbers)}\0" for part in parts)
    spend(characters=len(text) if isinstance(text, str) else 0)
    if not isinstance(text, str) or _depth(text) > DEEPEST:
        raise NotJson
    try:
        # A hole outside texts is a whole value, which is put into quotes so that it can be parsed.
        quoted = STRING_OR_BRACKET.sub(_quote_hole, text) if holes else text
        value = json.loads(quoted, strict=False, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise NotJson from None
    check_size(value)
    return _fill(value, holes) if holes else value


def parse_argument(owner: Any, arguments: Sequence[Any]) -> Any:  # noqa: ANN401
    """Return what `JSON.parse` and `json.loads` return for the first argument, or None if that is not JSON."""
    try:
        return parse_json(arguments[0]) if arguments else None
    except NotJson:
        return None


def _refuse(name: str) -> Any:  # noqa: ANN401
    raise ValueError(name)


def _depth(text: str) -> int:
    deepest = depth = 0
    for found in STRING_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        deepest = max(deepest, depth)
    return deepest


def _quote_hole(found: re.Match[str]) -> str:
    return f'"{found[0]}"' if found[0].startswith("\0") else found[0]


def _fill(value: Any, holes: Sequence[Unread]) -> Any:  # noqa: ANN401
    """Return the value with its holes as unread values. Its depth was checked."""
    if isinstance(value, str):
        parts = HOLE.split(value)
        # An escape in the text may give a NUL, so the number may be any.
        return join(holes[int(part) % len(holes)] if place % 2 else part for place, part in enumerate(parts) if part)
    if isinstance(value, Mapping):
        return {HOLE.sub("", name): _fill(item, holes) for name, item in value.items()}
    return [_fill(item, holes) for item in value] if isinstance(value, list) else value


def read_body(value: Any) -> Any:  # noqa: ANN401
    """Return the JSON value of a body's text, or the argument itself if it is not JSON."""
    if not isinstance(value, str | Mixed):
        return value
    try:
        return parse_json(value)
    except (NotJson, TooComplex):
        return value
