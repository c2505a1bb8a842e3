"""Imports a library without the drivers that it would load only because they are installed."""

import sys
from collections.abc import Iterable
from importlib import import_module


def import_without(module: str, unused: Iterable[str]) -> None:
    """Import a module that imports others only where they are installed, as if the unused ones were not.

    `None` in `sys.modules` is the documented way to make an import fail. A lazy loader would not help: the library
    takes names from the drivers (`from redis import Redis`), which loads them at once. Afterwards they can be imported.
    """
    hidden = [name for name in unused if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import_module(module)
    finally:
        for name in hidden:
            del sys.modules[name]
