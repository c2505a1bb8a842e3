"""Shares the slots of a worker out between owners by turns, however many rows any of them has waiting."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from uuid import UUID

# With this many owners in line one look is skipped, with twice as many two: a newcomer would be at the end of a long
# line anyway, and each owner costs a step of every look.
SHORT_LINE = 64


class Turns:
    """Counts the slots that each owner holds, and keeps the line of owners who wait for one.

    One owner holds `most_per_owner` slots at most, or all but one, so that the next owner finds one free; a single slot
    alternates. The order comes from what this object has seen and never from a clock, which may be set back. Only one
    thread at a time may call `share_out`.
    """

    def __init__(self, slots: int, most_per_owner: int | None = None) -> None:
        usual = max(1, slots - 1)
        self._most = usual if most_per_owner is None else min(usual, most_per_owner)
        self._held: Counter[UUID] = Counter()
        self._line: dict[UUID, None] = {}
        self._served: dict[UUID, None] = {}
        self._looks_spared = 0
        self.keeps_somebody_waiting = False

    def take(self, owner: UUID) -> None:
        """Count a slot as held by the owner."""
        self._held[owner] += 1

    def give_back(self, owner: UUID) -> None:
        """Count a slot of the owner as free."""
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
        """Return the results of `take_next` for the owners whose turn it is, until `free` slots are filled.

        The owner who holds the fewest slots comes first, among equals the first in line. `running` also counts what
        owners have running elsewhere, which changes the order only. `look` returns the waiting owners, the longest
        waiting first. `take_next` returns None where the owner has nothing to take after all. Afterwards
        `keeps_somebody_waiting` says whether an owner has as many slots as one owner may have. The caller has to call
        `take` for each result.
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
        # A single owner needs no order, which saves the query.
        elsewhere = running() if len(held) > 1 else {}
        line = enumerate(held.items())
        heap = [(max(has, elsewhere.get(owner, 0)), at, owner) for at, (owner, has) in line if has < self._most]
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
                # Behind all owners in line who hold as many slots.
                heappush(heap, (busy + 1, at + len(held), owner))
        self.keeps_somebody_waiting = any(has >= self._most for has in held.values())
        return taken

    def _move_back(self, owner: UUID) -> None:
        """Remove the owner from the line, who will be behind all newcomers at the next look."""
        self._line.pop(owner, None)
        self._served.pop(owner, None)
        self._served[owner] = None

    def _queue_up(self, waiting: Sequence[UUID]) -> None:
        """Remove owners who no longer wait; append newcomers, then those who were served since the last look."""
        present = dict.fromkeys(waiting)
        line = {owner: None for owner in self._line if owner in present}
        line |= {owner: None for owner in present if owner not in self._served}
        self._line = line | {owner: None for owner in self._served if owner in present}
        self._served = {}
