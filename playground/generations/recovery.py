"""What a worker does beside its work: it beats, and takes up what dead workers and lost messages left behind."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from playground.dialects.registry import DIALECTS, get_dialect
from playground.generations.models import Generation, Status
from playground.generations.models.generation import REMOTE
from playground.generations.models.worker import SILENCE
from playground.generations.purging import purge
from playground.generations.queue_records import is_empty, purge_finished_records
from playground.generations.remote.desk import nudge
from playground.generations.sentences import cancelled, charged
from playground.generations.tasks import run_generation
from playground.generations.workers import release, this_worker

logger = logging.getLogger(__name__)

BEAT = 3.0
ATTEMPTS = 3
# A row that still waits after this long while the queue is empty was committed but never enqueued.
FORGOTTEN = timedelta(seconds=5)
DIED = (
    f"The worker stopped {ATTEMPTS} times while it made this picture, and nothing of it was kept. Try again with a"
    " smaller picture or fewer steps."
)


def recover() -> int:
    """Take up what dead workers left and what never reached the queue; return how many rows were touched."""
    dead = Q(worker__beat__lte=timezone.now() - SILENCE) | Q(worker=None)
    touched = 0
    for row in Generation.objects.filter(dead, status=Status.RUNNING).select_related("worker"):
        touched += _take_up(row)
    if is_empty():
        waiting = Generation.objects.filter(status=Status.QUEUED, created__lt=timezone.now() - FORGOTTEN, deleted=None)
        for row in waiting.exclude(engine=REMOTE).order_by("created")[:100]:
            run_generation.enqueue(str(row.id))
            touched += 1
    return touched


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

    So what a long outage delayed is looked at once more, and what kills every worker comes to an end.
    """
    if row.started is None or row.sent is None or row.api not in DIALECTS:
        return True
    return (row.started - row.sent).total_seconds() > get_dialect(row.api).manners.patience


class Heart(threading.Thread):
    """Beats for this process and, now and then, looks after what others left."""

    def __init__(self) -> None:
        super().__init__(name="heart", daemon=True)
        self._stop_flag = threading.Event()

    def run(self) -> None:
        """Beat until stopped; a database that is away for a while is no reason to die."""
        beats = 0
        while not self._stop_flag.is_set():
            try:
                self._beat(beats)
            except DatabaseError:
                logger.exception("the worker could not beat")
                connection.close()
            beats += 1
            self._stop_flag.wait(BEAT)

    def _beat(self, beats: int) -> None:
        this_worker().give_sign()
        recover()
        look_for_remote()
        if beats % 20 == 0:
            purge_finished_records()
        if beats % 1200 == 0:
            purge()

    def stop(self) -> None:
        """End the thread at its next look."""
        self._stop_flag.set()
