"""The slots of this process at this server's engines: which waiting row a thread makes next."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from uuid import UUID

from django.conf import settings

from playground.accounts.models import Owner
from playground.generations.models import Generation, Status, Worker
from playground.generations.models.owners_waiting import count_running_here, owners_waiting_here
from playground.generations.models.states import ACTIVE, REMOTE
from playground.generations.round_robin import Turns
from playground.generations.worker.process import at_work, begin_work, end_work

# A row waits this long for the rows of others, in seconds, in total. Most sketches take less than one second.
MOST_YIELDED = 3.0


class LocalSlots:
    """A number of threads that take rows by turns between owners.

    Guests of one network hold all slots but one at most, as one owner does.
    """

    def __init__(self, threads: int) -> None:
        self._turns = Turns(threads)
        self._most = max(1, threads - 1)
        # Of each row in hand: what its owner was when it was taken, since a guest may sign up meanwhile.
        self._parties: dict[UUID, str] = {}
        self._lock = threading.Lock()
        self._given_back = threading.Condition(self._lock)

    def take(self, worker: Worker) -> Generation | None:
        """Claim the row whose turn it is; the caller gives it back in the end. None where no row may be started."""
        while (row := self._choose()) is not None:
            # Outside the lock: while the claim is written other threads may choose other rows.
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
            rows = self._turns.share_out(self._find_owners, self._begin_oldest, 1, count_running_here)
            for row in rows:
                self._turns.take(row.owner_id)
                self._parties[row.id] = row.owner.party
        return rows[0] if rows else None

    def _find_owners(self) -> Sequence[UUID]:
        """Return the owners who wait, without the guests of networks that hold as many slots as they may."""
        owners = owners_waiting_here()
        full = [party for party, held in Counter(self._parties.values()).items() if held >= self._most]
        if not full or not owners:
            return owners
        barred = set(Owner.objects.filter(id__in=owners, user=None, network__in=full).values_list("id", flat=True))
        return [owner for owner in owners if owner not in barred]

    def _begin_oldest(self, owner: UUID) -> Generation | None:
        # `status__in` and `status` say the same twice: the partial index is only used where its own condition is there.
        waiting = Generation.objects.filter(owner=owner, status__in=ACTIVE, deleted=None).exclude(engine=REMOTE)
        left = waiting.filter(status=Status.QUEUED).exclude(id__in=at_work()).select_related("owner")
        row = left.order_by("created", "id").first()
        if row is None or Counter(self._parties.values())[row.owner.party] >= self._most:
            return None
        # The caller still holds the lock, so no other thread can choose the same row before it is noted.
        begin_work(row.id)
        return row

    def give_back(self, row: Generation) -> None:
        """Free the row's slot."""
        end_work(row.id)
        with self._lock:
            self._turns.give_back(row.owner_id)
            self._parties.pop(row.id, None)
            self._given_back.notify_all()

    def let_others_finish(self, party: str, seconds: float) -> None:
        """Wait, for `seconds` at most, while somebody else has rows at work, but fewer than this party."""

        def has_fewest() -> bool:
            held = Counter(self._parties.values())
            return all(number >= held[party] for number in held.values())

        with self._lock:
            self._given_back.wait_for(has_fewest, seconds)


class YieldToOthers:
    """Called between the steps of one row, to let the rows of those with fewer rows at work finish first.

    The threads of a worker share one interpreter: without this, three rows of one person would take three quarters of
    the processor time, and the only row of another person one quarter.
    """

    def __init__(self, slots: LocalSlots, row: Generation, seconds: float = MOST_YIELDED) -> None:
        self._slots = slots
        self._party = row.owner.party
        self._left = seconds

    def __call__(self) -> None:
        """Wait for others until they have finished, or until this row has waited long enough in total."""
        if self._left > 0:
            began = time.monotonic()
            self._slots.let_others_finish(self._party, self._left)
            self._left -= time.monotonic() - began


@cache
def local_slots() -> LocalSlots:
    """Return the slots of this process."""
    return LocalSlots(settings.WORKER_THREADS)
