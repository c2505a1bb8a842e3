"""The time limit of one sketch: whatever is asked, a thread of the worker is free again after it."""

from collections.abc import Callable

from playground.engines.base import Progress
from playground.engines.errors import Failed


class Deadline:
    """A progress that ends a sketch which takes longer than `seconds`, counted from when this was made."""

    def __init__(self, progress: Progress, seconds: float, clock: Callable[[], float]) -> None:
        self._progress = progress
        self._seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def __call__(self, fraction: float | None, stage: str) -> None:
        """Pass the progress on; raises `Failed` once the time is over."""
        self.check()
        self._progress(fraction, stage)

    def check(self) -> None:
        """Raise `Failed` once the time is over; called before every shape, since one step may have thousands."""
        if self._clock() > self._end:
            raise Failed(
                f"The sketch took longer than {self._seconds:g} seconds, the limit of this server; "
                "ask for a smaller size, fewer steps or fewer pictures."
            )
