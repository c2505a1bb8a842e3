"""One remote generation in the worker: asked for, stored, finished; whatever goes wrong ends on the row."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from playground.dialects.registry import get_dialect
from playground.engines.base import EngineRequest
from playground.engines.errors import Cancelled, EngineError, RemoteFault
from playground.engines.remote.base import Account, Ledger, RemoteResult, Ticket
from playground.generations.messages import SEE_LOG, SERVER_ERROR, cancelled, charged, download_there, title_of
from playground.generations.models import Generation, Picture
from playground.generations.submission.task import run_generation
from playground.generations.worker.job_log import at_job, note_outcome
from playground.generations.worker.remote.errors import LeftBehind, Undelivered
from playground.generations.worker.remote.journal import RowLedger
from playground.generations.worker.remote.request import Order
from playground.generations.worker.remote.results import deliver, note, note_addresses
from playground.generations.worker.remote.row_updates import Failure, Made, Register, Step
from playground.generations.worker.remote.threads import Scribe, Threads
from playground.stores.disk_space import DiskFull
from playground.stores.retry import persist

logger = logging.getLogger(__name__)

type Reason = Literal["cancelled", "stopping"]


class Engine(Protocol):
    """The remote engine, or what stands in for it in a test."""

    async def run(
        self,
        request: EngineRequest,
        account: Account,
        ledger: Ledger,
        *,
        request_id: str,
        resume: Ticket | None = None,
    ) -> RemoteResult: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What all calls share: who asks, who writes, who stores, and who is given the pictures in the end.

    `let_go` is told which results no longer wait in memory.
    """

    engine: Engine
    register: Register
    scribe: Scribe
    office: Threads
    report: Callable[[Step], None]
    then: Callable[[Sequence[Picture]], None]
    let_go: Callable[[Sequence[str]], None]


class _HandedBack(Exception):
    """Another worker goes on with it."""


class Call:
    """One claimed row on its way; `interrupt` ends its asking, never its storing, which `is_delivered` announces."""

    def __init__(self, row: Generation, desk: Desk) -> None:
        self.row = row
        self._desk = desk
        self._ledger = RowLedger(row, desk.register, desk.scribe, desk.report)
        self._reason: Reason | None = None
        self._asking: asyncio.Task[RemoteResult] | None = None
        self.is_delivered = False

    @property
    def can_leave(self) -> bool:
        """Whether another worker can go on with it without asking the API for the picture once more."""
        return not self._ledger.is_sent or self._ledger.ticket is not None

    @property
    def is_made(self) -> bool:
        """Whether the API was done at once, and only the pictures are to be fetched, which takes moments."""
        return self._ledger.ticket is not None and self._ledger.ticket.answer is not None

    def interrupt(self, reason: Reason) -> None:
        """Stop asking the API, for the first reason that there was."""
        if self._reason is None:
            self._reason = reason
            if self._asking is not None:
                self._asking.cancel()

    async def serve(self, order: Order | Exception) -> None:
        """Do all that is to be done; nothing is raised."""
        with at_job(self.row):
            await self._serve(order)

    async def _serve(self, order: Order | Exception) -> None:
        try:
            await self._make(order)
        except _HandedBack:
            await self._release()
        except EngineError as error:
            await self._fail(error.code, error.sentence, _notes_of(error))
        except DiskFull as error:
            logger.exception("there is no room for the input pictures of generation %s", self.row.id)
            await self._fail("disk", error.sentence, {})
        # Whatever an engine or the storage throws must end on the row, never in a generation that runs for ever.
        except Exception:
            logger.exception("generation %s failed", self.row.id)
            await self._fail("internal", self._apologise(), {})

    async def _make(self, order: Order | Exception) -> None:
        if isinstance(order, Exception):
            raise order
        result = await self._ask(order)
        self.is_delivered = True
        try:
            made = await self._desk.office.run(partial(_store, self.row, order.account, result))
        finally:
            self._desk.let_go([picture.url for picture in result.pictures])
        if await self._desk.scribe.write(self._desk.register.finish, made, last=True):
            self._desk.then(made.pictures)
            note_outcome(self.row, "done")
        else:
            await self._desk.office.run(partial(_remove, made.pictures))

    async def _ask(self, order: Order) -> RemoteResult:
        if self._reason is not None:
            raise self._explain()
        asking = self._desk.engine.run(
            order.request, order.account, self._ledger, request_id=str(self.row.wire_id), resume=order.ticket
        )
        self._asking = asyncio.ensure_future(asking)
        try:
            return await self._asking
        except asyncio.CancelledError:
            if self._reason is None:
                raise
            raise self._explain() from None
        finally:
            self._asking = None

    def _explain(self) -> Exception:
        """Return what an interruption means for the row."""
        ledger, api = self._ledger, self.row.api
        if self._reason == "cancelled":
            return Cancelled(cancelled(api, sent=ledger.is_sent))
        # Under its own key the request may be sent once more, should the answer be lost now.
        if self.can_leave or get_dialect(api).policy.idempotency_header:
            return _HandedBack()
        return LeftBehind(charged(api))

    def _apologise(self) -> str:
        sentence = f"{SERVER_ERROR} {SEE_LOG}"
        if not self._ledger.is_sent:
            return f"{sentence} Try again."
        title = title_of(self.row.api)
        return f"{sentence} It was sent to {title} and may have been charged: look there before you try again."

    async def _fail(self, code: str, sentence: str, notes: Mapping[str, str]) -> None:
        failure = Failure(self.row, code, sentence, notes)
        try:
            await self._desk.scribe.write(self._desk.register.fail, failure)
            note_outcome(self.row, "cancelled" if code == "cancelled" else "failed", code)
        # The row is taken up by recovery once this worker is gone.
        except Exception:
            logger.exception("generation %s could not be marked as failed: %s", self.row.id, sentence)

    async def _release(self) -> None:
        try:
            if await self._desk.scribe.write(self._desk.register.release, self.row):
                note_outcome(self.row, "handed back")
                await self._desk.office.run(partial(run_generation.enqueue, str(self.row.id)))
        # The row is taken up by recovery once this worker is gone.
        except Exception:
            logger.exception("generation %s could not be handed back", self.row.id)


def _notes_of(error: EngineError) -> Mapping[str, str]:
    """Return where the pictures still lie that were made and could not be had or kept."""
    if isinstance(error, Undelivered):
        return error.notes
    return note_addresses(error.urls) if isinstance(error, RemoteFault) else {}


def _store(row: Generation, account: Account, result: RemoteResult) -> Made:
    """Verify and store; what goes wrong here is told with the addresses at which the picture can still be fetched."""
    try:
        return persist(lambda: deliver(row, account, result))
    except EngineError:
        raise
    except Exception as error:
        logger.exception("the pictures of generation %s could not be kept", row.id)
        why = "The server's disk is full." if isinstance(error, DiskFull) else SEE_LOG
        sentence = (
            f"{title_of(row.api)} made the picture and charges for it, but this server could not store it. {why}"
            f" {download_there(row.api)}"
        )
        urls = [picture.url for picture in result.pictures]
        raise Undelivered(sentence, note(row, account, result) | note_addresses(urls)) from error


def _remove(pictures: Sequence[Picture]) -> None:
    for picture in pictures:
        picture.remove_files()
