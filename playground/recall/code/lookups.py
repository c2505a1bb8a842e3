"""What pasted JavaScript and Python have in common: members, addresses, and how headers are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.recall.code.values import Dumped, Unread, plain_text, spend

METHODS = frozenset({"get", "post", "put", "patch", "delete", "request"})


@dataclass(slots=True)
class Client:
    """An object that sends requests, with the address and the headers that it adds to each."""

    base: str = ""
    headers: dict[str, Any] = field(default_factory=dict)


def look_up(value: Any, key: Any) -> Any:  # noqa: ANN401
    """Return a member of an object or list, or None if it is not known."""
    if isinstance(value, Mapping) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and not isinstance(key, bool) and -len(value) <= key:
        return value[key] if key < len(value) else None
    return None


def read_headers(value: Any) -> Mapping[str, Any]:  # noqa: ANN401
    """Return headers that are given as an object, or as a list of pairs."""
    spend(len(value) if isinstance(value, Mapping | list) else 1)
    if isinstance(value, Mapping):
        return {name: item for name, item in value.items() if isinstance(name, str)}
    if isinstance(value, list):
        pairs = [item for item in value if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)]
        return dict(pairs)
    return {}


def join_address(base: Any, address: Any) -> str:  # noqa: ANN401
    """Return the address as text, after the base address of a client."""
    text, root = plain_text(address), plain_text(base)
    if not root or "://" in text[:20]:
        return text
    return f"{root.rstrip('/')}/{text.lstrip('/')}" if text else root


def unwrap(value: Any) -> Any:  # noqa: ANN401
    return value.value if isinstance(value, Dumped) else value


def is_text(value: Any) -> bool:  # noqa: ANN401
    return bool(plain_text(value)) and not isinstance(value, Unread)


def has_options(value: Any) -> bool:  # noqa: ANN401
    """Return whether an object has the options of ky and got, rather than data to send."""
    return isinstance(value, Mapping) and "json" in value and value.keys() <= {"json", "headers", "timeout", "retry"}
