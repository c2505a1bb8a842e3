"""One thread with an asyncio loop in which all remote generations of this process wait for their APIs.

Of the rows that wait it takes as many as there are places at their API, by turns between owners. The others stay in
the queue: another worker may have a place for them, and cancelling them is free.
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

from playground.generations.models import Generation, Picture, Status, Worker
from playground.generations.models.finding import REMOTE
from playground.generations.round_robin import Turns
from playground.generations.worker.process import release
from playground.generations.worker.remote.job import Call, Desk, Engine
from playground.generations.worker.remote.request import gather, needs_gathering, prepare_all
from playground.generations.worker.remote.resting import Resting
from playground.generations.worker.remote.row_updates import Places, Register, Step
from playground.generations.worker.remote.threads import Scribe, Threads

logger = logging.getLogger(__name__)

# So many threads read rows and store pictures, and so many fetch input pictures from elsewhere.
OFFICE_THREADS = 3
FETCHERS = 4
# Rows that are taken with one UPDATE: the first are on their way while the next are taken.
MOST_TAKEN = 100
# How often progress is written, and every how many times is looked for what somebody cancelled.
TICK = 0.25
TICKS_A_LOOK = 2
# Between two looks at what may be handed back while the worker stops, and how long storing may take then, in seconds.
GLANCE = 0.05
STORING = 10.0


class Switchboard:
    """Takes remote rows, asks for them and finishes them; its thread starts with the first nudge.

    `places` says how many rows of each dialect may be at work at the same time; `then` is given finished pictures, and
    `let_go` the addresses of results that no longer wait in memory.
    """

    def __init__(
        self,
        worker: Worker,
        make_engine: Callable[[], Engine],
        places: Mapping[str, int],
        then: Callable[[Sequence[Picture]], None],
        let_go: Callable[[Sequence[str]], None] = lambda urls: None,
    ) -> None:
        self._let_go = let_go
        self._worker = worker
        self._make_engine = make_engine
        self._places = places
        self._resting = Resting(then)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deadline: float | None = None
        self._calls: dict[UUID, Call] = {}
        self._busy: Counter[str] = Counter()
        self._turns = self._begin_turns()
        self._full: set[str] = set()
        self._wanted: set[str] = set(places)
        self._steps: dict[UUID, Step] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def nudge(self, dialect: str) -> None:
        """Look for waiting rows of that API; from any thread."""
        with self._lock:
            if self._deadline is not None:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="switchboard", daemon=True)
                self._thread.start()
            elif self._loop is not None:
                self._loop.call_soon_threadsafe(self._want, dialect)

    def begin_stop(self, seconds: float) -> None:
        """Take nothing new, hand back what another worker can go on with, and give the rest so many seconds."""
        with self._lock:
            if self._deadline is None:
                self._deadline = time.monotonic() + seconds
                if self._loop is not None:
                    self._loop.call_soon_threadsafe(self._news.set)

    def stop(self, seconds: float) -> None:
        """The same, and wait for the end."""
        self.begin_stop(seconds)
        if self._thread is not None:
            self._thread.join(seconds + 2 * STORING)

    @property
    def at_work(self) -> frozenset[UUID]:
        """The generations that it has in hand; from any thread."""
        # A list is made in one step, which the loop cannot come between.
        return frozenset(list(self._calls))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is at work here."""
        return not self._calls

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        # The next nudge starts a new thread; until then nothing that was at work may be taken to be so still.
        except Exception:
            logger.exception("the switchboard died")
            self._give_up()
        finally:
            connection.close()

    def _begin_turns(self) -> dict[str, Turns]:
        return {dialect: Turns(places) for dialect, places in self._places.items()}

    def _give_up(self) -> None:
        with self._lock:
            self._thread = self._loop = None
            self._wanted = set(self._places)
            self._calls.clear()
            self._busy.clear()
            self._turns = self._begin_turns()
        for row in Generation.objects.filter(worker=self._worker, status=Status.RUNNING, engine=REMOTE):
            release(row)

    async def _main(self) -> None:
        self._news, self._working = asyncio.Event(), asyncio.Event()
        self._news.set()
        register, engine = Register(self._worker), self._make_engine()
        scribe, office, fetchers = Scribe(), Threads("office", OFFICE_THREADS), Threads("fetcher", FETCHERS)
        self._fetchers = fetchers
        self._desk = Desk(engine, register, scribe, office, self._note, self._resting.add, self._let_go)
        with self._lock:
            self._loop = asyncio.get_running_loop()
        ticking = asyncio.create_task(self._tick())
        try:
            await self._take_until_stopped()
            await self._empty()
        finally:
            ticking.cancel()
            self._resting.hand_on_all()
            await engine.close()
            with self._lock:
                self._loop = None
            for threads in (fetchers, office, scribe):
                threads.close()

    def _want(self, dialect: str) -> None:
        self._wanted.add(dialect)
        self._news.set()

    async def _take_until_stopped(self) -> None:
        while self._deadline is None:
            await self._news.wait()
            self._news.clear()
            while self._wanted and self._deadline is None:
                await self._take(self._wanted.pop())

    async def _take(self, dialect: str) -> None:
        """Take rows of an API until it has no place left, or no more of them wait."""
        while self._deadline is None:
            free = min(self._places.get(dialect, 0) - self._busy[dialect], MOST_TAKEN)
            if free <= 0:
                self._full.add(dialect)
                return
            # A row can wait again that is in hand here, as when this worker was taken for dead: begun a second time it
            # would be paid for twice.
            places = Places(dialect, free, self._turns[dialect], self.at_work)
            try:
                taken = await self._desk.scribe.write(self._desk.register.claim, places)
            # They are looked for again at the worker's next beat.
            except Exception:
                logger.exception("the worker could not take rows for %s", dialect)
                return
            self._begin(taken.rows)
            # Somebody who has all the places that one owner may have waits for one of these to come free.
            (self._full.add if taken.keeps_somebody_waiting else self._full.discard)(dialect)
            if len(taken.rows) < free:
                return

    def _begin(self, rows: Sequence[Generation]) -> None:
        ready: list[Call] = []
        for row in rows:
            call = self._calls[row.id] = Call(row, self._desk)
            self._busy[row.api] += 1
            self._turns[row.api].take(row.owner_id)
            if needs_gathering(row):
                self._start(self._gather(call))
            else:
                ready.append(call)
        if ready:
            self._start(self._open(ready))
        self._working.set()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _gather(self, call: Call) -> None:
        try:
            await self._fetchers.run(partial(gather, call.row, self._worker))
        # The call itself puts it on the row.
        except Exception as error:  # noqa: BLE001
            await self._serve(call, error)
        else:
            await self._open([call])

    async def _open(self, calls: Sequence[Call]) -> None:
        orders = await self._desk.office.run(partial(prepare_all, [call.row for call in calls]))
        for call, order in zip(calls, orders, strict=True):
            self._start(self._serve(call, order))

    async def _serve(self, call: Call, order: Any) -> None:  # noqa: ANN401
        try:
            await call.serve(order)
        finally:
            del self._calls[call.row.id]
            self._steps.pop(call.row.id, None)
            self._busy[call.row.api] -= 1
            self._turns[call.row.api].give_back(call.row.owner_id)
            if call.row.api in self._full:
                self._want(call.row.api)

    def _note(self, step: Step) -> None:
        self._steps[step.id] = step

    async def _tick(self) -> None:
        """Write progress and look for what is no longer wanted, while there is something at work."""
        ticks = 0
        told: dict[UUID, Step] = {}
        while True:
            self._resting.hand_on(is_busy=any(call.is_delivered for call in self._calls.values()))
            if not self._calls and self._resting.is_empty:
                self._working.clear()
                told.clear()
            await self._working.wait()
            await asyncio.sleep(TICK)
            ticks += 1
            try:
                await self._report(told)
                if ticks % TICKS_A_LOOK == 0:
                    await self._look()
            # A database that is away for a while is no reason to stop.
            except Exception:
                logger.exception("the switchboard could not read or write its rows")

    async def _report(self, told: dict[UUID, Step]) -> None:
        steps, self._steps = self._steps, {}
        news = [step for step in steps.values() if told.get(step.id) != step]
        if news:
            await self._desk.scribe.write(self._desk.register.report, news)
            told.update((step.id, step) for step in news)
        for ended in told.keys() - self._calls.keys():
            del told[ended]

    async def _look(self) -> None:
        for unwanted in await self._desk.office.run(self._desk.register.unwanted):
            if call := self._calls.get(unwanted):
                call.interrupt("cancelled")

    async def _empty(self) -> None:
        """Hand back what can be, wait for the rest until the deadline, then hand back or leave behind what remains."""
        assert self._deadline is not None, "It was asked to stop."  # noqa: S101
        while self._calls and time.monotonic() < self._deadline:
            for call in self._calls.values():
                if call.can_leave and not call.is_made:
                    call.interrupt("stopping")
            await asyncio.sleep(GLANCE)
        for call in self._calls.values():
            call.interrupt("stopping")
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STORING)
