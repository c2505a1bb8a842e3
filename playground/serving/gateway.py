"""The gateway between server and application: it receives the body, and then answers in a thread.

Both are limited per client, so that one client cannot keep others from being served.
"""

import asyncio
import errno
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from uuid import uuid4
from wsgiref.types import WSGIApplication, WSGIEnvironment

from playground.serving.bodies import IN_MEMORY, CutOff, TooSlow, read_body
from playground.serving.delayed_refusals import DelayedRefusals, Exchange, HoldRefusal
from playground.serving.files import FileWrapper
from playground.serving.refusals import BUSY, FULL, SLOW, Refusal, write_refusal
from playground.serving.request_log import log_refusal
from playground.serving.requests import Scope, find_client, join_headers, make_environment, read_length
from playground.serving.streams import HeaderLines, Stream, send_stream
from playground.serving.threads import FairThreads
from playground.stores.disk_space import DiskFull, check_disk_reserve

logger = logging.getLogger(__name__)

# The number of open requests per client: being received, waiting or being answered. Browsers send far fewer.
MAX_OPEN_REQUESTS = 128
# The number of those with a body that is written to disk, up to 220 MB each. All clients together have four times as
# many.
MAX_LARGE_BODIES = 8
DISK_FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class GatewayOptions:
    """The maximum size of a body by path and content type, and the cookie that distinguishes people of one address."""

    max_body_bytes: Callable[[str, str], int]
    session_cookie: str


class Gateway:
    """An RSGI application that runs a WSGI application."""

    def __init__(self, application: WSGIApplication, threads: FairThreads, options: GatewayOptions) -> None:
        self._application = application
        self._threads = threads
        self._options = options
        self._open: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        self._refusals = DelayedRefusals()

    async def __call__(self, scope: Scope, exchange: Exchange) -> None:
        headers = join_headers(scope)
        client = find_client(scope, headers)
        length = read_length(headers)
        is_large = length is None or length > IN_MEMORY
        counts = [self._open, self._large] if is_large else [self._open]
        if self._open[client] >= MAX_OPEN_REQUESTS or (is_large and self._is_full(client)):
            await self._refusals.wait(client)
            _refuse(scope, headers, exchange, BUSY)
            return
        for count in counts:
            count[client] += 1
        try:
            await self._receive(scope, headers, exchange, client)
        finally:
            for count in counts:
                count[client] -= 1
                # A key with the value 0 for each address that ever connected would fill the memory.
                if not count[client]:
                    del count[client]

    def _is_full(self, client: str) -> bool:
        """Return whether the limit of large bodies is reached, for the client or for all clients."""
        return self._large[client] >= MAX_LARGE_BODIES or self._large.total() >= 4 * MAX_LARGE_BODIES

    async def _receive(self, scope: Scope, headers: Mapping[str, str], exchange: Exchange, client: str) -> None:
        max_bytes = self._options.max_body_bytes(scope.path, headers.get("content-type", ""))
        length = read_length(headers)
        try:
            if length is None or length > IN_MEMORY:
                check_disk_reserve()
            body = await read_body(exchange if length != 0 else _empty_body(), length, max_bytes)
        except TooSlow:
            _refuse(scope, headers, exchange, SLOW)
        except CutOff:
            # The client has disconnected, but the server needs a response to end the request.
            exchange.response_bytes(400, [], b"")
        except DiskFull:
            _refuse(scope, headers, exchange, FULL)
        except OSError as error:
            if error.errno not in DISK_FULL_ERRORS:
                raise
            _refuse(scope, headers, exchange, FULL)
        else:
            environment = make_environment(scope, headers, body)
            person = _find_cookie(headers.get("cookie", ""), self._options.session_cookie)
            try:
                await self._run(client, person, environment, exchange)
            finally:
                body.file.close()

    async def _run(self, client: str, person: str, environment: WSGIEnvironment, exchange: Exchange) -> None:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()
        held = HoldRefusal(exchange)

        def work() -> None:
            try:
                answer(self._application, environment, held)
            except Exception:
                logger.exception("the application failed")
                exchange.response_bytes(500, [], b"")
            finally:
                loop.call_soon_threadsafe(done.set)

        self._threads.submit(client, person, work)
        await done.wait()
        if held.stream:
            await send_stream(held.stream, exchange.response_stream, partial(self._in_thread, client, person))
        if held.refusal:
            # The wait takes no thread, but the request still counts as open.
            await self._refusals.wait(client)
            exchange.response_bytes(*held.refusal)

    async def _in_thread(self, client: str, person: str, make: Callable[[], bytes]) -> bytes:
        """Return what the function returns in a thread, when it is the client's turn."""
        made: Future[bytes] = Future()

        def work() -> None:
            # A concurrent future keeps the result or the exception, and drops it if nobody waits any more.
            if made.set_running_or_notify_cancel():
                try:
                    made.set_result(make())
                except Exception as error:  # noqa: BLE001 – it is raised where the result is awaited
                    made.set_exception(error)

        self._threads.submit(client, person, work)
        return await asyncio.wrap_future(made)


def answer(application: WSGIApplication, environment: WSGIEnvironment, exchange: HoldRefusal) -> None:
    """Run the application and pass its response to the server, which sends it as fast as the client reads.

    A response in pieces is only kept on the exchange, to be sent later.
    """
    status, headers = 500, []

    def start_response(line: str, lines: HeaderLines, exc_info: object = None) -> Callable[[bytes], object]:
        nonlocal status, headers
        status, headers = int(line[:3]), lines
        return _no_write

    result = application(environment, start_response)
    # Django marks its responses in pieces like this. To HEAD, nothing of them is sent.
    is_stream = bool(getattr(result, "streaming", False))
    if is_stream and environment["REQUEST_METHOD"] != "HEAD":
        exchange.stream = Stream(status, headers, result)
        return
    try:
        if isinstance(result, FileWrapper) and status == 200 and result.path:
            exchange.response_file(status, headers, result.path)
        else:
            exchange.response_bytes(status, headers, b"" if is_stream else b"".join(result))
    finally:
        if hasattr(result, "close"):
            result.close()


def _no_write(data: bytes) -> object:
    # WSGI's `write` is obsolete, and Django does not use it.
    raise RuntimeError("The application must return its response instead of calling write().")


def _refuse(scope: Scope, headers: Mapping[str, str], exchange: Exchange, refusal: Refusal) -> None:
    id_ = uuid4().hex
    log_refusal(scope.method, scope.path, refusal.status, refusal.sentence, id_)
    lines, content = write_refusal(refusal, scope.path, id_, is_fragment="hx-request" in headers)
    exchange.response_bytes(refusal.status, lines, content)


def _find_cookie(cookies: str, name: str) -> str:
    """Return the value of a cookie, or "". It only serves to distinguish people with the same address."""
    for part in cookies.split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return value[:100]
    return ""


async def _empty_body() -> AsyncIterator[bytes]:
    return
    yield b""
