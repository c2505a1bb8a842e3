"""The time limit of one sketch. It guarantees that a thread of the worker becomes free again."""

from collections.abc import Callable

from playground.engines.base import Progress
from playground.engines.errors import Failed


class Deadline:
    """A progress callback that aborts a sketch after `seconds`, counted from the creation of this object."""

    def __init__(self, progress: Progress, seconds: float, clock: Callable[[], float]) -> None:
        self._progress = progress
        self._seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def __call__(self, fraction: float | None, stage: str) -> None:
        """Pass the progress on, or raise `Failed` after the time limit."""
        self.check()
        self._progress(fraction, stage)

    def check(self) -> None:
        """Raise `Failed` after the time limit. Called before every shape, because one step can have thousands."""
        if self._clock() > self._end:
            raise Failed(
                f"The sketch took longer than {self._seconds:g} seconds, the limit of this server; "
                "ask for a smaller size, fewer steps or fewer pictures."
            )
