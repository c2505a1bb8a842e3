"""What calls of JavaScript return that make texts and values of others."""

from collections.abc import Callable
from typing import Any

from playground.recall.code.json_text import parse_argument
from playground.recall.code.values import Dumped, Mixed, join


def _join_list(owner: Any, arguments: list[Any]) -> Any:  # noqa: ANN401
    separator = arguments[0] if arguments else ","
    return join([part for item in owner for part in (separator, item)][1:]) if isinstance(owner, list) else None


# What calls of these names return; each takes the object before the dot and the arguments, and may return None.
TEXT_FUNCTIONS: dict[str, Callable[[Any, list[Any]], Any]] = {
    "stringify": lambda owner, arguments: Dumped(arguments[0]) if arguments else None,
    "parse": parse_argument,
    "String": lambda owner, arguments: join(arguments[:1]) if arguments else None,
    "Number": lambda owner, arguments: arguments[0] if arguments and isinstance(arguments[0], int | float) else None,
    "toString": lambda owner, arguments: owner if isinstance(owner, str | Mixed) else None,
    "trim": lambda owner, arguments: owner.strip() if isinstance(owner, str) else None,
    "concat": lambda owner, arguments: join([owner, *arguments]) if isinstance(owner, str | Mixed) else None,
    "join": _join_list,
}
