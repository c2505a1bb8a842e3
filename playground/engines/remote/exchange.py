"""One generation at an API, from its input pictures to the answer that names the finished ones."""

from dataclasses import replace

import httpx

from playground.dialects.base import Answer
from playground.dialects.errors import AnswerError
from playground.dialects.planning import plan_request
from playground.dialects.reading import read_sentence
from playground.dialects.wire import RequestPlan, Upload, WireRequest
from playground.engines.base import EngineRequest, InputPicture
from playground.engines.errors import Busy, RemoteFault, TimedOut, Undocumented
from playground.engines.remote.base import Journal
from playground.engines.remote.bodies import file_name, find_text, write_body
from playground.engines.remote.cancelling import cancel_job
from playground.engines.remote.connections import Connections
from playground.engines.remote.faults import lost_job, make_fault, read_failure, unreadable
from playground.engines.remote.http import Reply, build_request, send_request
from playground.engines.remote.limiter import ApiSlot
from playground.engines.remote.pauses import Following, Pauses
from playground.engines.remote.retries import POLL_TRIES, is_passing, is_passing_poll, is_unpaid, repeat
from playground.engines.remote.session import ApiCall, ApiSession, Purpose

AT_WORK = frozenset({"queued", "running"})
# The column of the row has 80 characters for what the API says about its work, with its title before it.
LONGEST_STAGE = 60


