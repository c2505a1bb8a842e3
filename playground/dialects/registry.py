"""The dialects by name, in the order of the page. Every module in this folder with a `DIALECT` adds one."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import playground.dialects
from playground.dialects.base import Dialect


def _find() -> Iterator[Dialect]:
    for entry in iter_modules(playground.dialects.__path__, "playground.dialects."):
        # This module is in the folder too, and is still being imported.
        if entry.name != __name__:
            dialect: Dialect | None = getattr(import_module(entry.name), "DIALECT", None)
            if dialect is not None:
                yield dialect


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in sorted(_find(), key=lambda dialect: (dialect.order, dialect.name))
}


def get_dialect(name: str) -> Dialect:
    return DIALECTS[name]
