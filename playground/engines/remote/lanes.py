"""The way to one API: so many calls at once, and none while it asked to be left alone."""

import random
from asyncio import Future, get_running_loop
from collections import deque
from collections.abc import Awaitable, Callable

# Seconds for which nothing is sent after a 429 that names none, doubled with each further one up to the longest.
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 60.0


class Lane:
    """The places at one API, given out in the order of asking, and the pauses of its keys.

    The API counts its limits by key, so that a pause is one key's: whoever has used up their own holds up nobody else.
    """

    def __init__(self, places: int, sleep: Callable[[float], Awaitable[None]], clock: Callable[[], float]) -> None:
        self.free = places
        self._waiting: deque[Future[None]] = deque()
        self._pauses: dict[str, tuple[float, float, float]] = {}
        self._sleep = sleep
        self.clock = clock

    @property
    def has_room(self) -> bool:
        """Whether a place could be taken without waiting for one."""
        return self.free > 0 and not self._waiting

    async def enter(self, key: str, *, first: bool = False) -> None:
        """Take a place once there is one and the key's pause is over; `first` goes ahead of all who wait."""
        while True:
            while (left := self.pause_left(key)) > 0:
                # Not all at the same moment.
                await self._sleep(left + random.uniform(0, min(left, 1.0)))
            await self._take(first)
            if self.pause_left(key) <= 0:
                return
            self.leave()

    def enter_at_once(self) -> None:
        """Take a place whether there is one or not: for what the API is at work on already."""
        self.free -= 1

    def leave(self) -> None:
        """Give a place back, to whoever has waited longest."""
        self.free += 1
        while self._waiting and self.free > 0:
            waiter = self._waiting.popleft()
            if not waiter.done():
                self.free -= 1
                waiter.set_result(None)

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

    async def _take(self, first: bool) -> None:
        if self.has_room:
            self.free -= 1
            return
        waiter = get_running_loop().create_future()
        (self._waiting.appendleft if first else self._waiting.append)(waiter)
        try:
            await waiter
        except BaseException:
            # Cancelled in the moment in which the place was given: the next one gets it.
            if waiter.done() and not waiter.cancelled():
                self.leave()
            raise


class Place:
    """One generation's place in a lane: taken and given back any number of times, held at most once."""

    def __init__(self, lane: Lane, key: str) -> None:
        self._lane = lane
        self._key = key
        self._is_held = False

    @property
    def must_wait(self) -> bool:
        """Whether taking it takes a while."""
        return self._lane.pause_left(self._key) > 0 or not (self._is_held or self._lane.has_room)

    async def take(self, *, first: bool = False) -> None:
        """Wait for the place, unless it is held, and in any case until the pause is over."""
        if self._lane.pause_left(self._key) > 0:
            self.give_back()
        if not self._is_held:
            await self._lane.enter(self._key, first=first)
            self._is_held = True

    def take_at_once(self) -> None:
        """Hold a place without waiting."""
        self._lane.enter_at_once()
        self._is_held = True

    def give_back(self) -> None:
        """Give the place back, if it is held."""
        if self._is_held:
            self._is_held = False
            self._lane.leave()

    def pause(self, seconds: float | None, sent: float) -> None:
        """Send nothing with this key for a while: the API answered 429 to what was sent at that moment."""
        self._lane.pause(self._key, seconds, sent)

    def welcome(self) -> None:
        """Note that the API took the request."""
        self._lane.welcome(self._key)
