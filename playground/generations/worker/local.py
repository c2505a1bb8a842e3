"""One generation in the worker: claimed, made by an engine, stored, finished."""

import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from playground.catalog.spec import ModelSpec
from playground.engines.base import EngineRequest, EngineResult
from playground.engines.errors import Cancelled, EngineError, Failed
from playground.engines.registry import get_engine
from playground.generations.messages import CANCELLED, SEE_LOG, SERVER_ERROR, model_not_offered
from playground.generations.models import Generation, Picture, Status, Worker
from playground.generations.models.finding import REMOTE
from playground.generations.storage.store import are_recorded, store_pictures, store_thumbnails
from playground.generations.storage.stored_bytes import count_pictures
from playground.generations.submission.inputs import read_inputs
from playground.generations.webhooks.events import note_end, note_progress
from playground.generations.worker.fetch_inputs import gather_inputs
from playground.generations.worker.job_log import at_job, note_outcome
from playground.generations.worker.local_slots import Places, YieldToOthers, local_places
from playground.generations.worker.process import ATTEMPTS, stopping
from playground.stores.disk_space import DiskFull
from playground.stores.queue.records import count_tasks
from playground.stores.retry import AWAY, persist

logger = logging.getLogger(__name__)

TRY_AGAIN = f"{SERVER_ERROR} Try again. {SEE_LOG}"
# Progress is written at most this often, in seconds.
REPORT_INTERVAL = 0.25
# With more hints in the queue than this a thread returns for one, so that they do not pile up while all are busy.
ENOUGH_HINTS = 16


class ProgressReport:
    """Writes progress to the row, and raises `Cancelled` where the work is no longer wanted."""

    def __init__(
        self,
        generation: Generation,
        worker: Worker,
        clock: Callable[[], float] = time.monotonic,
        let_others_finish: Callable[[], None] = lambda: None,
    ) -> None:
        self._generation = generation
        self._worker = worker
        self._clock = clock
        self._let_others_finish = let_others_finish
        self._next = clock() + REPORT_INTERVAL

    def __call__(self, fraction: float | None, stage: str) -> None:
        """Take note of the progress; most calls write nothing."""
        self._let_others_finish()
        now = self._clock()
        if now < self._next:
            return
        self._next = now + REPORT_INTERVAL
        percent = None if fraction is None else max(0, min(99, int(fraction * 100)))
        try:
            self._write(percent, stage[:80])
        except AWAY:
            # Work goes on without a database: it is there again when the picture is done, or is waited for then.
            connection.close()

    def _write(self, percent: int | None, stage: str) -> None:
        if not self._generation.report(self._worker, percent, stage):
            raise Cancelled(CANCELLED)
        if self._generation.source == "api":
            note_progress(self._generation)


def run(
    generation_id: UUID,
    worker: Worker,
    then: Callable[[list[Picture]], None] = store_thumbnails,
    hand_on: Callable[[str], None] | None = None,
) -> None:
    """Make what waits, now that this generation has come: it is a hint, and not the one whose turn it need be.

    `then` is given the pictures of each row once it is finished. One that a public API makes is not taken here:
    `hand_on` is given the name of its dialect.
    """
    dialects = Generation.objects.filter(id=generation_id, engine=REMOTE, status=Status.QUEUED)
    for dialect in dialects.values_list("dialect", flat=True):
        if hand_on:
            hand_on(dialect)
        return
    make_waiting(worker, then, local_places())


def make_waiting(
    worker: Worker, then: Callable[[list[Picture]], None], places: Places, *, enough: int = ENOUGH_HINTS
) -> None:
    """Make one row after the other, as their owners' turns come, until none may be begun.

    A hint may have come to a thread while all the rows that waited were of somebody who had all their places. So a
    thread goes on without one, unless there are more in the queue than threads could take from under its hands.
    """
    while (row := places.take(worker)) is not None:
        try:
            with at_job(row):
                pictures = _work(row, worker, YieldToOthers(places, row))
                then(pictures or [])
        finally:
            places.give_back(row)
        # What an outage sent back into the queue has a while before it is begun once more.
        if pictures is None or stopping.is_set() or (count_tasks() or 0) > enough:
            return


def _work(generation: Generation, worker: Worker, let_others_finish: YieldToOthers) -> list[Picture] | None:
    """Return the pictures of a claimed row, none where it ended otherwise, None where it waits again."""
    try:
        pictures = _finish(generation, worker, _make(generation, worker, let_others_finish))
        note_outcome(generation, "done")
        return pictures
    except EngineError as error:
        code, sentence = error.code, error.sentence
    except DiskFull as error:
        logger.exception("there is no room for the pictures of generation %s", generation.id)
        code, sentence = "disk", error.sentence
    except AWAY:
        logger.exception("the database was away from generation %s", generation.id)
        if generation.attempts + 1 < ATTEMPTS:
            _hand_back(generation, worker)
            note_outcome(generation, "handed back")
            return None
        code, sentence = "internal", TRY_AGAIN
    # Whatever an engine or the storage throws must end on the row, never in a generation that runs for ever.
    except Exception:
        logger.exception("generation %s failed", generation.id)
        code, sentence = "internal", TRY_AGAIN
    persist(lambda: generation.fail(worker, code, sentence))
    note_outcome(generation, "cancelled" if code == "cancelled" else "failed", code)
    return []


def _hand_back(generation: Generation, worker: Worker) -> None:
    """Let it be made once more, from the start; recovery enqueues it."""
    connection.close()
    persist(lambda: generation.release(worker))


def _make(generation: Generation, worker: Worker, let_others_finish: YieldToOthers) -> EngineResult:
    spec = _spec(generation)
    progress = ProgressReport(generation, worker, let_others_finish=let_others_finish)
    gather_inputs(generation, worker, progress)
    request = EngineRequest(
        spec=spec,
        resolved=generation.resolved,
        seed=generation.seed,
        size=generation.size,
        inputs=read_inputs(generation, spec),
        count=generation.count,
    )
    return get_engine(generation.engine).run(request, progress)


def _spec(generation: Generation) -> ModelSpec:
    spec = generation.spec
    if spec is None:
        raise Failed(model_not_offered(generation.spec_id))
    return spec


def _finish(generation: Generation, worker: Worker, result: EngineResult) -> list[Picture]:
    """Store the files, then the rows and the state in one short transaction."""
    pictures = store_pictures(generation, result.pictures)
    try:
        if not persist(lambda: _record(generation, worker, result, pictures)):
            raise Cancelled(CANCELLED)
    # It may have been committed all the same: a file without a row does less harm than a row without its file.
    except AWAY:
        raise
    except BaseException:
        for picture in pictures:
            picture.remove_files()
        raise
    return pictures


def _record(generation: Generation, worker: Worker, result: EngineResult, pictures: list[Picture]) -> bool:
    """Write rows and state; False where the row is no longer this worker's."""
    with transaction.atomic():
        if not generation.finish(worker, result.notes, result.cost):
            return are_recorded(pictures)
        Picture.objects.bulk_create(pictures)
        count_pictures(pictures)
        if generation.source == "api":
            note_end(generation)
    return True
