"""Whose turn it is: the places of a worker are shared out between owners, however much any of them has waiting."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from uuid import UUID

# With so many owners in line who comes now may as well be seen at the next look but one; with twice as many, at the
# next but two: the end of the line is far, and each owner costs a step of every look.
SHORT_LINE = 64


class Turns:
    """Who holds how many of the places, and the line of owners who wait for one.

    One owner holds all places but one at most, so that whoever comes next finds one free; a single place alternates.
    The line goes by what this object has seen and never by a clock, which may be set back. `share_out` is for one
    thread at a time.
    """

    def __init__(self, places: int) -> None:
        self._most = max(1, places - 1)
        self._held: Counter[UUID] = Counter()
        self._line: dict[UUID, None] = {}
        self._served: dict[UUID, None] = {}
        self._looks_spared = 0
        self.keeps_somebody_waiting = False

    def take(self, owner: UUID) -> None:
        """Count a place as the owner's, who is behind everybody else now."""
        self._held[owner] += 1

    def give_back(self, owner: UUID) -> None:
        """Count a place of the owner's as free."""
        self._held[owner] -= 1
        if self._held[owner] <= 0:
            del self._held[owner]

    def share_out[R](
        self,
        look: Callable[[], Sequence[UUID]],
        take_next: Callable[[UUID], R | None],
        free: int,
        running: Callable[[], Mapping[UUID, int]] = dict,
    ) -> list[R]:
        """Return what `take_next` gives for the owner whose turn it is, until so many places are filled.

        Whoever holds fewest places comes first, then whoever stands first in line; `running` counts what owners have
        at work elsewhere too, which bars nobody. `look` returns the owners who wait, the longest first; `take_next`
        returns None where nothing of the owner's can be had after all. `keeps_somebody_waiting` says afterwards
        whether somebody has as many places as one owner may have. `take` is left to the caller.
        """
        if self._looks_spared > 0 and free == 1:
            self._looks_spared -= 1
            if taken := self._share_out(take_next, free, running):
                return taken
        waiting = look()
        self._looks_spared = len(waiting) // SHORT_LINE
        self._queue_up(waiting)
        return self._share_out(take_next, free, running)

    def _share_out[R](
        self, take_next: Callable[[UUID], R | None], free: int, running: Callable[[], Mapping[UUID, int]]
    ) -> list[R]:
        held = {owner: self._held[owner] for owner in self._line}
        elsewhere = running() if len(held) > 1 else {}
        places = enumerate(held.items())
        heap = [(max(has, elsewhere.get(owner, 0)), at, owner) for at, (owner, has) in places if has < self._most]
        heapify(heap)
        taken: list[R] = []
        while heap and len(taken) < free:
            busy, at, owner = heappop(heap)
            if (found := take_next(owner)) is None:
                continue
            taken.append(found)
            held[owner] += 1
            self._move_back(owner)
            if held[owner] < self._most:
                # Among those with as many places, behind all who stood in line.
                heappush(heap, (busy + 1, at + len(held), owner))
        self.keeps_somebody_waiting = any(has >= self._most for has in held.values())
        return taken

    def _move_back(self, owner: UUID) -> None:
        """Let the owner leave the line, and be behind those who have come when it is looked for them again."""
        self._line.pop(owner, None)
        self._served.pop(owner, None)
        self._served[owner] = None

    def _queue_up(self, waiting: Sequence[UUID]) -> None:
        """Let who waits no more leave the line, and who came stand at its end, ahead of who was served since."""
        here = dict.fromkeys(waiting)
        line = {owner: None for owner in self._line if owner in here}
        line |= {owner: None for owner in here if owner not in self._served}
        self._line = line | {owner: None for owner in self._served if owner in here}
        self._served = {}
