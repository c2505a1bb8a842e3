"""One generation at an API, from its input pictures to the answer that names the finished ones."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

from playground.dialects.base import Answer
from playground.dialects.errors import AnswerError
from playground.dialects.planning import plan_request
from playground.dialects.wire import EncodedPicture, RequestPlan, Upload, UploadReference, WireRequest
from playground.engines.base import EngineRequest, InputPicture
from playground.engines.errors import Busy, RemoteFault, TimedOut
from playground.engines.remote.base import Ledger, Ticket
from playground.engines.remote.connections import Connections
from playground.engines.remote.faults import lost_job, make_fault, read_failure, unreadable
from playground.engines.remote.http import Reply, ask, build_request
from playground.engines.remote.limiter import Place
from playground.engines.remote.retries import POLL_TRIES, is_passing, is_passing_poll, is_unpaid, repeat
from playground.engines.remote.session import Api, Call, Step

# The shortest pause between two questions that an API can ask for, in seconds.
SHORTEST_WAIT = 0.5
AT_WORK = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an errand leans on: connections, its place at the API, how it sleeps and tells the time."""

    connections: Connections
    place: Place
    sleep: Callable[[float], Awaitable[None]]
    clock: Callable[[], float]


class Errand:
    """Sends one request and follows what becomes of it; whatever must survive is told to the ledger."""

    def __init__(self, api: Api, ledger: Ledger, around: Surroundings) -> None:
        self._api = api
        self._ledger = ledger
        self._around = around
        self._told: tuple[int | None, str] = (None, "")
        self._is_marked = False
        self._may_be_paid = False

    async def run(self, request: EngineRequest, request_id: str) -> Answer:
        """Upload the pictures, send the request, follow the job if it becomes one; return the answer of success."""
        first = await self._send(request, request_id)
        if first.status not in AT_WORK:
            answer = self._checked(first)
            # From here on the addresses alone lead to what was paid for.
            await self._ledger.accepted(Ticket(first.id, answer=answer))
            return answer
        ticket = await self._take_on(first)
        last = await self.follow(ticket, self._api.dialect.policy.first_poll_interval)
        # What was said at the beginning need not be said again at the end.
        seed = first.seed if last.seed is None else last.seed
        cost = first.cost if last.cost is None else last.cost
        return replace(last, seed=seed, cost=cost, prompt=last.prompt or first.prompt)

    async def follow(self, ticket: Ticket, wait: float = 0.0) -> Answer:
        """Ask after the job until it has ended, the first time after `wait` seconds; return the answer of success."""
        policy, clock = self._api.dialect.policy, self._around.clock
        request = self._poll_request(ticket)
        started = clock()
        while True:
            await self._around.sleep(wait)
            reply, answer = await self._poll(request)
            if answer.status not in AT_WORK:
                return replace(self._checked(answer), id=answer.id or ticket.id)
            await self._tell_of(answer)
            passed = clock() - started
            if passed >= policy.job_timeout:
                raise self._never_ending()
            # The longer it takes, the less does a little more waiting matter.
            wait = min(policy.longest_poll_interval, max(policy.first_poll_interval, passed / 4))
            wait = wait if reply.retry_after is None else max(reply.retry_after, SHORTEST_WAIT)
            wait = min(wait, policy.job_timeout - passed)

    async def _send(self, asked: EngineRequest, request_id: str) -> Answer:
        """Return the first answer; what was sent, which may be large, is held no longer than until then."""
        await self._take_place(first=False)
        plan, policy = self._plan(asked), self._api.dialect.policy
        pairs = zip(plan.uploads, asked.inputs, strict=False)
        uploaded = [await self._upload(upload, picture) for upload, picture in pairs]
        content = await _write(plan.request, uploaded, asked.inputs)
        extra = {policy.idempotency_header: request_id} if policy.idempotency_header else {}
        request = build_request(plan.request, self._api, self._api.answer_seconds, content=content, extra=extra)

        def may_repeat(fault: RemoteFault) -> bool:
            return is_unpaid(fault) or (bool(extra) and is_passing(fault))

        return await repeat(lambda: self._send_once(request), may_repeat)

    async def _take_on(self, answer: Answer) -> Ticket:
        """Write the job down that the API took on, and return it."""
        ticket = Ticket(answer.id, answer.poll_url)
        await self._ledger.accepted(ticket)
        await self._tell_of(answer)
        return ticket

    def _checked(self, answer: Answer) -> Answer:
        if answer.status != "done":
            raise read_failure(answer.error, answer.refused, self._api)
        return answer

    def _plan(self, request: EngineRequest) -> RequestPlan:
        names = [_file_name(place, picture) for place, picture in enumerate(request.inputs)]
        return plan_request(
            self._api.dialect,
            request.spec,
            request.params,
            base_url=self._api.base_url,
            key=self._api.account.key,
            files=names,
        )

    async def _take_place(self, *, first: bool) -> None:
        if self._around.place.must_wait:
            await self._tell(None, f"Waiting for a free place at {self._api.title}")
        await self._around.place.take(first=first)

    async def _upload(self, upload: Upload, picture: InputPicture) -> str:
        await self._tell(None, f"Sending a picture to {self._api.title}")
        call = self._call("upload")
        request = build_request(upload.request, self._api, self._api.limits.upload, content=picture.content)

        async def once() -> str:
            reply = await self._ask(request, call, self._api.limits.upload)
            found = _find(reply.body, upload.answer)
            if found is None:
                raise unreadable(f"{self._api.title}'s answer to an upload names no file.", call)
            return found

        return await repeat(once, is_passing)

    async def _send_once(self, request: httpx.Request) -> Answer:
        """Send the request that is paid for; before it goes out, the ledger says so."""
        step: Step = "send again" if self._may_be_paid else "send"
        await self._take_place(first=True)
        await self._tell(None, f"{self._api.title} is at work")
        if not self._is_marked:
            await self._ledger.sending()
            self._is_marked = True
        call = self._call(step)
        try:
            reply = await self._ask(request, call, self._api.answer_seconds)
            answer = self._read(reply, call)
        except RemoteFault as fault:
            self._around.place.give_back()
            self._may_be_paid = fault.may_be_charged
            if not fault.may_be_charged:
                self._is_marked = False
                await self._ledger.not_sent()
            raise
        self._around.place.welcome()
        return answer

    async def _poll(self, request: httpx.Request) -> tuple[Reply, Answer]:
        call = self._call("poll")

        async def once() -> tuple[Reply, Answer]:
            reply = await self._ask(request, call, self._api.limits.poll)
            answer = self._read(reply, call)
            if answer.unknown_job:
                raise lost_job(call)
            return reply, answer

        return await repeat(once, is_passing_poll, POLL_TRIES)

    def _poll_request(self, ticket: Ticket) -> httpx.Request:
        wire = self._api.dialect.write_poll(
            ticket.id, ticket.poll_url, base_url=self._api.base_url, key=self._api.account.key
        )
        if wire is None:
            raise unreadable(f"{self._api.title} says that it is at work, but cannot be asked.", self._call("poll"))
        return build_request(wire, self._api, self._api.limits.poll)

    async def _ask(self, request: httpx.Request, call: Call, seconds: float) -> Reply:
        """Ask once; a request that cannot be repeated gets a connection of its own."""
        is_single = call.step == "send" and not self._api.dialect.policy.idempotency_header
        transport, sent = self._around.connections.choose(is_fresh=is_single), self._around.clock()
        try:
            return await ask(transport, request, call, seconds)
        except Busy as fault:
            self._around.place.pause(fault.retry_after, sent)
            raise

    def _read(self, reply: Reply, call: Call) -> Answer:
        try:
            return self._api.dialect.read_response(reply.body, base_url=self._api.base_url)
        except AnswerError as error:
            raise unreadable(self._api.quote(error.sentence), call) from error

    def _never_ending(self) -> RemoteFault:
        policy = self._api.dialect.policy
        cause = f"{self._api.title} was still at work after {policy.job_timeout / 60:g} minutes."
        return make_fault(TimedOut, cause, "Try again.", self._call("poll"))

    def _call(self, step: Step) -> Call:
        return Call(self._api, step)

    async def _tell_of(self, answer: Answer) -> None:
        percent = None if answer.progress is None else max(0, min(100, answer.progress))
        words = f"Queued at {self._api.title}" if answer.status == "queued" else f"{self._api.title} is at work"
        await self._tell(percent, words)

    async def _tell(self, percent: int | None, stage: str) -> None:
        """Report what is new."""
        if (percent, stage) != self._told:
            self._told = percent, stage
            await self._ledger.progress(percent, stage)


