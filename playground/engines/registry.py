"""The engines by name: one line adds one."""

from collections.abc import Callable, Mapping

from playground.engines.base import Engine
from playground.engines.blank import BlankEngine
from playground.sketch.engine import SketchEngine

ENGINES: Mapping[str, Callable[[], Engine]] = {
    "sketch": SketchEngine,
    "blank": BlankEngine,
}


def get_engine(name: str) -> Engine:
    """Return a new engine of that name; raises `KeyError` naming the known ones when there is none."""
    if name not in ENGINES:
        raise KeyError(f"No engine is called “{name}”; there are {', '.join(ENGINES)}.")
    return ENGINES[name]()
