"""One remote generation in the worker: the API is asked, the pictures are stored, and every error ends on the row."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import UUID

from playground.dialects.registry import get_dialect
from playground.engines.errors import Cancelled, EngineError, RemoteFault
from playground.engines.remote.base import Account, AsyncEngine, RemoteRequest, RemoteResult, Webhook
from playground.generations.messages import (
    SEE_LOG,
    cancelled,
    cancelled_there,
    charged,
    download_there,
    failed_here,
    made_there,
)
from playground.generations.models import Generation, Picture
from playground.generations.submission.task import run_generation
from playground.generations.worker.job_log import log_for_job, log_outcome
from playground.generations.worker.remote.batch_writer import BatchWriter
from playground.generations.worker.remote.errors import LeftBehind, Undelivered
from playground.generations.worker.remote.journal import RowJournal
from playground.generations.worker.remote.results import make_notes, note_addresses, store_result, write_cost
from playground.generations.worker.remote.row_updates import FAIL, FINISH, RELEASE, FailedJob, FinishedJob, JobProgress
from playground.generations.worker.remote.threads import Threads
from playground.stores.disk_space import DiskFull
from playground.stores.retry import persist

logger = logging.getLogger(__name__)

type Reason = Literal["cancelled", "stopping"]


@dataclass(frozen=True, slots=True)
class JobContext:
    """What all jobs share.

    `threads` read rows and store pictures; `report` takes progress; `then` gets finished pictures; `release_memory`
    gets the URLs of results that are no longer held in memory; `note_pause` hears which jobs wait for their key.
    """

    engine: AsyncEngine
    writer: BatchWriter
    threads: Threads
    report: Callable[[JobProgress], None]
    then: Callable[[Sequence[Picture]], None]
    release_memory: Callable[[Sequence[str]], None]
    note_pause: Callable[[UUID, bool], None]


class _HandedBack(Exception):
    """The row goes back into the queue, for another worker."""


class RemoteJob:
    """One claimed row on its way. `interrupt` stops the asking, never the storing, which begins with `is_delivered`."""

    def __init__(self, row: Generation, context: JobContext) -> None:
        self.row = row
        self._context = context
        self._journal = RowJournal(row, context.writer, context.report, context.note_pause)
        # An earlier worker may have died before it could see that somebody has cancelled.
        self._reason: Reason | None = "cancelled" if row.cancel_requested else None
        self._engine_task: asyncio.Task[RemoteResult] | None = None
        self._webhook: Webhook | None = None
        self.is_delivered = False
        # Whether the API lets the key of this job wait.
        self.is_paused = False

    @property
    def can_leave(self) -> bool:
        """Whether another worker can go on with the row without sending the request again."""
        return not self._journal.is_sent or self._journal.accepted_answer is not None

    @property
    def is_made(self) -> bool:
        """Whether the API has finished, and only the pictures are to be downloaded, which takes moments."""
        answer = self._journal.accepted_answer
        return answer is not None and answer.status == "done"

    def interrupt(self, reason: Reason) -> None:
        """Stop asking the API; the first reason counts."""
        if self._reason is not None:
            return
        self._reason = reason
        task = self._engine_task
        if task is None:
            return
        if reason == "cancelled" and self._will_be_named:
            # Only with its id can the job be cancelled there, and the id is about to come.
            self._journal.is_unwanted = True
            naming_time = get_dialect(self.row.dialect).policy.naming_time
            asyncio.get_running_loop().call_later(naming_time, task.cancel)
        else:
            task.cancel()

    def note(self, *, is_unwanted: bool) -> None:
        """Stop a job that is unwanted, and let the engine ask at once for one that its API has reported.

        Called at each look, it does either once.
        """
        if is_unwanted:
            self.interrupt("cancelled")
        elif self._webhook is not None:
            self._webhook.reported.set()

    @property
    def _will_be_named(self) -> bool:
        """Whether the API is about to name a job that it can cancel."""
        journal = self._journal
        can_cancel = get_dialect(self.row.dialect).policy.can_cancel
        return journal.is_sent and journal.accepted_answer is None and can_cancel

    async def run(self, prepared: RemoteRequest | Exception) -> None:
        """Do the whole job; nothing is raised."""
        with log_for_job(self.row):
            await self._run(prepared)

    async def _run(self, prepared: RemoteRequest | Exception) -> None:
        try:
            await self._make(prepared)
        except _HandedBack:
            await self._release()
        except Cancelled as error:
            await self._fail(error.code, await self._cancel_there(prepared) or error.sentence, {})
        except EngineError as error:
            await self._fail(error.code, error.sentence, _notes_of(self.row, error), error.cost)
        except DiskFull as error:
            logger.exception("the disk is full, so the input pictures of generation %s cannot be stored", self.row.id)
            await self._fail("disk", error.sentence, {})
        # Every error must end on the row, or the generation would run for ever.
        except Exception:
            logger.exception("generation %s failed", self.row.id)
            await self._fail("internal", failed_here(self.row.spec_id, sent=self._journal.is_sent), {})

    async def _cancel_there(self, prepared: RemoteRequest | Exception) -> str:
        """Pass the wish of the person on to the API; return the sentence about it, or "" where no job is known."""
        job = self._journal.accepted_answer
        # Without a reason the row belongs to another worker, which may follow the same job.
        if self._reason != "cancelled" or job is None or job.status == "done" or isinstance(prepared, Exception):
            return ""
        return cancelled_there(self.row.spec_id, await self._context.engine.cancel(prepared, job))

    async def _make(self, prepared: RemoteRequest | Exception) -> None:
        if self._reason == "cancelled":
            raise self._explain_interruption()
        if isinstance(prepared, Exception):
            raise prepared
        result = await self._ask(prepared)
        self.is_delivered = True
        try:
            finished = await self._context.threads.run(partial(_store, self.row, prepared.account, result))
        finally:
            self._context.release_memory(result.answer.urls)
        if await self._context.writer.write(FINISH, finished):
            self._context.then(finished.pictures)
            log_outcome(self.row, "done")
        else:
            # The row is gone, or another worker has taken it and stores pictures of its own.
            await self._context.threads.run(partial(_remove_files, finished.pictures))

    async def _ask(self, prepared: RemoteRequest) -> RemoteResult:
        if self._reason is not None:
            raise self._explain_interruption()
        self._webhook = prepared.webhook
        self._engine_task = asyncio.ensure_future(self._context.engine.run(prepared, self._journal))
        try:
            return await self._engine_task
        except asyncio.CancelledError:
            # Then the loop itself is ending, and nothing needs to be written to the row.
            if self._reason is None:
                raise
            raise self._explain_interruption() from None
        finally:
            self._engine_task = None

    def _explain_interruption(self) -> Exception:
        """Return the error that says what the interruption means for the row."""
        model = self.row.spec_id
        if self._reason == "cancelled":
            return Cancelled(cancelled(model, sent=self._journal.is_sent))
        # Under the API's idempotency key another worker may send the request again, should the answer be lost.
        if self.can_leave or get_dialect(self.row.dialect).policy.idempotency_header:
            return _HandedBack()
        return LeftBehind(charged(model))

    async def _fail(self, code: str, sentence: str, notes: Mapping[str, str], cost: float | None = None) -> None:
        try:
            await self._context.writer.write(FAIL, FailedJob(self.row, code, sentence, notes, cost))
            log_outcome(self.row, "cancelled" if code == "cancelled" else "failed", code)
        # Recovery takes the row up once this worker has ended.
        except Exception:
            logger.exception("generation %s could not be marked as failed: %s", self.row.id, sentence)

    async def _release(self) -> None:
        try:
            if await self._context.writer.write(RELEASE, self.row):
                log_outcome(self.row, "handed back")
                await self._context.threads.run(partial(run_generation.enqueue, str(self.row.id)))
        # Recovery takes the row up once this worker has ended.
        except Exception:
            logger.exception("generation %s could not be handed back", self.row.id)


def _notes_of(row: Generation, error: EngineError) -> Mapping[str, str]:
    """Return the notes: the cost, and the URLs of pictures that were made, but could not be downloaded or stored."""
    if isinstance(error, Undelivered):
        return error.notes
    cost = {"cost": write_cost(row, error.cost)} if error.cost else {}
    return cost | note_addresses(error.urls) if isinstance(error, RemoteFault) else cost


def _store(row: Generation, account: Account, result: RemoteResult) -> FinishedJob:
    """Verify and store the pictures; an error has the cost, and names the URLs where they can still be downloaded."""
    try:
        return persist(lambda: store_result(row, account, result))
    except EngineError as error:
        error.cost = result.answer.cost
        raise
    except Exception as error:
        logger.exception("the pictures of generation %s could not be stored", row.id)
        why = "The server's disk is full." if isinstance(error, DiskFull) else SEE_LOG
        sentence = (
            f"{made_there(row.spec_id)}, but this server could not store it. {why}"
            f" {download_there(row.spec_id, result.answer.id)}"
        )
        notes = make_notes(row, account, result) | note_addresses(result.answer.urls)
        failure = Undelivered(sentence, notes)
        failure.cost = result.answer.cost
        raise failure from error


def _remove_files(pictures: Sequence[Picture]) -> None:
    for picture in pictures:
        picture.remove_files()
