"""How an engine's progress gets to the row."""

import time
from collections.abc import Callable

from django.db import connection

from playground.engines.errors import Cancelled
from playground.generations.messages import CANCELLED
from playground.generations.models import Generation, Worker
from playground.generations.webhooks.events import note_progress
from playground.stores.retry import AWAY_ERRORS

# Progress is written at most this often, in seconds.
REPORT_INTERVAL = 0.25
LONGEST_STAGE = 80


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
        """Take the progress; most calls write nothing."""
        self._let_others_finish()
        now = self._clock()
        if now < self._next:
            return
        self._next = now + REPORT_INTERVAL
        # Only a row whose pictures are stored shows 100.
        percent = None if fraction is None else max(0, min(99, int(fraction * 100)))
        try:
            self._write(percent, stage[:LONGEST_STAGE])
        except AWAY_ERRORS:
            # The engine goes on without the database; storing the finished picture waits for it.
            connection.close()

    def _write(self, percent: int | None, stage: str) -> None:
        if not self._generation.report(self._worker, percent, stage):
            raise Cancelled(CANCELLED)
        if self._generation.source == "api":
            note_progress(self._generation)