def _file_name(place: int, picture: InputPicture) -> str:
    head = picture.content[:12]
    kind = "png" if head.startswith(b"\x89PNG") else "webp" if head[8:12] == b"WEBP" else "jpg"
    return f"picture-{place + 1}.{kind}"


def _find(body: object, path: tuple[str, ...]) -> str | None:
    for name in path:
        body = body.get(name) if isinstance(body, Mapping) else None
    return body if isinstance(body, str) and body else None


async def _write(wire: WireRequest, uploaded: list[str], inputs: tuple[InputPicture, ...]) -> bytes:
    """Return the JSON text of the body; one that carries pictures is written in a thread, since that takes a while."""

    def write() -> bytes:
        body = _fill(wire.body, uploaded, inputs)
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

    return await asyncio.to_thread(write) if inputs and not uploaded else write()


def _fill(value: Any, uploaded: list[str], inputs: tuple[InputPicture, ...]) -> Any:  # noqa: ANN401
    if isinstance(value, UploadReference):
        return uploaded[value.upload]
    if isinstance(value, EncodedPicture):
        return base64.b64encode(inputs[value.picture].content).decode()
    if isinstance(value, Mapping):
        return {name: _fill(item, uploaded, inputs) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fill(item, uploaded, inputs) for item in value]
    return value
