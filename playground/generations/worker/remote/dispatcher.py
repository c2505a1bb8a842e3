"""One thread with an asyncio loop that runs all remote generations of this process.

It claims as many waiting rows as their API has free slots, by turns between owners. Other rows stay in the queue, where
another worker may claim them, and where cancelling them costs nothing.
"""

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from playground.dialects.registry import get_dialect
from playground.engines.remote.base import AsyncEngine, RemoteRequest
from playground.generations.models import Generation, Picture, Status, Worker
from playground.generations.models.states import REMOTE
from playground.generations.round_robin import Turns
from playground.generations.storage.thumbnails import DeferredThumbnails
from playground.generations.worker.process import release
from playground.generations.worker.remote.batch_writer import BatchWriter
from playground.generations.worker.remote.job import JobContext, RemoteJob
from playground.generations.worker.remote.request import fetch_foreign_inputs, has_foreign_inputs, prepare_all
from playground.generations.worker.remote.row_updates import (
    CLAIM,
    WRITE_PROGRESS,
    FreeSlots,
    JobProgress,
    find_noted,
)
from playground.generations.worker.remote.threads import Threads

logger = logging.getLogger(__name__)

# Threads that read rows and store pictures, and threads that fetch input pictures from other servers.
STORE_THREADS = 3
FETCH_THREADS = 4
# Rows that are claimed with one UPDATE. There are not more, so that the first are sent while the next are claimed.
MOST_CLAIMED = 100
# Seconds between two writes of progress; every second time it looks for cancelled and reported rows.
TICK = 0.25
TICKS_PER_LOOK = 2
# While the worker stops: seconds between two looks for jobs that can be handed back, and how long storing may take.
STOP_LOOK = 0.05
STORE_SECONDS = 10.0


