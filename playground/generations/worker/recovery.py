"""Takes up what dead workers and lost queue messages left behind."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from playground.dialects.registry import DIALECTS, get_dialect
from playground.generations.messages import cancelled, charged
from playground.generations.models import Generation, Status
from playground.generations.models.states import REMOTE
from playground.generations.submission.task import run_generation
from playground.generations.worker.process import ATTEMPTS, at_work, release, this_worker
from playground.generations.worker.remote import loader
from playground.generations.worker.unchanged import UnchangedDetector
from playground.stores.queue.records import count_tasks

# A worker is taken for dead when its heartbeat was the same in this many looks after the first; each worker looks once
# per heartbeat of its own.
SILENT_LOOKS = 4
# A row that was cancelled, and whose API is still to be asked to stop, ends by itself after this many looks.
CANCELLED_LOOKS = 20
# How many waiting rows one look reads at most.
MOST_WAITING_ROWS = 1000
DIED = (
    f"The worker stopped {ATTEMPTS} times while it made this picture, and nothing was kept. Try again with a"
    " smaller picture or fewer steps."
)


class Recovery:
    """Finds rows that nobody works on any more.

    It compares what several looks in a row have seen instead of comparing times: the clocks of machines differ, and
    may be set back.
    """

    def __init__(self) -> None:
        self._heartbeats: UnchangedDetector[UUID, datetime] = UnchangedDetector(SILENT_LOOKS)
        self._strays: UnchangedDetector[UUID, int] = UnchangedDetector(SILENT_LOOKS)
        self._waiting: UnchangedDetector[UUID, None] = UnchangedDetector(1)
        self._cancelled: UnchangedDetector[UUID, None] = UnchangedDetector(CANCELLED_LOOKS)

    def recover(self) -> int:
        """Take up what dead workers left and what never reached the queue; return how many rows were changed."""
        taken_up = self._take_up_rows_of_dead_workers() + self._take_up_strays()
        return taken_up + self._end_cancelled() + self._enqueue_missing()

    def forget(self) -> None:
        """Start the comparison again, as after an outage in which no worker could write its heartbeat."""
        for detector in (self._heartbeats, self._strays, self._waiting, self._cancelled):
            detector.forget()

    def _take_up_rows_of_dead_workers(self) -> int:
        others = Generation.objects.filter(status=Status.RUNNING).exclude(worker=this_worker())
        rows = list(others.select_related("worker"))
        dead = self._heartbeats.look({row.worker.id: row.worker.heartbeat for row in rows if row.worker})
        return sum(_take_up(row) for row in rows if row.worker is None or row.worker.id in dead)

    def _take_up_strays(self) -> int:
        """Take up rows of this worker that none of its threads has.

        That happens where a claim was committed and the database's answer was lost.
        """
        mine = Generation.objects.filter(status=Status.RUNNING, worker=this_worker())
        attempts = dict(mine.values_list("id", "attempts"))
        busy = at_work() | loader.at_work()
        strays = self._strays.look({id_: attempt for id_, attempt in attempts.items() if id_ not in busy})
        return sum(_take_up(row) for row in mine.filter(id__in=strays)) if strays else 0

    def _end_cancelled(self) -> int:
        """End rows that were cancelled and that no worker takes up, as where no key for their API is left.

        Usually a worker claims such a row within moments, and asks the API to stop its job.
        """
        waiting = Generation.objects.filter(status=Status.QUEUED, cancel_requested=True)
        rows = {row.id: row for row in waiting[:MOST_WAITING_ROWS]}
        silent = self._cancelled.look(dict.fromkeys(rows))
        return sum(_end_as_cancelled(rows[id_]) for id_ in silent)

    def _enqueue_missing(self) -> int:
        """Enqueue rows that were waiting at the last look already, as far as the queue has fewer tasks than rows.

        A row may rightly wait without a task: its owner has all the slots, and the thread that has a task goes on to
        this row by itself. So no more tasks are added than threads could start.
        """
        # Rows for public APIs need no task: `wake_dispatcher_for_waiting` finds them.
        waiting = Generation.objects.filter(status=Status.QUEUED, deleted=None).exclude(engine=REMOTE)
        ids = list(waiting.order_by("created").values_list("id", flat=True)[:MOST_WAITING_ROWS])
        still_waiting = self._waiting.look(dict.fromkeys(ids))
        tasks = count_tasks() if still_waiting else None
        missing = 0 if tasks is None else max(0, waiting.count() - tasks)
        chosen = [id_ for id_ in ids if id_ in still_waiting][: min(missing, settings.WORKER_THREADS)]
        for id_ in chosen:
            run_generation.enqueue(str(id_))
        return len(chosen)


def wake_dispatcher_for_waiting(wake: Callable[[str], None] = loader.wake_dispatcher) -> None:
    """Wake the dispatcher for every API that rows wait for: a wake-up may have been lost, or no slot was free."""
    waiting = Generation.objects.filter(status=Status.QUEUED, engine=REMOTE, deleted=None)
    for dialect in waiting.order_by().values_list("dialect", flat=True).distinct():
        wake(dialect)


def _take_up(row: Generation) -> bool:
    # The worker that should have seen this is dead, so the row ends here, unless the API can still be asked to stop.
    if row.cancel_requested and not _can_be_cancelled_there(row):
        return _end_as_cancelled(row)
    if row.sent is None and row.attempts >= ATTEMPTS:
        return row.fail(row.worker, "lost", DIED)
    if row.sent is not None and _was_polled_to_the_end(row):
        return row.fail(row.worker, "lost", charged(row.spec_id))
    released = release(row)
    if released:
        run_generation.enqueue(str(row.id))
    return released


def _end_as_cancelled(row: Generation) -> bool:
    return row.fail(row.worker, "cancelled", cancelled(row.spec_id, sent=row.sent is not None))


def _can_be_cancelled_there(row: Generation) -> bool:
    """Whether another worker can ask the API to cancel the job. No more than a few do."""
    is_at_work = bool(row.remote_id) and row.remote_answer is None and row.dialect in DIALECTS
    if not is_at_work or row.attempts >= ATTEMPTS or _was_polled_to_the_end(row):
        return False
    return get_dialect(row.dialect).policy.can_cancel


def _was_polled_to_the_end(row: Generation) -> bool:
    """Whether the worker died at a row that it started when the API's time for the job was over already.

    So a row that a long outage delayed is polled once more, but a row that kills every worker is given up, also where
    the clock was set back in between.
    """
    if row.started is None or row.sent is None or row.dialect not in DIALECTS:
        return True
    passed = (row.started - row.sent).total_seconds()
    return passed > get_dialect(row.dialect).policy.job_timeout or (passed < 0 and row.attempts >= ATTEMPTS)
