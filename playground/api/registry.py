"""The served dialects by name, in the order of the pages; each folder beside this module is one."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import playground.api
from playground.api.served import ServedDialect
from playground.dialects.registry import DIALECTS


def _find() -> Iterator[ServedDialect]:
    for entry in iter_modules(playground.api.__path__, "playground.api."):
        if entry.ispkg:
            served: ServedDialect = import_module(entry.name).SERVED
            yield served


_found = {served.name: served for served in _find()}

SERVED: dict[str, ServedDialect] = {name: _found[name] for name in DIALECTS if name in _found}

# A key is accepted in the header of any served dialect, since clients are moved from one to the other.
KEY_HEADERS = tuple(dict.fromkeys(DIALECTS[name].key_header for name in SERVED))


def find_served(path: str) -> ServedDialect | None:
    """Return the dialect that answers the path, or None for a path of the pages."""
    return next((served for served in SERVED.values() if served.has(path)), None)
