"""The places of this process at the engines of this server: which waiting row a thread makes next."""

import threading
import time
from functools import cache
from uuid import UUID

from django.conf import settings

from playground.generations.models import Generation, Status, Worker
from playground.generations.models.finding import ACTIVE, REMOTE
from playground.generations.models.owners_waiting import count_running_here, owners_waiting_here
from playground.generations.round_robin import Turns
from playground.generations.worker.process import at_work, begin, leave_off

# A row waits this long for the rows of other owners, in seconds, in total. Most sketches take less than one second.
MOST_YIELDED = 3.0


class Places:
    """So many threads take rows by turns between owners; what one of them has in hand is not begun once more."""

    def __init__(self, threads: int) -> None:
        self._turns = Turns(threads)
        self._lock = threading.Lock()
        self._given_back = threading.Condition(self._lock)

    def take(self, worker: Worker) -> Generation | None:
        """Claim the row whose turn it is, None where none waits or may be begun; `give_back` it in the end."""
        while (row := self._choose()) is not None:
            # Outside the lock: to write may take a while, in which other threads choose other rows.
            try:
                is_mine = row.claim(worker)
            except BaseException:
                self.give_back(row)
                raise
            if is_mine:
                return row
            self.give_back(row)
        return None

    def _choose(self) -> Generation | None:
        with self._lock:
            rows = self._turns.share_out(owners_waiting_here, _begin_oldest, 1, count_running_here)
            for row in rows:
                self._turns.take(row.owner_id)
        return rows[0] if rows else None

    def give_back(self, row: Generation) -> None:
        """Let the row's place be taken again."""
        leave_off(row.id)
        with self._lock:
            self._turns.give_back(row.owner_id)
            self._given_back.notify_all()

    def let_others_finish(self, owner: UUID, seconds: float) -> None:
        """Wait, for `seconds` at most, while another owner has rows at work, but fewer than this owner."""
        with self._lock:
            self._given_back.wait_for(lambda: self._turns.holds_fewest(owner), seconds)


class YieldToOthers:
    """Called between the steps of one row, to let the rows of owners with fewer rows at work finish first.

    The threads of a worker share one interpreter: without this, three rows of one owner would take three quarters of
    the processor time, and the only row of another owner one quarter.
    """

    def __init__(self, places: Places, owner: UUID, seconds: float = MOST_YIELDED) -> None:
        self._places = places
        self._owner = owner
        self._left = seconds

    def __call__(self) -> None:
        """Wait for other owners until they have finished, or until this row has waited long enough in total."""
        if self._left > 0:
            began = time.monotonic()
            self._places.let_others_finish(self._owner, self._left)
            self._left -= time.monotonic() - began


@cache
def local_places() -> Places:
    """Return the places of this process."""
    return Places(settings.WORKER_THREADS)


def _begin_oldest(owner: UUID) -> Generation | None:
    # The states are named twice, since the index is found by both.
    waiting = Generation.objects.filter(owner=owner, status__in=ACTIVE, deleted=None).exclude(engine=REMOTE)
    left = waiting.filter(status=Status.QUEUED).exclude(id__in=at_work())
    for row in left.order_by("created", "id")[:1]:
        begin(row.id)
        return row
    return None
