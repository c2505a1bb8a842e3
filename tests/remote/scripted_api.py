"""A loop in which time passes at once, a journal that keeps what it is told, and an API that answers from a script."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Executor
from typing import Any

import httpx

from playground.catalog.spec import ModelSpec, Size
from playground.dialects.base import Answer, Dialect
from playground.engines.base import EngineRequest, InputPicture
from playground.engines.errors import EngineError
from playground.engines.remote.base import Account, RemoteRequest, RemoteResult
from playground.engines.remote.engine import RemoteEngine
from playground.outbound.client import Fetched
from tests.remote.samples.base import JOB, LINK
from tests.remote.samples.bfl import POLL
from tests.remote.samples.registry import SAMPLES

__all__ = ["JOB", "LINK", "POLL"]

KEY = "afk_secret-1234567890"
REQUEST_ID = "0192d5a4-0000-4000-8000-000000000001"
PICTURE = b"\x89PNG\r\n\x1a\n not really"

type Scripted = httpx.Response | Exception | Callable[[httpx.Request], Any]


def job(status: str, **more: object) -> httpx.Response:
    """Return what apiframe says of a job."""
    return httpx.Response(200, json={"id": JOB, "status": status, "progress": 0, "result": None} | more)


# What each API answers when all goes well: to the request, then to the further ones where there are any.
SUCCESSES: dict[str, list[httpx.Response]] = {
    name: [httpx.Response(200, json=body) for body in sample.successes.values()] for name, sample in SAMPLES.items()
}
[RECORD] = SUCCESSES["onemin"]
QUEUED, DONE = SUCCESSES["apiframe"]


class QuickLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer as soon as nothing else is left to do.

    Work for threads is done in the loop itself, so that no real time passes anywhere.
    """

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0.0
        selector: Any = self._selector  # type: ignore[attr-defined]  # private to asyncio's loops
        select = selector.select

        def jump(timeout: float | None = None) -> Any:
            events = select(0)
            if not events and timeout:
                self._ahead += timeout
            if not events and timeout is None:
                raise AssertionError("Everything waits, and no timer is set.")
            return events

        selector.select = jump

    def time(self) -> float:
        return self._ahead

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]  # asyncio declares a type variable
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except EngineError as error:
            future.set_exception(error)
        return future


def play[T](play: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run the coroutine in a quick loop."""
    with asyncio.Runner(loop_factory=QuickLoop) as runner:
        return runner.run(play())


class ScriptedJournal:
    """Keeps what it was told, with the moment, and raises what the script says at the call of that name."""

    def __init__(self, **raises: Exception) -> None:
        self.lines: list[tuple[str, Any]] = []
        self.pauses: list[bool] = []
        self._raises = raises

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.lines if name != "progress"]

    @property
    def reports(self) -> list[tuple[int | None, str]]:
        return [report for name, report in self.lines if name == "progress"]

    async def sending(self) -> None:
        self._note("sending")

    async def not_sent(self) -> None:
        self._note("not_sent")

    async def accepted(self, answer: Answer) -> None:
        self._note("accepted", answer)

    def paused(self, is_paused: bool) -> None:
        self.pauses.append(is_paused)

    async def progress(self, percent: int | None, stage: str) -> None:
        self._note("progress", (percent, stage))

    @property
    def accepted_jobs(self) -> list[tuple[str, str]]:
        """Return id and address of each job that an API accepted."""
        return [(answer.id, answer.poll_url) for name, answer in self.lines if name == "accepted"]

    def _note(self, name: str, what: object = None) -> None:
        self.lines.append((name, what))
        if name in self._raises:
            raise self._raises[name]


class Script:
    """An API that gives its answers in turn, the last one again and again; keeps the requests and their moments."""

    def __init__(self, *answers: Scripted) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.moments: list[float] = []
        self.transport = httpx.MockTransport(self._answer)

    def count(self, method: str) -> int:
        return sum(request.method == method for request in self.requests)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        self.moments.append(asyncio.get_running_loop().time())
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if callable(answer) and not isinstance(answer, httpx.Response):
            answer = answer(request)
            if asyncio.iscoroutine(answer):
                answer = await answer
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, httpx.Response)
        # An answer that is given again must not have been closed.
        return (
            answer
            if not answer.is_closed
            else httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        )


def body_of(request: httpx.Request) -> Any:
    return json.loads(request.content)


def fetch(url: str, *, is_home: bool) -> Fetched:
    return Fetched(200, "image/png", PICTURE, url)


def make_account(dialect: Dialect, whose: Any = "own", key: str = KEY) -> Account:
    return Account(dialect.base_url, key, whose)


def make_request(spec: ModelSpec, inputs: Iterable[bytes] = ()) -> EngineRequest:
    params: dict[str, Any] = {"prompt": "a cat", "seed": 7}
    pictures = tuple(InputPicture(content, Size(64, 64)) for content in inputs)
    return EngineRequest(spec, params, 7, Size(1024, 1024), pictures, 1, params)


def make(
    script: Script,
    spec: ModelSpec,
    account: Account,
    journal: ScriptedJournal | None = None,
    **wishes: Any,
) -> RemoteResult:
    """Run one generation against the script in a quick loop."""

    async def go() -> RemoteResult:
        clock = asyncio.get_running_loop().time
        engine = RemoteEngine(transport=script.transport, fetch=wishes.get("fetch", fetch), clock=clock)
        request = make_request(spec, wishes.get("inputs", ()))
        asked = RemoteRequest(request, account, REQUEST_ID, wishes.get("resume"), wishes.get("webhook"))
        try:
            return await engine.run(asked, journal or ScriptedJournal())
        finally:
            await engine.close()

    return play(go)
