"""The remote engine: one for all public APIs, given a dialect; asyncio, no database, no Django models."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import httpx

from playground.dialects.registry import get_dialect
from playground.engines.base import EngineRequest
from playground.engines.errors import RemoteFault
from playground.engines.remote.base import Account, Ledger, RemoteResult, Ticket
from playground.engines.remote.connections import Connections
from playground.engines.remote.downloads import Fetch, GuardedFetch, download
from playground.engines.remote.exchange import Errand, Surroundings
from playground.engines.remote.limiter import Lane, Place
from playground.engines.remote.session import Api
from playground.engines.remote.timeouts import LIMITS, Limits

PLACES = 16
DOWNLOAD_THREADS = 32


@dataclass(slots=True)
class Loop:
    """What belongs to one event loop."""

    connections: Connections
    lanes: dict[str, Lane] = field(default_factory=dict)


class RemoteEngine:
    """One engine for all APIs; keeps the connections of each event loop, and limits and pauses per API.

    `transport` takes the place of the network, `fetch` that of the client for results; `at_once` is how many calls may
    be at work at each dialect's API, `limits` how long each step may take there.
    """

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        fetch: Fetch | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        at_once: Mapping[str, int] = {},
        limits: Limits = LIMITS,
    ) -> None:
        self._transport = transport
        self._fetch = fetch or GuardedFetch()
        self._sleep = sleep
        self._clock = clock
        self._at_once = dict(at_once)
        self._limits = limits
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, Loop] = WeakKeyDictionary()
        self._threads = ThreadPoolExecutor(DOWNLOAD_THREADS, thread_name_prefix="download")

    async def run(
        self,
        request: EngineRequest,
        account: Account,
        ledger: Ledger,
        *,
        request_id: str,
        resume: Ticket | None = None,
    ) -> RemoteResult:
        """Make the pictures of one generation, or raise an `EngineError`.

        `request_id` makes a repeat of the request safe where the API has a header for that. With `resume` nothing is
        sent: the job is asked after, or the pictures of an earlier answer are fetched.
        """
        api = Api(get_dialect(request.spec.dialect), account, self._limits)
        if resume is None or resume.answer is None:
            api.check_key()
        loop = self._loop()
        place = Place(self._lane(loop, api.dialect.name), account.key, account.owner)
        errand = Errand(api, ledger, Surroundings(loop.connections, place, self._sleep, self._clock))
        try:
            if resume is None:
                answer = await errand.run(request, request_id)
            elif resume.answer is not None:
                answer = resume.answer
            else:
                place.take_at_once()
                answer = await errand.follow(resume)
        finally:
            place.give_back()
        try:
            pictures = await download(answer.urls, api, self._fetch, self._threads)
        except RemoteFault as fault:
            fault.urls = answer.urls
            raise
        return RemoteResult(pictures, answer.id, answer.seed, answer.prompt, answer.cost)

    async def close(self) -> None:
        """Close this loop's connections; downloads that wait are given up."""
        loop = self._loops.pop(asyncio.get_running_loop(), None)
        if loop is not None:
            await loop.connections.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _loop(self) -> Loop:
        here = asyncio.get_running_loop()
        loop = self._loops.get(here)
        if loop is None:
            loop = self._loops[here] = Loop(Connections(self._transport))
        return loop

    def _lane(self, loop: Loop, name: str) -> Lane:
        lane = loop.lanes.get(name)
        if lane is None:
            lane = loop.lanes[name] = Lane(self._at_once.get(name, PLACES), self._sleep, self._clock)
        return lane
