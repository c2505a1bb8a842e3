"""The remote engine: one for all public APIs, given a dialect; asyncio, no database, no Django models."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

import httpx

from playground.dialects.base import Answer
from playground.dialects.registry import get_dialect
from playground.engines.base import CancelOutcome
from playground.engines.errors import RemoteFault
from playground.engines.remote.base import Journal, RemoteRequest, RemoteResult
from playground.engines.remote.cancelling import cancel_job
from playground.engines.remote.connections import Connections
from playground.engines.remote.decoding import decode_pictures
from playground.engines.remote.downloads import Fetch, GuardedFetch, download
from playground.engines.remote.durations import DurationsOfModels
from playground.engines.remote.exchange import ApiExchange
from playground.engines.remote.large_answers import LargeAnswers
from playground.engines.remote.limiter import ApiLimiter, ApiSlot
from playground.engines.remote.pauses import Following
from playground.engines.remote.session import ApiCall, ApiSession
from playground.engines.remote.timeouts import DEFAULT_TIMEOUTS, Timeouts

DEFAULT_SLOTS = 16
# With more, the limiters of servers at which nothing is at work are dropped.
MOST_LIMITERS = 256
# The guarded client blocks, so each download needs a thread.
DOWNLOAD_THREADS = 32


@dataclass(slots=True)
class LoopState:
    """What belongs to one event loop."""

    connections: Connections
    limiters: dict[str, ApiLimiter] = field(default_factory=dict)
    large_answers: LargeAnswers = field(default_factory=LargeAnswers)


class RemoteEngine:
    """One engine for all APIs; keeps the connections of each event loop, and the limits and pauses of each API.

    `transport` takes the place of the network, `fetch` that of the client for results; `at_once` is how many requests
    may be at work at each dialect's API, `timeouts` how long each step may take there.
    """

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        fetch: Fetch | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        at_once: Mapping[str, int] = {},
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> None:
        self._transport = transport
        self._fetch = fetch or GuardedFetch()
        self._sleep = sleep
        self._clock = clock
        self._at_once = dict(at_once)
        self._timeouts = timeouts
        self._durations = DurationsOfModels()
        # Connections and limiters belong to the event loop in which they were made, and go with it.
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, LoopState] = WeakKeyDictionary()
        self._threads = ThreadPoolExecutor(DOWNLOAD_THREADS, thread_name_prefix="download")

    async def run(self, asked: RemoteRequest, journal: Journal) -> RemoteResult:
        """Make the pictures of one generation, or raise an `EngineError`."""
        request, account, resume = asked.request, asked.account, asked.resume
        loop = self._loop_state()
        dialect = get_dialect(request.spec.dialect)
        api = ApiSession(dialect, account, self._timeouts, request.spec, loop.large_answers)
        # Downloading pictures takes no key.
        if resume is None or not resume.urls:
            api.check_key()
        slot = ApiSlot(self._limiter(loop, api), account.limited_as, account.owner, journal.paused)
        durations = self._durations.of(api.base_url, request.spec.id)
        how = Following(durations, self._sleep, self._clock, asked.webhook)
        exchange = ApiExchange(api, journal, slot, loop.connections, how)
        try:
            if resume is None:
                answer = await exchange.run(request, asked.request_id)
            elif resume.status == "done":
                answer = await exchange.collect(resume)
            else:
                # The API is working on this job already, so waiting for a slot would not reduce its load.
                slot.take_at_once()
                answer = await exchange.follow(resume)
        finally:
            # The download is a request to another server, so the slot is free for the next generation.
            slot.give_back()
        call = ApiCall(api, "poll", answer.id)
        if answer.pictures:
            files = await decode_pictures(answer.pictures, call, self._threads)
            return RemoteResult(replace(answer, pictures=()), files)
        try:
            files = await download(answer.urls, call, self._fetch, self._threads)
        except RemoteFault as fault:
            # The picture may be paid for. With its address the person can download it while the link still works.
            fault.urls, fault.cost = answer.urls, answer.cost
            raise
        return RemoteResult(answer, files)

    async def cancel(self, asked: RemoteRequest, job: Answer) -> CancelOutcome:
        """Ask the API to cancel the job of that answer, within a few seconds; nothing is raised."""
        spec = asked.request.spec
        api = ApiSession(get_dialect(spec.dialect), asked.account, self._timeouts, spec)
        return await cancel_job(api, job, self._loop_state().connections)

    async def close(self) -> None:
        """Close the connections of the running loop; downloads that have not started are given up."""
        loop = self._loops.pop(asyncio.get_running_loop(), None)
        if loop is not None:
            await loop.connections.close()
        # A slow download must not keep the worker from stopping.
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _loop_state(self) -> LoopState:
        running = asyncio.get_running_loop()
        loop = self._loops.get(running)
        if loop is None:
            loop = self._loops[running] = LoopState(Connections(self._transport))
        return loop

    def _limiter(self, loop: LoopState, api: ApiSession) -> ApiLimiter:
        name, is_own = api.dialect.name, api.dialect.policy.is_own_server
        # Servers that people run themselves have nothing in common: a slow one must not delay the others.
        place = f"{name} {api.base_url}" if is_own else name
        limiter = loop.limiters.get(place)
        if limiter is None:
            if len(loop.limiters) >= MOST_LIMITERS:
                loop.limiters = {kept: each for kept, each in loop.limiters.items() if not each.is_idle}
            slots = self._at_once.get(name, DEFAULT_SLOTS)
            limiter = loop.limiters[place] = ApiLimiter(
                slots, self._sleep, self._clock, most_per_owner=api.dialect.policy.most_per_owner
            )
        return limiter