class Dispatcher:
    """Claims remote rows and runs their jobs; its thread starts with the first call of `wake`.

    `slots` is how many rows of each dialect may be at work at the same time. `then` gets finished pictures, and
    `release_memory` the URLs of results that are no longer held in memory.
    """

    def __init__(
        self,
        worker: Worker,
        make_engine: Callable[[], AsyncEngine],
        slots: Mapping[str, int],
        then: Callable[[Sequence[Picture]], None],
        *,
        release_memory: Callable[[Sequence[str]], None] = lambda urls: None,
    ) -> None:
        self._release_memory, self._make_engine = release_memory, make_engine
        self._worker, self._slots = worker, slots
        self._thumbnails = DeferredThumbnails(then)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deadline: float | None = None
        self._jobs: dict[UUID, RemoteJob] = {}
        self._busy: Counter[str] = Counter()
        self._turns = self._start_turns()
        self._full, self._wanted = set[str](), set(slots)
        self._progress: dict[UUID, JobProgress] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self, dialect: str) -> None:
        """Look for waiting rows of that API; from any thread."""
        with self._lock:
            if self._deadline is not None:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
                self._thread.start()
            # A thread that has no loop yet looks at every API when it starts.
            elif self._loop is not None:
                self._loop.call_soon_threadsafe(self._want, dialect)

    def begin_stop(self, seconds: float) -> None:
        """Claim nothing more, hand back what another worker can go on with, and give the rest that time."""
        with self._lock:
            if self._deadline is None:
                self._deadline = time.monotonic() + seconds
                if self._loop is not None:
                    self._loop.call_soon_threadsafe(self._wake_up.set)

    def stop(self, seconds: float) -> None:
        """Call `begin_stop` and wait for the end."""
        self.begin_stop(seconds)
        if self._thread is not None:
            self._thread.join(seconds + 2 * STORE_SECONDS)

    @property
    def at_work(self) -> frozenset[UUID]:
        """The generations that it has in hand; from any thread."""
        # `list` copies the keys in one step, during which the loop's thread cannot change them.
        return frozenset(list(self._jobs))

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        # The next `wake` starts a new thread. Until then the rows must not count as at work.
        except Exception:
            logger.exception("the dispatcher stopped with an error")
            self._give_up()
        finally:
            connection.close()

    def _start_turns(self) -> dict[str, Turns]:
        return {name: Turns(slots, get_dialect(name).policy.most_per_owner) for name, slots in self._slots.items()}

    def _give_up(self) -> None:
        with self._lock:
            self._thread = self._loop = None
            self._wanted = set(self._slots)
            self._jobs.clear()
            self._busy.clear()
            self._turns = self._start_turns()
        for row in Generation.objects.filter(worker=self._worker, status=Status.RUNNING, engine=REMOTE):
            release(row)

    async def _main(self) -> None:
        self._wake_up, self._has_work = asyncio.Event(), asyncio.Event()
        self._wake_up.set()
        engine, writer = self._make_engine(), BatchWriter(self._worker)
        threads, self._fetch_threads = Threads("store", STORE_THREADS), Threads("fetch", FETCH_THREADS)
        self._context = JobContext(
            engine, writer, threads, self._note_progress, self._thumbnails.add, self._release_memory, self._note_pause
        )
        with self._lock:
            self._loop = asyncio.get_running_loop()
        ticking = asyncio.create_task(self._tick())
        try:
            await self._claim_until_stopped()
            await self._finish_jobs()
        finally:
            ticking.cancel()
            self._thumbnails.pass_on_all()
            await engine.close()
            with self._lock:
                self._loop = None
            for closing in (self._fetch_threads, threads, writer):
                closing.close()

    def _want(self, dialect: str) -> None:
        self._wanted.add(dialect)
        self._wake_up.set()

    async def _claim_until_stopped(self) -> None:
        while self._deadline is None:
            await self._wake_up.wait()
            self._wake_up.clear()
            while self._wanted and self._deadline is None:
                await self._claim(self._wanted.pop())

    async def _claim(self, dialect: str) -> None:
        """Claim rows of an API until it has no free slot, or no more of them wait."""
        while self._deadline is None:
            free = min(self._slots.get(dialect, 0) - self._busy[dialect], MOST_CLAIMED)
            if free <= 0:
                self._full.add(dialect)
                return
            # A row that is in hand here can be queued again, as when this worker was taken for dead. Started a second
            # time it would be paid for twice.
            slots = FreeSlots(dialect, free, self._turns[dialect], self.at_work)
            try:
                claimed = await self._context.writer.write(CLAIM, slots)
            # The worker's next heartbeat wakes this dispatcher again.
            except Exception:
                logger.exception("the worker could not claim rows for %s", dialect)
                return
            self._start_jobs(claimed.rows)
            # An owner who holds all slots that one owner may have waits for one of these to come free.
            if claimed.keeps_somebody_waiting:
                self._full.add(dialect)
            else:
                self._full.discard(dialect)
            if len(claimed.rows) < free:
                return

    def _start_jobs(self, rows: Sequence[Generation]) -> None:
        ready: list[RemoteJob] = []
        for row in rows:
            job = self._jobs[row.id] = RemoteJob(row, self._context)
            self._busy[row.dialect] += 1
            self._turns[row.dialect].take(row.owner_id)
            if has_foreign_inputs(row):
                self._start(self._fetch_inputs(job))
            else:
                ready.append(job)
        if ready:
            self._start(self._prepare(ready))
        self._has_work.set()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        # The loop itself keeps only weak references to tasks.
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fetch_inputs(self, job: RemoteJob) -> None:
        try:
            await self._fetch_threads.run(partial(fetch_foreign_inputs, job.row, self._worker))
        # The job writes the error to the row.
        except Exception as error:  # noqa: BLE001
            await self._run_job(job, error)
        else:
            await self._prepare([job])

    async def _prepare(self, jobs: Sequence[RemoteJob]) -> None:
        prepared = await self._context.threads.run(partial(prepare_all, [job.row for job in jobs]))
        for job, request in zip(jobs, prepared, strict=True):
            self._start(self._run_job(job, request))

    async def _run_job(self, job: RemoteJob, prepared: RemoteRequest | Exception) -> None:
        try:
            await job.run(prepared)
        finally:
            dialect = job.row.dialect
            del self._jobs[job.row.id]
            self._progress.pop(job.row.id, None)
            self._busy[dialect] -= not job.is_paused
            self._turns[dialect].give_back(job.row.owner_id)
            if dialect in self._full:
                self._want(dialect)

    def _note_pause(self, id: UUID, is_paused: bool) -> None:
        """Lend the place of a job that waits for its key to other owners. It still counts among its own owner's."""
        if (job := self._jobs.get(id)) is None or job.is_paused == is_paused:
            return
        job.is_paused, dialect = is_paused, job.row.dialect
        self._busy[dialect] += -1 if is_paused else 1
        if is_paused and dialect in self._full:
            self._want(dialect)

    def _note_progress(self, progress: JobProgress) -> None:
        self._progress[progress.id] = progress

    async def _tick(self) -> None:
        """Write progress and look for cancelled and reported rows, while there are jobs."""
        ticks = 0
        written: dict[UUID, JobProgress] = {}
        while True:
            self._thumbnails.pass_on(is_busy=any(job.is_delivered for job in self._jobs.values()))
            if not self._jobs and self._thumbnails.is_empty:
                self._has_work.clear()
                written.clear()
            await self._has_work.wait()
            await asyncio.sleep(TICK)
            ticks += 1
            try:
                await self._write_progress(written)
                if ticks % TICKS_PER_LOOK == 0:
                    await self._look()
            # A database that is away for a while is not a reason to stop.
            except Exception:
                logger.exception("the dispatcher could not read or write its rows")

    async def _write_progress(self, written: dict[UUID, JobProgress]) -> None:
        progress, self._progress = self._progress, {}
        changed = [report for report in progress.values() if written.get(report.id) != report]
        if changed:
            await self._context.writer.write(WRITE_PROGRESS, changed)
            written.update((report.id, report) for report in changed)
        for ended in written.keys() - self._jobs.keys():
            del written[ended]

    async def _look(self) -> None:
        for id_, is_unwanted in await self._context.threads.run(partial(find_noted, self._worker)):
            if job := self._jobs.get(id_):
                job.note(is_unwanted=is_unwanted)

    async def _finish_jobs(self) -> None:
        """Hand back what can be, wait for the rest until the deadline, then interrupt what remains."""
        assert self._deadline is not None, "It was asked to stop."  # noqa: S101
        while self._jobs and time.monotonic() < self._deadline:
            for job in self._jobs.values():
                if job.can_leave and not job.is_made:
                    job.interrupt("stopping")
            await asyncio.sleep(STOP_LOOK)
        for job in self._jobs.values():
            job.interrupt("stopping")
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STORE_SECONDS)
