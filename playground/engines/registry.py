"""The engines of this server by name: a new one is a module and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string

from playground.engines.base import Engine


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """What makes an engine, and whether pages should say that its pictures are sketches."""

    make: Callable[[], Engine]
    draws_sketches: bool = False


def _load(path: str) -> Callable[[], Engine]:
    """Return what loads the class and makes an engine: settings and web processes know engines only by name."""

    def make() -> Engine:
        kind: type[Engine] = import_string(path)
        return kind()

    return make


ENGINES: dict[str, EngineEntry] = {
    "sketch": EngineEntry(_load("playground.sketch.engine.SketchEngine"), draws_sketches=True),
    "blank": EngineEntry(_load("playground.engines.blank.BlankEngine")),
}


def get_engine(name: str) -> Engine:
    """Return a new engine of that name; raise `KeyError` naming the known ones when there is none."""
    if name not in ENGINES:
        raise KeyError(f"No engine is called “{name}”; there are {', '.join(ENGINES)}.")
    return ENGINES[name].make()


# A row may name an engine that an older version had.
def draws_sketches(name: str) -> bool:
    """Return whether the pictures of the engine are sketches; False for an engine that is gone."""
    return name in ENGINES and ENGINES[name].draws_sketches
