"""The stand-ins by the name of their dialect. Every module in this folder with a `STANDIN` adds one."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import playground.standins
from playground.dialects.registry import DIALECTS
from playground.standins.server import Standin


def _find() -> Iterator[type[Standin]]:
    for entry in iter_modules(playground.standins.__path__, "playground.standins."):
        # This module is in the folder too, and is still being imported.
        if entry.name != __name__ and not entry.ispkg:
            kind: type[Standin] | None = getattr(import_module(entry.name), "STANDIN", None)
            if kind is not None:
                yield kind


_found = {kind.name: kind for kind in _find()}

STANDINS: dict[str, type[Standin]] = {name: _found[name] for name in DIALECTS if name in _found}
