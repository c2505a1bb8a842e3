"""What Python's functions of texts return, as far as the values are known."""

import re
from collections.abc import Callable
from textwrap import dedent
from typing import Any

from playground.recall.code.json_text import parse_argument
from playground.recall.code.values import Dumped, Mixed, join, spend

PERCENT = re.compile("%[sd]")


def _format(owner: Any, arguments: list[Any]) -> Any:  # noqa: ANN401
    spend(characters=len(owner) if isinstance(owner, str) else 0)
    pieces = owner.split("{}") if isinstance(owner, str) and "{" not in owner.replace("{}", "") else []
    if len(pieces) != len(arguments) + 1:
        return None
    return join([part for pair in zip(pieces, [*arguments, ""], strict=True) for part in pair])


def format_percent(text: str, values: Any) -> Any:  # noqa: ANN401
    """Return the text with the values for `%s` and `%d`, or None if it has other formats or another number of them."""
    spend(characters=len(text))
    pieces = PERCENT.split(text)
    given = values if isinstance(values, list) else [values]
    if any("%" in piece for piece in pieces) or len(pieces) != len(given) + 1:
        return None
    return join([part for pair in zip(pieces, [*given, ""], strict=True) for part in pair])


def _join_list(owner: Any, arguments: list[Any]) -> Any:  # noqa: ANN401
    items = arguments[0] if arguments and isinstance(arguments[0], list) else None
    return None if items is None else join([part for item in items for part in (owner, item)][1:])


def _keep(owner: Any, arguments: list[Any]) -> Any:  # noqa: ANN401
    return unwrap_none(owner)


def _change(function: Callable[[str], str], text: Any) -> str | None:  # noqa: ANN401
    if not isinstance(text, str):
        return None
    spend(characters=len(text))
    return function(text)


def unwrap_none(value: Any) -> Any:  # noqa: ANN401
    return value if isinstance(value, str | Mixed | Dumped) else None


# What calls of these names return; each takes the object before the dot and the arguments, and may return None.
TEXT_FUNCTIONS: dict[str, Callable[[Any, list[Any]], Any]] = {
    "dumps": lambda owner, arguments: Dumped(arguments[0]) if arguments else None,
    "json.dumps": lambda owner, arguments: Dumped(arguments[0]) if arguments else None,
    "loads": parse_argument,
    "str": lambda owner, arguments: join(arguments[:1]) if arguments else None,
    "encode": _keep,
    "decode": _keep,
    "strip": lambda owner, arguments: _change(str.strip, owner) if not arguments else None,
    "dedent": lambda owner, arguments: _change(dedent, arguments[0]) if arguments else None,
    "format": _format,
    "join": _join_list,
}
