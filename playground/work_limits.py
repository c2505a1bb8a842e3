"""Limits expensive work: how much runs at once, how much waits, and how much of both one person gets.

Further work is refused immediately, because waiting requests would occupy the web threads that others need.
"""

import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from playground.errors import SentenceError

type Limit = int | Callable[[], int]


class TooBusy(SentenceError):
    """All places are taken, or all places of one person."""

    sentence = "This server is busy with work of this kind. Try again in a few seconds."
    # In seconds.
    retry_after = 5

    def __init__(self) -> None:
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Person:
    """The person who requests work: their owner row, or None for a guest without one, and their address."""

    owner: UUID | None
    address: str


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """A place in the queue. `whose` is None for the server's own work."""

    whose: UUID | str | None


class WorkLimit:
    """At most `working` tasks run and `waiting` tasks wait; of both, an owner and an address have a limited number.

    A person without an owner row counts by address alone, with the limit of one owner. Waiting tasks run in the order
    of their arrival, but with `one_per_owner` the tasks of one person run one after another while those of others
    overtake them. Limits can be functions, so that settings are read when they are needed.
    """

    def __init__(
        self, working: Limit, waiting: Limit, per_owner: Limit, per_address: Limit, *, one_per_owner: bool = False
    ) -> None:
        self._working = working
        self._waiting = waiting
        self._per_owner = per_owner
        self._per_address = per_address
        self._one_per_owner = one_per_owner
        self._changed = threading.Condition()
        self._queue: list[_Ticket] = []
        self._taken: Counter[UUID | str] = Counter()
        self._thread_state = threading.local()

    @property
    def taken(self) -> int:
        """The number of running and waiting tasks."""
        with self._changed:
            return len(self._queue)

    @contextmanager
    def take(self, person: Person) -> Iterator[None]:
        """Hold a place for the block, after waiting for it if necessary. Raise `TooBusy` if too many already wait."""
        owner, address = person.owner, person.address
        with self._changed:
            # A visitor who sends no cookie has no owner row, and must not get more by that than somebody who sends one.
            address_limit = _current(self._per_owner if owner is None else self._per_address)
            if (
                len(self._queue) >= _current(self._working) + _current(self._waiting)
                or self._taken[address] >= address_limit
                or (owner is not None and self._taken[owner] >= _current(self._per_owner))
            ):
                raise TooBusy
            ticket = self._enter(owner or address, address, owner)
        yield from self._work(ticket, address, owner)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold a place for the block, after waiting as long as necessary. A thread that has a place keeps it."""
        # A web request takes its place in the view and decodes later; waiting for a second place could deadlock.
        if getattr(self._thread_state, "count", 0):
            yield
            return
        with self._changed:
            ticket = self._enter(None)
        yield from self._work(ticket)

    def _enter(self, whose: UUID | str | None, *keys: UUID | str | None) -> _Ticket:
        """Join the queue. The caller must hold the lock."""
        ticket = _Ticket(whose)
        self._queue.append(ticket)
        self._taken.update(key for key in keys if key)
        return ticket

    def _work(self, ticket: _Ticket, *keys: UUID | str | None) -> Generator[None]:
        try:
            before = getattr(self._thread_state, "count", 0)
            # A thread that already holds a place would wait for itself.
            if not before:
                with self._changed:
                    self._changed.wait_for(lambda: self._may_work(ticket))
            self._thread_state.count = before + 1
            try:
                yield
            finally:
                self._thread_state.count -= 1
        finally:
            with self._changed:
                self._queue.remove(ticket)
                self._taken.subtract(key for key in keys if key)
                # Unary plus removes the entries that have become zero.
                self._taken = +self._taken
                # All waiting threads have to look: which of them may work depends on the whole queue.
                self._changed.notify_all()

    def _may_work(self, ticket: _Ticket) -> bool:
        """Return whether it is the ticket's turn, until its work is done. The caller must hold the lock."""
        free, people = _current(self._working), set[UUID | str]()
        for other in self._queue:
            # It takes no place while an earlier task of the same person runs, so others overtake it.
            if self._one_per_owner and other.whose in people:
                continue
            if other is ticket:
                return free > 0
            free -= 1
            if other.whose is not None:
                people.add(other.whose)
        return False


def _current(limit: Limit) -> int:
    return limit if isinstance(limit, int) else limit()
