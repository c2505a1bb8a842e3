"""WorkLimit for costly work: so much at once, a little waits, and nobody gets more than their share of both.

Whoever finds no place is told so at once: what waited without one would take the web threads from everybody else.
"""

import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

type Limit = int | Callable[[], int]


class TooBusy(Exception):
    """All places are taken, or all that one person may take; `sentence` says so."""

    sentence = "This server is busy with work of this kind. Try again in a few seconds."
    # When it makes sense to try again, in seconds.
    retry_after = 5

    def __init__(self) -> None:
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Person:
    """Whose work it is: an owner, None for somebody who is none yet, and the address that they come from."""

    owner: UUID | None
    address: str


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """A place in the line, and whose it is: None for this server's own work."""

    whose: UUID | str | None


class WorkLimit:
    """At most `working` at once and `waiting` behind them; of both, `each` of one owner and `nearby` of one address.

    Somebody who is no owner yet counts by address alone, as one person. Those who wait are served in the order in which
    they came, but with `alone` one person's work is done one after another while the others' goes ahead. Limits may be
    functions, so that settings are read when they count.
    """

    def __init__(self, working: Limit, waiting: Limit, each: Limit, nearby: Limit, *, alone: bool = False) -> None:
        self._working = working
        self._waiting = waiting
        self._each = each
        self._nearby = nearby
        self._alone = alone
        self._changed = threading.Condition()
        self._line: list[_Ticket] = []
        self._taken: Counter[UUID | str] = Counter()
        self._mine = threading.local()

    @property
    def taken(self) -> int:
        """How many work or wait now."""
        with self._changed:
            return len(self._line)

    @contextmanager
    def take(self, person: Person) -> Iterator[None]:
        """Take a place for the block, waiting for one if need be; raise `TooBusy` where too many wait already."""
        owner, address = person.owner, person.address
        with self._changed:
            most_nearby = _now(self._each if owner is None else self._nearby)
            if (
                len(self._line) >= _now(self._working) + _now(self._waiting)
                or self._taken[address] >= most_nearby
                or (owner is not None and self._taken[owner] >= _now(self._each))
            ):
                raise TooBusy
            ticket = self._enter(owner or address, address, owner)
        yield from self._work(ticket, address, owner)

    @contextmanager
    def keep(self) -> Iterator[None]:
        """Take a place for the block, unless this thread has one, and wait for it as long as it takes."""
        if getattr(self._mine, "count", 0):
            yield
            return
        with self._changed:
            ticket = self._enter(None)
        yield from self._work(ticket)

    def _enter(self, whose: UUID | str | None, *keys: UUID | str | None) -> _Ticket:
        """Join the line; the lock is held."""
        ticket = _Ticket(whose)
        self._line.append(ticket)
        self._taken.update(key for key in keys if key)
        return ticket

    def _work(self, ticket: _Ticket, *keys: UUID | str | None) -> Generator[None]:
        try:
            before = getattr(self._mine, "count", 0)
            # A thread that works already must not wait for itself.
            if not before:
                with self._changed:
                    self._changed.wait_for(lambda: self._may_work(ticket))
            self._mine.count = before + 1
            try:
                yield
            finally:
                self._mine.count -= 1
        finally:
            with self._changed:
                self._line.remove(ticket)
                self._taken.subtract(key for key in keys if key)
                self._taken = +self._taken
                self._changed.notify_all()

    def _may_work(self, ticket: _Ticket) -> bool:
        """Return whether it is the ticket's turn, which it stays until the work is done; the lock is held."""
        free, people = _now(self._working), set[UUID | str]()
        for other in self._line:
            if self._alone and other.whose in people:
                continue
            if other is ticket:
                return free > 0
            free -= 1
            if other.whose is not None:
                people.add(other.whose)
        return False


def _now(limit: Limit) -> int:
    return limit if isinstance(limit, int) else limit()
