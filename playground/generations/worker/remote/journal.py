"""The journal of one remote generation: what must survive a crash is written to its row."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from playground.dialects.base import Answer
from playground.engines.errors import Cancelled
from playground.generations.messages import cancelled
from playground.generations.models import Generation
from playground.generations.worker.remote.batch_writer import BatchWriter
from playground.generations.worker.remote.job_columns import read_accepted
from playground.generations.worker.remote.row_updates import MARK_NOT_SENT, MARK_SENT, SAVE_ACCEPTED, JobProgress


class RowJournal:
    """Writes to one row through the batch writer. Progress is only passed on, since it need not survive.

    `is_sent` says whether the request may have been paid for, `accepted_answer` which job or pictures the API named.
    With `is_unwanted` a job is not followed any more once the API has named it.
    """

    def __init__(
        self,
        row: Generation,
        writer: BatchWriter,
        report: Callable[[JobProgress], None],
        note_pause: Callable[[UUID, bool], None],
    ) -> None:
        self._id: UUID = row.id
        self._model = row.spec_id
        self._writer = writer
        self._report = report
        self._note_pause = note_pause
        self._was_sent = self.is_sent = row.sent is not None
        self.accepted_answer = read_accepted(row)
        self.is_unwanted = False

    async def sending(self) -> None:
        """Write that the request goes out next, or raise `Cancelled`."""
        write = self._writer.write(MARK_SENT, self._id)
        try:
            # Shielded: the write goes on where this task is cancelled, and its outcome must be known.
            is_wanted = await asyncio.shield(write)
        except asyncio.CancelledError:
            # The mark is written or will be, but the request was not sent.
            if await write:
                await self._take_back()
            raise
        if not is_wanted:
            raise Cancelled(cancelled(self._model, sent=self._was_sent))
        self.is_sent = True

    async def not_sent(self) -> None:
        """Write that the request did not arrive. One that an earlier worker has sent stays marked."""
        await self._take_back()

    async def _take_back(self) -> None:
        # The earlier request may have been paid for, whatever happened to this one.
        if self._was_sent:
            return
        await asyncio.shield(self._writer.write(MARK_NOT_SENT, self._id))
        self.is_sent = False

    async def accepted(self, answer: Answer) -> None:
        """Write which job or pictures the API named, even where the work is cancelled meanwhile."""
        self.accepted_answer = answer
        if not await asyncio.shield(self._writer.write(SAVE_ACCEPTED, (self._id, answer))):
            raise Cancelled(cancelled(self._model, sent=True))
        if self.is_unwanted and answer.status != "done":
            raise Cancelled(cancelled(self._model, sent=True))

    def paused(self, is_paused: bool) -> None:
        """Pass on that the request waits for its key, or no longer does."""
        self._note_pause(self._id, is_paused)

    async def progress(self, percent: int | None, stage: str) -> None:
        """Note the progress, which is written in a moment together with that of other jobs."""
        # Only a row whose pictures are stored shows 100. Longer stages do not fit into the column.
        self._report(JobProgress(self._id, None if percent is None else max(0, min(99, percent)), stage[:80]))
