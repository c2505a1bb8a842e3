"""What a worker does beside its work: it beats, and takes up what dead workers and lost messages left behind."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from playground.dialects.registry import DIALECTS, get_dialect
from playground.generations.messages import cancelled, charged
from playground.generations.models import Generation, Status
from playground.generations.models.finding import REMOTE
from playground.generations.storage.purge import purge
from playground.generations.storage.purge_guests import purge_guests
from playground.generations.storage.thumbnails import thumbnailer
from playground.generations.submission.task import run_generation
from playground.generations.worker.process import ATTEMPTS, at_work, release, this_worker
from playground.generations.worker.remote import loader
from playground.generations.worker.remote.loader import nudge
from playground.generations.worker.unchanged import Standstill
from playground.launcher.memory import trim_memory
from playground.stores.queue.records import count_tasks, purge_finished_records

logger = logging.getLogger(__name__)

BEAT = 3.0
# After a failure the next try to beat comes sooner, in seconds.
HASTE = 1.0
# A worker is taken for dead when it has not beaten for so many looks, which come at every beat of who looks.
SILENT_LOOKS = 4
# Rows that never reached the queue are given to it so many at a time.
MOST_FORGOTTEN = 1000
DIED = (
    f"The worker stopped {ATTEMPTS} times while it made this picture, and nothing of it was kept. Try again with a"
    " smaller picture or fewer steps."
)


class Lookout:
    """Finds what nobody works on any more: by looking again and again, since clocks jump and differ."""

    def __init__(self) -> None:
        self._beats: Standstill[UUID, datetime] = Standstill(SILENT_LOOKS)
        self._strays: Standstill[UUID, int] = Standstill(SILENT_LOOKS)
        self._waiting: Standstill[UUID, None] = Standstill(1)

    def recover(self) -> int:
        """Take up what dead workers left and what never reached the queue; return how many rows were touched."""
        return self._take_up_left() + self._take_up_strays() + self._enqueue_forgotten()

    def forget(self) -> None:
        """Begin anew, as after an outage: in that time nobody could beat."""
        for seen in (self._beats, self._strays, self._waiting):
            seen.forget()

    def _take_up_left(self) -> int:
        others = Generation.objects.filter(status=Status.RUNNING).exclude(worker=this_worker())
        rows = list(others.select_related("worker"))
        dead = self._beats.look({row.worker.id: row.worker.beat for row in rows if row.worker})
        return sum(_take_up(row) for row in rows if row.worker is None or row.worker.id in dead)

    def _take_up_strays(self) -> int:
        """Take up what this worker itself has lost sight of, as when a claim was committed and its answer lost."""
        mine = Generation.objects.filter(status=Status.RUNNING, worker=this_worker())
        attempts = dict(mine.values_list("id", "attempts"))
        busy = at_work() | loader.at_work()
        strays = self._strays.look({id_: attempt for id_, attempt in attempts.items() if id_ not in busy})
        return sum(_take_up(row) for row in mine.filter(id__in=strays)) if strays else 0

    def _enqueue_forgotten(self) -> int:
        """Enqueue rows that waited at the last look already, as far as there are more of them than tasks.

        Rows wait without a task while their owner has all the places of each worker, so no more than could be begun:
        whichever thread has a task goes on by itself.
        """
        waiting = Generation.objects.filter(status=Status.QUEUED, deleted=None).exclude(engine=REMOTE)
        ids = list(waiting.order_by("created").values_list("id", flat=True)[:MOST_FORGOTTEN])
        still = self._waiting.look(dict.fromkeys(ids))
        tasks = count_tasks() if still else None
        missing = 0 if tasks is None else max(0, waiting.count() - tasks)
        forgotten = [id_ for id_ in ids if id_ in still][: min(missing, settings.WORKER_THREADS)]
        for id_ in forgotten:
            run_generation.enqueue(str(id_))
        return len(forgotten)


def look_for_remote(tell: Callable[[str], None] = nudge) -> None:
    """Let this worker take what waits for a public API, in case nobody was told of it or nobody had a place."""
    waiting = Generation.objects.filter(status=Status.QUEUED, engine=REMOTE, deleted=None)
    for dialect in waiting.order_by().values_list("dialect", flat=True).distinct():
        tell(dialect)


def _take_up(row: Generation) -> bool:
    if row.cancel_requested:
        return row.fail(row.worker, "cancelled", cancelled(row.api, sent=row.sent is not None))
    if row.sent is None and row.attempts >= ATTEMPTS:
        return row.fail(row.worker, "lost", DIED)
    if row.sent is not None and _is_past_patience(row):
        return row.fail(row.worker, "lost", charged(row.api))
    released = release(row)
    if released:
        run_generation.enqueue(str(row.id))
    return released


def _is_past_patience(row: Generation) -> bool:
    """Whether the worker died at something that it took up when the API had had all its time already.

    So what a long outage delayed is looked at once more, and what kills every worker comes to an end, also where the
    clock was set back in between.
    """
    if row.started is None or row.sent is None or row.api not in DIALECTS:
        return True
    passed = (row.started - row.sent).total_seconds()
    return passed > get_dialect(row.api).policy.job_timeout or (passed < 0 and row.attempts >= ATTEMPTS)


class Heart(threading.Thread):
    """Beats for this process and, now and then, looks after what others left."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(name="heart", daemon=True)
        self._clock = clock
        self._signed = clock()
        self._stop_flag = threading.Event()
        self._lookout = Lookout()
        self._beats = -1

    def run(self) -> None:
        """Beat until stopped."""
        while not self._stop_flag.is_set():
            pause = BEAT if self._try_to_beat() else HASTE
            self._stop_flag.wait(pause)

    def _try_to_beat(self) -> bool:
        self._beats += 1
        try:
            self._beat(self._beats)
        # A server that is away for a while is no reason to die: without a heart this worker would count as dead.
        except Exception:
            logger.exception("the worker could not beat")
            self._lookout.forget()
            connection.close()
            return False
        return True

    def _beat(self, beats: int) -> None:
        self._sign()
        self._lookout.recover()
        look_for_remote()
        trim_memory()
        thumbnailer.record_sizes()
        if beats % 20 == 0:
            purge_finished_records()
        if beats % 100 == 0:
            purge_guests(timezone.now(), self._sign_when_due)
        if beats % 1200 == 0:
            purge(self._sign_when_due)

    def _sign(self) -> None:
        this_worker().give_sign()
        self._signed = self._clock()

    def _sign_when_due(self) -> None:
        """Beat in the midst of what takes long: who is silent is taken for dead, and what was sent may be lost then."""
        if self._clock() - self._signed >= BEAT:
            self._sign()

    def stop(self) -> None:
        """End the thread at its next look."""
        self._stop_flag.set()
