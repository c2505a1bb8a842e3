"""The ledger of one remote generation: what must survive a crash is written to its row."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from playground.engines.errors import Cancelled
from playground.engines.remote.base import Ticket
from playground.generations.messages import cancelled
from playground.generations.models import Generation
from playground.generations.worker.remote.job_columns import read_ticket
from playground.generations.worker.remote.row_updates import Acceptance, Register, Step
from playground.generations.worker.remote.threads import Scribe


class RowLedger:
    """Writes to one row by way of the scribe; progress is only handed on, since it need not survive.

    `is_sent` says whether the request may have been paid for, `ticket` what the API has taken on or made.
    """

    def __init__(self, row: Generation, register: Register, scribe: Scribe, report: Callable[[Step], None]) -> None:
        self._id: UUID = row.id
        self._dialect = row.api
        self._register = register
        self._scribe = scribe
        self._report = report
        self._was_sent = self.is_sent = row.sent is not None
        self.ticket = read_ticket(row)

    async def sending(self) -> None:
        """Write that the request goes out next, or raise `Cancelled`."""
        write = self._scribe.write(self._register.sending, self._id)
        try:
            wanted = await asyncio.shield(write)
        except asyncio.CancelledError:
            # It is written by now or will be, and nothing was sent.
            if await write:
                await self._take_back()
            raise
        if not wanted:
            raise Cancelled(cancelled(self._dialect, sent=self._was_sent))
        self.is_sent = True

    async def not_sent(self) -> None:
        """Write that the request did not arrive; one that was sent by an earlier worker stays sent."""
        await self._take_back()

    async def _take_back(self) -> None:
        if self._was_sent:
            return
        await asyncio.shield(self._scribe.write(self._register.not_sent, self._id))
        self.is_sent = False

    async def accepted(self, ticket: Ticket) -> None:
        """Write what the API has taken on or made, whoever cancels meanwhile."""
        self.ticket = ticket
        if not await asyncio.shield(self._scribe.write(self._register.accept, Acceptance(self._id, ticket))):
            raise Cancelled(cancelled(self._dialect, sent=True))

    async def progress(self, percent: int | None, stage: str) -> None:
        """Note how far it is; it is written in a moment, together with the others'."""
        self._report(Step(self._id, None if percent is None else max(0, min(99, percent)), stage[:80]))
