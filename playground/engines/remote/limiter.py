"""The way to one API: so many calls at once, and none while it asked to be left alone."""

import random
from asyncio import Future, get_running_loop
from collections import Counter, deque
from collections.abc import Awaitable, Callable

# Seconds for which nothing is sent after a 429 that names none, doubled with each further one up to the longest.
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 60.0


class Lane:
    """The places at one API, given out by turns between owners, and the pauses of its keys.

    Whoever holds fewest places is next, then whoever has waited longest; an owner's own are in the order of asking. One
    owner holds all places but one at most, so that another finds one free. The API counts its limits by key, so that a
    pause is one key's: whoever has used up their own holds up nobody else.
    """

    def __init__(self, places: int, sleep: Callable[[float], Awaitable[None]], clock: Callable[[], float]) -> None:
        self.free = places
        self._most = max(1, places - 1)
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[Future[None]]] = {}
        self._pauses: dict[str, tuple[float, float, float]] = {}
        self._sleep = sleep
        self.clock = clock

    def has_room(self, owner: str) -> bool:
        """Whether the owner could take a place without waiting for one: whoever else could have it has one."""
        return self.free > 0 and self._may_hold_more(owner)

    async def enter(self, key: str, owner: str, *, first: bool = False) -> None:
        """Take a place once there is one and the key's pause is over; `first` goes ahead of the owner's others."""
        while True:
            while (left := self.pause_left(key)) > 0:
                # Not all at the same moment.
                await self._sleep(left + random.uniform(0, min(left, 1.0)))
            await self._take(owner, first)
            if self.pause_left(key) <= 0:
                return
            self.leave(owner)

    def enter_at_once(self, owner: str) -> None:
        """Take a place whether there is one or not: for what the API is at work on already."""
        self.free -= 1
        self._held[owner] += 1

    def leave(self, owner: str) -> None:
        """Give a place back, to whoever's turn it is; its owner is behind everybody else now."""
        self.free += 1
        self._held[owner] -= 1
        if self._held[owner] <= 0:
            del self._held[owner]
        if owner in self._waiting:
            self._waiting[owner] = self._waiting.pop(owner)
        while self.free > 0 and (waiter := self._next()) is not None:
            waiter.set_result(None)

    def _next(self) -> Future[None] | None:
        """Return whose turn it is, with a place taken; None where nobody who waits may hold more."""
        may_go = [owner for owner in self._waiting if self._may_hold_more(owner)]
        for owner in sorted(may_go, key=self._held.__getitem__):
            waiters = self._waiting.pop(owner)
            waiter = _pop(waiters)
            if waiters:
                # Behind everybody else, until the next turn.
                self._waiting[owner] = waiters
            if waiter is not None:
                self.enter_at_once(owner)
                return waiter
        return None

    def _may_hold_more(self, owner: str) -> bool:
        return not owner or self._held[owner] < self._most

    def pause_left(self, key: str) -> float:
        """Return the seconds for which nothing may be sent with the key, 0 or less where it may."""
        pause = self._pauses.get(key)
        return pause[1] - self.clock() if pause else 0.0

    def pause(self, key: str, seconds: float | None, sent: float) -> None:
        """Send nothing with the key for so many seconds; `sent` is when the refused request went out.

        Requests that were under way together are refused together: that counts as one refusal.
        """
        now = self.clock()
        began, end, length = self._pauses.get(key, (float("-inf"), now, 0.0))
        if sent > began:
            length = min(LONGEST_PAUSE, max(FIRST_PAUSE, 2 * length))
            began = now
        self._pauses[key] = began, max(end, now + (length if seconds is None else seconds)), length

    def welcome(self, key: str) -> None:
        """Note that the API took a request with the key."""
        if self._pauses and self.pause_left(key) <= 0:
            self._pauses.pop(key, None)

    async def _take(self, owner: str, first: bool) -> None:
        if self.has_room(owner):
            self.enter_at_once(owner)
            return
        waiter = get_running_loop().create_future()
        waiters = self._waiting.setdefault(owner, deque())
        (waiters.appendleft if first else waiters.append)(waiter)
        try:
            await waiter
        except BaseException:
            # Cancelled in the moment in which the place was given: the next one gets it.
            if waiter.done() and not waiter.cancelled():
                self.leave(owner)
            raise


class Place:
    """One generation's place in a lane: taken and given back any number of times, held at most once."""

    def __init__(self, lane: Lane, key: str, owner: str) -> None:
        self._lane = lane
        self._key = key
        self._owner = owner
        self._is_held = False

    @property
    def must_wait(self) -> bool:
        """Whether taking it takes a while."""
        return self._lane.pause_left(self._key) > 0 or not (self._is_held or self._lane.has_room(self._owner))

    async def take(self, *, first: bool = False) -> None:
        """Wait for the place, unless it is held, and in any case until the pause is over."""
        if self._lane.pause_left(self._key) > 0:
            self.give_back()
        if not self._is_held:
            await self._lane.enter(self._key, self._owner, first=first)
            self._is_held = True

    def take_at_once(self) -> None:
        """Hold a place without waiting."""
        self._lane.enter_at_once(self._owner)
        self._is_held = True

    def give_back(self) -> None:
        """Give the place back, if it is held."""
        if self._is_held:
            self._is_held = False
            self._lane.leave(self._owner)

    def pause(self, seconds: float | None, sent: float) -> None:
        """Send nothing with this key for a while: the API answered 429 to what was sent at that moment."""
        self._lane.pause(self._key, seconds, sent)

    def welcome(self) -> None:
        """Note that the API took the request."""
        self._lane.welcome(self._key)


def _pop(waiters: deque[Future[None]]) -> Future[None] | None:
    """Take out the first that still waits, and those before it that were cancelled."""
    while waiters:
        waiter = waiters.popleft()
        if not waiter.done():
            return waiter
    return None
