"""One generation of this server's engines: claimed, made, stored, finished."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from playground.engines.base import EngineRequest, EngineResult
from playground.engines.errors import Cancelled, EngineError
from playground.engines.registry import get_engine
from playground.generations.messages import CANCELLED, TRY_AGAIN
from playground.generations.models import Generation, Picture, Status, Worker
from playground.generations.models.states import REMOTE
from playground.generations.storage.store import are_recorded, store_pictures, store_thumbnails
from playground.generations.storage.stored_bytes import count_pictures
from playground.generations.submission.inputs import read_inputs
from playground.generations.webhooks.events import note_end
from playground.generations.worker.fetch_inputs import fetch_inputs, need_spec
from playground.generations.worker.job_log import log_for_job, log_outcome
from playground.generations.worker.local_slots import LocalSlots, YieldToOthers, local_slots
from playground.generations.worker.process import ATTEMPTS, stopping
from playground.generations.worker.progress import ProgressReport
from playground.stores.disk_space import DiskFull
from playground.stores.queue.records import count_tasks
from playground.stores.retry import AWAY_ERRORS, persist

logger = logging.getLogger(__name__)

# With more tasks in the queue than this a thread returns after each row, so that tasks do not pile up while all threads
# are busy.
ENOUGH_TASKS = 16


def run(
    generation_id: UUID,
    worker: Worker,
    then: Callable[[list[Picture]], None] = store_thumbnails,
    wake_dispatcher: Callable[[str], None] = lambda dialect: None,
) -> None:
    """Make the rows whose turn it is. The task only says that rows wait: its own row need not be among them.

    `then` is given the pictures of each row once it is finished. A row for a public API is left to the dispatcher,
    which is woken with the name of the row's dialect.
    """
    remote = Generation.objects.filter(id=generation_id, engine=REMOTE)
    found = remote.values_list("dialect", "status").first()
    if found is None:
        make_waiting(worker, then, local_slots())
    # A dispatcher that has claimed the row already needs no reminder.
    elif found[1] == Status.QUEUED:
        wake_dispatcher(found[0])


def make_waiting(
    worker: Worker, then: Callable[[list[Picture]], None], slots: LocalSlots, *, enough: int = ENOUGH_TASKS
) -> None:
    """Make one row after another, as their owners' turns come, until no row may be started.

    A task may have come to a thread while only rows of an owner waited who had all their slots. Those rows have no
    task any more, so a thread goes on without one, unless more than `enough` tasks are left for the threads.
    """
    while (row := slots.take(worker)) is not None:
        try:
            with log_for_job(row):
                pictures = _work(row, worker, YieldToOthers(slots, row))
                then(pictures or [])
        finally:
            slots.give_back(row)
        # A row that an outage sent back into the queue must not be started again at once.
        if pictures is None or stopping.is_set() or (count_tasks() or 0) > enough:
            return


def _work(generation: Generation, worker: Worker, let_others_finish: YieldToOthers) -> list[Picture] | None:
    """Return the pictures of a claimed row, [] where it failed, None where it was put back into the queue."""
    try:
        pictures = _finish(generation, worker, _make(generation, worker, let_others_finish))
        log_outcome(generation, "done")
        return pictures
    except EngineError as error:
        code, sentence = error.code, error.sentence
    except DiskFull as error:
        logger.exception("the disk is full, so the pictures of generation %s cannot be stored", generation.id)
        code, sentence = "disk", error.sentence
    except AWAY_ERRORS:
        logger.exception("the database was away while generation %s was made", generation.id)
        # This object was read before the claim, which counted one attempt more.
        if generation.attempts + 1 < ATTEMPTS:
            _hand_back(generation, worker)
            log_outcome(generation, "handed back")
            return None
        code, sentence = "internal", TRY_AGAIN
    # Every error must end on the row, or the generation would run for ever.
    except Exception:
        logger.exception("generation %s failed", generation.id)
        code, sentence = "internal", TRY_AGAIN
    persist(lambda: generation.fail(worker, code, sentence))
    log_outcome(generation, "cancelled" if code == "cancelled" else "failed", code)
    return []


def _hand_back(generation: Generation, worker: Worker) -> None:
    """Put the row back into the queue, to be made from the start; recovery enqueues it."""
    connection.close()
    persist(lambda: generation.release(worker))


def _make(generation: Generation, worker: Worker, let_others_finish: YieldToOthers) -> EngineResult:
    spec = need_spec(generation)
    progress = ProgressReport(generation, worker, let_others_finish=let_others_finish)
    fetch_inputs(generation, worker, progress)
    request = EngineRequest(
        spec=spec,
        resolved=generation.resolved,
        seed=generation.seed,
        size=generation.size,
        inputs=read_inputs(generation, spec),
        count=generation.count,
    )
    return get_engine(generation.engine).run(request, progress)


def _finish(generation: Generation, worker: Worker, result: EngineResult) -> list[Picture]:
    """Store the files, then write the rows and the state in one short transaction."""
    pictures = store_pictures(generation, result.pictures)
    try:
        if not persist(lambda: _record(generation, worker, result, pictures)):
            raise Cancelled(CANCELLED)
    # The transaction may have been committed: a file without a row does less harm than a row without its file.
    except AWAY_ERRORS:
        raise
    except BaseException:
        for picture in pictures:
            picture.remove_files()
        raise
    return pictures


def _record(generation: Generation, worker: Worker, result: EngineResult, pictures: list[Picture]) -> bool:
    """Write rows and state; return False where the row is no longer this worker's."""
    with transaction.atomic():
        if not generation.finish(worker, result.notes, result.cost):
            return are_recorded(pictures)
        Picture.objects.bulk_create(pictures)
        count_pictures(pictures)
        if generation.source == "api":
            note_end(generation)
    return True
