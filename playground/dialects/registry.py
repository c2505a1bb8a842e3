"""The dialects by name, in the order of the page: every module in this folder that has a `DIALECT` adds one."""

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
    """Return the dialect of that name, such as `onemin`; raise KeyError where there is none."""
    return DIALECTS[name]
