"""The dialects by name, found in this folder: a new one is a module with a `DIALECT` in it, and its spec files."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import playground.dialects
from playground.catalog.words import DIALECTS as ORDER
from playground.dialects.base import Dialect


def _find() -> Iterator[Dialect]:
    for entry in iter_modules(playground.dialects.__path__):
        # This module is in the folder as well, and half loaded while it looks.
        if entry.name in ORDER:
            yield import_module(f"playground.dialects.{entry.name}").DIALECT


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in sorted(_find(), key=lambda dialect: ORDER.index(dialect.name))
}


def get_dialect(name: str) -> Dialect:
    """Return the dialect of that name, such as `onemin`; raise KeyError where there is none."""
    return DIALECTS[name]