class ApiExchange:
    """Sends the request of one generation and follows its job; what must survive a crash goes into the journal.

    Whether a paid request may be sent again is decided here, in `_send` and `_send_once`.
    """

    def __init__(
        self,
        api: ApiSession,
        journal: Journal,
        slot: ApiSlot,
        connections: Connections,
        how: Following,
    ) -> None:
        self._api = api
        self._journal = journal
        self._slot = slot
        self._connections = connections
        self._clock = how.clock
        self._webhook = how.webhook
        self._durations = how.durations
        self._pauses = Pauses(api.dialect.policy, how.webhook, how.sleep, how.durations)
        self._reported: tuple[int | None, str] = (None, "")
        self._is_noted_as_sent = False
        self._may_be_paid = False

    async def run(self, request: EngineRequest, request_id: str) -> Answer:
        """Upload the pictures, send the request, follow the job if there is one; return the answer of success."""
        first = await self._send(request, request_id)
        if first.status not in AT_WORK:
            answer = self._checked(first)
            # From here on only the URLs lead to what was paid for. Pictures that are here already are stored next, and
            # would be too large for the row.
            if not answer.pictures:
                await self._journal.accepted(answer)
            return await self.collect(answer)
        # Written before the first poll, so that after a crash another worker polls the job instead of paying for a
        # second one.
        await self._journal.accepted(first)
        await self._report_answer(first)
        return await self.follow(first, is_new=True)

    async def follow(self, first: Answer, *, is_new: bool = False) -> Answer:
        """Poll the job of an earlier answer until it has ended, a new one not at once; return the answer of success."""
        policy, clock = self._api.dialect.policy, self._clock
        request = self._poll_request(first)
        started, passed = clock(), 0.0
        wait = self._pauses.next_length(passed, None) if is_new else 0.0
        while True:
            await self._pauses.take(wait)
            reply, answer = await self._poll(request, first.id)
            if answer.status not in AT_WORK:
                # A failed job may have ended at once, which says nothing of the others.
                if is_new and answer.status == "done":
                    self._durations.add(passed, clock() - started, answer.took)
                return await self.collect(_add(self._checked(answer), first))
            await self._report_answer(answer)
            passed = clock() - started
            if passed >= policy.job_timeout:
                # Nobody follows the job any longer, so it should not go on and be charged.
                outcome = await cancel_job(self._api, first, self._connections)
                raise self._timed_out(first.id, is_stopped=outcome == "taken")
            # The last poll is at the end of the allowed time, so a job that has just finished is still found.
            wait = min(self._pauses.next_length(passed, reply.retry_after), policy.job_timeout - passed)

    async def collect(self, answer: Answer) -> Answer:
        """Return the answer of success with its pictures, which some APIs name only in a further response.

        An error in its place is the failure of the job: at some APIs a job that failed has ended like any other.
        """
        if answer.urls or answer.pictures:
            return answer
        account = self._api.account
        wire = self._api.dialect.write_result(answer, base_url=self._api.base_url, key=account.key)
        if wire is None:
            return answer
        request = build_request(wire, self._api, self._api.timeouts.poll)
        call = ApiCall(self._api, "result", answer.id)

        async def once() -> Answer:
            reply = await self._exchange(request, call, self._api.timeouts.poll)
            found = self._read(reply, call)
            if found.status in AT_WORK:
                raise unreadable(f"{self._api.title} has finished, but does not name the picture yet.", call)
            return found

        return _add(self._checked(await repeat(once, is_passing_poll, POLL_TRIES)), answer)

    async def _send(self, asked: EngineRequest, request_id: str) -> Answer:
        """Upload the pictures, send the request and return its answer.

        The request is repeated only where nothing can have been paid for, or under the API's idempotency key. It is a
        local variable, so that its pictures, which may be large, are freed once it is answered.
        """
        await self._take_slot(first=False)
        plan, policy = self._plan(asked), self._api.dialect.policy
        pairs = zip(plan.uploads, asked.inputs, strict=False)
        uploaded = [await self._upload(upload, picture) for upload, picture in pairs]
        wire = self._with_webhook(plan.request)
        content = await write_body(wire, uploaded, asked.inputs)
        extra = {policy.idempotency_header: request_id} if policy.idempotency_header else {}
        request = build_request(
            wire,
            self._api,
            self._api.answer_seconds,
            content=content,
            pictures=[picture.content for picture in asked.inputs],
            extra=extra,
        )

        def may_repeat(fault: RemoteFault) -> bool:
            return is_unpaid(fault) or (bool(extra) and is_passing(fault))

        return await repeat(lambda: self._send_once(request), may_repeat)

    def _checked(self, answer: Answer) -> Answer:
        if answer.status != "done":
            raise read_failure(answer.error, answer.refused, self._api, answer.explanation, answer.cost)
        return answer

    def _plan(self, request: EngineRequest) -> RequestPlan:
        names = [file_name(position, picture) for position, picture in enumerate(request.inputs)]
        return plan_request(
            self._api.dialect,
            request.spec,
            request.params,
            base_url=self._api.base_url,
            key=self._api.account.key,
            files=names,
        )

    def _with_webhook(self, request: WireRequest) -> WireRequest:
        """Return the request with the address to report to, if there is one that the API takes."""
        hook, dialect = self._webhook, self._api.dialect
        hooked = dialect.write_webhook(request, hook.url, base_url=self._api.base_url) if hook else None
        self._pauses.is_registered = hooked is not None
        return hooked or request

    async def _take_slot(self, *, first: bool) -> None:
        if self._slot.must_wait:
            await self._report(None, f"Waiting for a free slot at {self._api.title}")
        await self._slot.take(first=first)

    async def _upload(self, upload: Upload, picture: InputPicture) -> str:
        await self._report(None, f"Sending a picture to {self._api.title}")
        call = ApiCall(self._api, "upload")
        request = build_request(upload.request, self._api, self._api.timeouts.upload, content=picture.content)

        async def once() -> str:
            await self._take_slot(first=True)
            try:
                reply = await self._exchange(request, call, self._api.timeouts.upload)
            except Busy:
                self._slot.give_back(until_pause_ends=True)
                raise
            found = find_text(reply.body, upload.answer)
            if found is None:
                raise unreadable(f"{self._api.title}'s answer to an upload names no file.", call)
            return found

        return await repeat(once, is_passing)

    async def _send_once(self, request: httpx.Request) -> Answer:
        """Send the request that is paid for; the journal says so before it goes out."""
        purpose: Purpose = "send again" if self._may_be_paid else "send"
        # Only a repeat may have to wait here. It has had its turn, so it goes ahead of the owner's other requests.
        await self._take_slot(first=True)
        await self._report(None, f"{self._api.title} is at work")
        if not self._is_noted_as_sent:
            await self._journal.sending()
            self._is_noted_as_sent = True
        call = ApiCall(self._api, purpose)
        try:
            reply = await self._exchange(request, call, self._api.answer_seconds)
            answer = self._read(reply, call)
        except RemoteFault as fault:
            # Others may use the slot during the pause before the next try.
            self._slot.give_back(until_pause_ends=isinstance(fault, Busy))
            self._may_be_paid = fault.may_be_charged
            # Without the mark another worker may send the request after a crash.
            if not fault.may_be_charged:
                self._is_noted_as_sent = False
                await self._journal.not_sent()
            raise
        self._slot.note_success()
        return answer

    async def _poll(self, request: httpx.Request, job: str) -> tuple[Reply, Answer]:
        call = ApiCall(self._api, "poll", job)

        async def once() -> tuple[Reply, Answer]:
            reply = await self._exchange(request, call, self._api.timeouts.poll)
            answer = self._read(reply, call)
            if answer.unknown_job:
                raise lost_job(call)
            return reply, answer

        return await repeat(once, is_passing_poll, POLL_TRIES)

    def _poll_request(self, first: Answer) -> httpx.Request:
        wire = self._api.dialect.write_poll(
            first.id, first.poll_url, base_url=self._api.base_url, key=self._api.account.key
        )
        if wire is None:
            sentence = f"{self._api.title} says that it is at work, but it cannot be polled."
            raise unreadable(sentence, ApiCall(self._api, "poll", first.id))
        return build_request(wire, self._api, self._api.timeouts.poll)

    async def _exchange(self, request: httpx.Request, call: ApiCall, seconds: float) -> Reply:
        """Send a request once; one that must not be repeated gets a connection of its own."""
        # Under an idempotency key a repeat is harmless, so the connection may be a reused one.
        is_single = call.purpose == "send" and not self._api.dialect.policy.idempotency_header
        transport = self._connections.choose(self._api.account.reach, is_fresh=is_single)
        sent = self._clock()
        try:
            return await send_request(transport, request, call, seconds)
        except Busy as fault:
            self._slot.pause(fault.retry_after, sent)
            raise

    def _read(self, reply: Reply, call: ApiCall) -> Answer:
        try:
            return self._api.dialect.read_response(reply.body, base_url=self._api.base_url)
        except AnswerError as error:
            call = replace(call, job=call.job or error.job)
            raise unreadable(self._api.quote(error.sentence), call, kind=Undocumented) from error

    def _timed_out(self, job: str, *, is_stopped: bool) -> RemoteFault:
        policy = self._api.dialect.policy
        end = ", so it was asked to stop." if is_stopped else "."
        cause = f"{self._api.title} was still at work after {policy.job_timeout / 60:g} minutes{end}"
        return make_fault(TimedOut, cause, "Try again.", ApiCall(self._api, "poll", job))

    async def _report_answer(self, answer: Answer) -> None:
        percent = None if answer.progress is None else max(0, min(100, answer.progress))
        await self._report(percent, self._describe(answer))

    def _describe(self, answer: Answer) -> str:
        title = self._api.title
        if answer.status == "queued":
            ahead = answer.queue_position
            # The API counts the jobs before this one.
            return f"Queued at {title}" if ahead is None else f"Position {ahead + 1:,} in the queue at {title}"
        said = read_sentence(self._api.quote(answer.stage), LONGEST_STAGE) if answer.stage else ""
        return f"{title}: {said}" if said else f"{title} is at work"

    async def _report(self, percent: int | None, stage: str) -> None:
        """Report progress, unless nothing is new."""
        if (percent, stage) != self._reported:
            self._reported = percent, stage
            await self._journal.progress(percent, stage)


def _add(last: Answer, earlier: Answer) -> Answer:
    """Return the last answer with what only an earlier one has said: some APIs give seed, cost and prompt once."""
    return replace(
        last,
        id=last.id or earlier.id,
        seed=earlier.seed if last.seed is None else last.seed,
        cost=earlier.cost if last.cost is None else last.cost,
        prompt=last.prompt or earlier.prompt,
        poll_url=last.poll_url or earlier.poll_url,
        result_url=last.result_url or earlier.result_url,
    )
