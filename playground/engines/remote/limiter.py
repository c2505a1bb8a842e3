"""Limits how many requests are at work at one API, and sends none with a key while the API asked for a pause."""

import random
from asyncio import Future, get_running_loop
from collections import Counter, deque
from collections.abc import Awaitable, Callable

# Seconds without requests after a 429 that names no pause. The pause doubles with each further 429 up to the longest.
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 60.0


class ApiLimiter:
    """The slots at one API, given out by turns between owners, and the pauses of its keys.

    The next slot goes to the waiting owner who holds the fewest, among equals to the one who has waited longest; each
    owner's requests keep their order. One owner holds `most_per_owner` slots at most, or all but one, so that another
    finds one free. APIs count their limits by key, so a pause holds for one key only: a person whose key is exhausted
    delays nobody else.
    """

    def __init__(
        self,
        slots: int,
        sleep: Callable[[float], Awaitable[None]],
        clock: Callable[[], float],
        *,
        most_per_owner: int | None = None,
    ) -> None:
        self.free = self._slots = slots
        usual = max(1, slots - 1)
        self._most_per_owner = usual if most_per_owner is None else min(usual, most_per_owner)
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[Future[None]]] = {}
        # By key: when the pause began, when it ends, and how long it was.
        self._pauses: dict[str, tuple[float, float, float]] = {}
        self._sleep = sleep
        self._clock = clock

    @property
    def is_idle(self) -> bool:
        """Whether nothing is at work, nobody waits, and no key is paused."""
        return self.free == self._slots and not any(self._waiting.values()) and not self._pauses

    def has_slot_for(self, owner: str) -> bool:
        """Whether the owner could take a slot without waiting. Everybody else who could take it has one already."""
        return self.free > 0 and self._may_hold_more(owner)

    async def enter(
        self, key: str, owner: str, *, first: bool = False, note_pause: Callable[[bool], object] = bool
    ) -> None:
        """Take a slot once there is one and the key's pause is over; `first` goes ahead of the owner's others.

        `note_pause` hears when the wait is for the key and not for a slot.
        """
        while True:
            while (left := self.pause_left(key)) > 0:
                note_pause(True)
                # Not all requests at the same moment.
                await self._sleep(left + random.uniform(0, min(left, 1.0)))
            await self._take(owner, first=first)
            # The pause may have begun while this request waited for its slot.
            if self.pause_left(key) <= 0:
                note_pause(False)
                return
            self.leave(owner)

    def enter_at_once(self, owner: str) -> None:
        """Take a slot even where none is free, for a job that the API is working on already."""
        # The number may become negative. Then nothing new starts until the jobs above the limit have ended.
        self.free -= 1
        self._held[owner] += 1

    def leave(self, owner: str) -> None:
        """Give a slot back and pass it on; its owner is behind all others now."""
        self.free += 1
        self._held[owner] -= 1
        # Otherwise every owner who ever sent a request would stay in memory.
        if self._held[owner] <= 0:
            del self._held[owner]
        if owner in self._waiting:
            self._waiting[owner] = self._waiting.pop(owner)
        while self.free > 0 and (waiter := self._next()) is not None:
            waiter.set_result(None)

    def _next(self) -> Future[None] | None:
        """Take a slot for the owner whose turn it is, and return that owner's waiter; None if nobody may hold more."""
        may_go = [owner for owner in self._waiting if self._may_hold_more(owner)]
        for owner in sorted(may_go, key=self._held.__getitem__):
            waiters = self._waiting.pop(owner)
            waiter = _pop_waiting(waiters)
            if waiters:
                # Put back at the end: behind all other owners until the next turn.
                self._waiting[owner] = waiters
            if waiter is not None:
                self.enter_at_once(owner)
                return waiter
        return None

    def _may_hold_more(self, owner: str) -> bool:
        # Requests without an owner do not compete with anybody, so they have no limit of their own.
        return not owner or self._held[owner] < self._most_per_owner

    def pause_left(self, key: str) -> float:
        """Return for how many seconds nothing may be sent with the key; 0 or less where it may."""
        pause = self._pauses.get(key)
        return pause[1] - self._clock() if pause else 0.0

    def pause(self, key: str, seconds: float | None, sent: float) -> None:
        """Send nothing with the key for a while; `sent` is when the refused request was sent.

        Requests that were under way together are refused together. They count as one refusal, so that the pause is
        doubled once and not for each of them.
        """
        now = self._clock()
        began, end, length = self._pauses.get(key, (float("-inf"), now, 0.0))
        if sent > began:
            length = min(LONGEST_PAUSE, max(FIRST_PAUSE, 2 * length))
            began = now
        self._pauses[key] = began, max(end, now + (length if seconds is None else seconds)), length

    def note_success(self, key: str) -> None:
        """Note that the API accepted a request with the key: the next pause is short again."""
        # A success during a pause belongs to a request that was sent before it.
        if self._pauses and self.pause_left(key) <= 0:
            self._pauses.pop(key, None)

    async def _take(self, owner: str, *, first: bool) -> None:
        if self.has_slot_for(owner):
            self.enter_at_once(owner)
            return
        waiter = get_running_loop().create_future()
        waiters = self._waiting.setdefault(owner, deque())
        if first:
            waiters.appendleft(waiter)
        else:
            waiters.append(waiter)
        try:
            await waiter
        except BaseException:
            # The task was cancelled in the moment in which it got the slot: pass the slot on.
            if waiter.done() and not waiter.cancelled():
                self.leave(owner)
            raise


class ApiSlot:
    """One generation's slot at an API: taken and given back any number of times, held at most once."""

    def __init__(self, limiter: ApiLimiter, key: str, owner: str, note_pause: Callable[[bool], object] = bool) -> None:
        self._note_pause = note_pause
        self._limiter = limiter
        self._key = key
        self._owner = owner
        self._is_held = False

    @property
    def must_wait(self) -> bool:
        """Whether `take` has to wait."""
        is_paused = self._limiter.pause_left(self._key) > 0
        return is_paused or not (self._is_held or self._limiter.has_slot_for(self._owner))

    async def take(self, *, first: bool = False) -> None:
        """Wait until the pause is over and the slot is held."""
        if self._limiter.pause_left(self._key) > 0:
            self.give_back()
        if not self._is_held:
            await self._limiter.enter(self._key, self._owner, first=first, note_pause=self._note_pause)
            self._is_held = True

    def take_at_once(self) -> None:
        """Hold a slot without waiting."""
        self._limiter.enter_at_once(self._owner)
        self._is_held = True

    def give_back(self, *, until_pause_ends: bool = False) -> None:
        """Give the slot back, if it is held."""
        if until_pause_ends:
            self._note_pause(True)
        if self._is_held:
            self._is_held = False
            self._limiter.leave(self._owner)

    def pause(self, seconds: float | None, sent: float) -> None:
        """Send nothing with this key for a while: the API answered 429 to a request sent at that moment."""
        self._limiter.pause(self._key, seconds, sent)

    def note_success(self) -> None:
        """Note that the API accepted the request."""
        self._limiter.note_success(self._key)


def _pop_waiting(waiters: deque[Future[None]]) -> Future[None] | None:
    """Remove and return the first that still waits; drop those before it that were cancelled."""
    while waiters:
        waiter = waiters.popleft()
        if not waiter.done():
            return waiter
    return None
