"""Finds what the modules of a folder add to a registry, so that a new module is all that a registry needs."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


def find_in_modules(package: ModuleType, name: str, *, only_packages: bool = False) -> Iterator[Any]:
    """Yield the object of that name from each module of the package that has one."""
    for entry in iter_modules(package.__path__, f"{package.__name__}."):
        # The registry itself is in the folder too, and is still being imported.
        if entry.name.endswith(".registry") or (only_packages and not entry.ispkg):
            continue
        found = getattr(import_module(entry.name), name, None)
        if found is not None:
            yield found
