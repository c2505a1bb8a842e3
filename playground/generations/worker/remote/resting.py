"""Finished pictures rest until the rush is over: making thumbnails must not keep others from being finished."""

import time
from collections import deque
from collections.abc import Callable, Sequence

from playground.generations.models import Picture

# Of those that rest, so many are handed on at a time; in a rush that does not end, none for so many seconds.
AT_A_TIME = 6
LONGEST_REST = 15.0


class Resting:
    """Keeps pictures for a while, and gives them to `then` a few at a time."""

    def __init__(self, then: Callable[[Sequence[Picture]], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._then = then
        self._clock = clock
        self._pictures: deque[tuple[float, Picture]] = deque()
        self._is_calm = True

    @property
    def is_empty(self) -> bool:
        """Whether all were handed on."""
        return not self._pictures

    def add(self, pictures: Sequence[Picture]) -> None:
        """Keep them for a moment."""
        self._pictures.extend((self._clock(), picture) for picture in pictures)
        self._is_calm = False

    def hand_on(self, *, is_busy: bool = False) -> None:
        """Let go of a few, unless others came since the last call or are being stored."""
        rush = is_busy or not self._is_calm
        self._is_calm = True
        if not self._pictures or (rush and self._clock() - self._pictures[0][0] < LONGEST_REST):
            return
        few = min(AT_A_TIME, len(self._pictures))
        self._then([self._pictures.popleft()[1] for _ in range(few)])

    def hand_on_all(self) -> None:
        """Let go of all that is left."""
        if self.is_empty:
            return
        self._then([picture for _, picture in self._pictures])
        self._pictures.clear()
