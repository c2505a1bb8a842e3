"""One request to an API and its JSON answer: sent once, and read up to a size limit and before a deadline."""

import asyncio
import json
import logging
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import httpx
from django.conf import settings

from playground.dialects.base import Refusal
from playground.dialects.wire import FilePart, FormBody, FormPicture, WireRequest
from playground.engines.remote.faults import read_network_error, read_status, unreadable
from playground.engines.remote.large_answers import LargeAnswer
from playground.engines.remote.session import ApiCall, ApiSession
from playground.logs.context import current_request_id

logger = logging.getLogger(__name__)

# An answer of more bytes is parsed in a thread: it contains pictures, and would block the loop.
MOST_PARSED_IN_LOOP = 256 * 1024
# Of an error response more bytes than this are not read: its message is short.
LARGEST_ERROR = 64 * 1024
# An API may ask for a pause of this many seconds at most.
LONGEST_RETRY_AFTER = 60.0

# Some APIs compress their answer although the request did not allow it.
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS

# The file name, content and type of a part, as httpx takes them.
type Part = tuple[str | None, bytes, str | None]


# Called with the number of bytes that have been read.
type NoteSize = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a 2xx status: its JSON, and how many seconds the API asked to wait, if it did."""

    body: Any = field(repr=False)
    retry_after: float | None


def build_request(
    wire: WireRequest,
    api: ApiSession,
    seconds: float,
    *,
    content: bytes = b"",
    pictures: Sequence[bytes] = (),
    extra: Mapping[str, str] | None = None,
) -> httpx.Request:
    """Return the request as httpx sends it; `content` is the JSON text or the file of its body, `pictures` fill a form.

    Raise `Failed` where the key must not be sent to its address.
    """
    url = api.read_address(wire.url)
    # A compressed answer could unpack to any size, so none is requested.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": settings.USER_AGENT}
    headers |= dict(wire.headers) | dict(extra or {})
    # Without a key a dialect writes the placeholder of its documentation, which is for people to read.
    if not api.account.key:
        headers.pop(api.dialect.key_header, None)
    # The log lines of this job have the same id.
    if id_ := current_request_id():
        headers["X-Request-Id"] = id_
    # The pools have no upper limit, so no request ever waits for a connection.
    timeout = {"connect": api.timeouts.connect, "read": seconds, "write": seconds, "pool": None}
    if isinstance(wire.body, FilePart | FormBody):
        parts = _list_parts(wire.body, content, pictures)
        return httpx.Request(wire.method, url, headers=headers, files=parts, extensions={"timeout": timeout})
    body = None if wire.body is None else content
    return httpx.Request(wire.method, url, headers=headers, content=body, extensions={"timeout": timeout})


def _list_parts(body: FilePart | FormBody, content: bytes, pictures: Sequence[bytes]) -> list[tuple[str, Part]]:
    if isinstance(body, FilePart):
        return [(body.field, (body.filename, content, body.content_type))]
    parts: list[tuple[str, Part]] = []
    for name, value in body.fields:
        if isinstance(value, FormPicture):
            parts.append((name, (value.filename, pictures[value.picture], value.content_type)))
        else:
            # A part without a file name is a text. Among `files` httpx keeps it in its place between the pictures.
            parts.append((name, (None, str(value).encode(), None)))
    return parts


async def send_request(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, call: ApiCall, seconds: float
) -> Reply:
    """Send the request once and return the answer, or raise the fault.

    `seconds` is how long the API may take, without the two steps of connecting.
    """
    async with call.api.large_answers.one() as turn:
        return await _send(transport, request, call, seconds, turn)


async def _send(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, call: ApiCall, seconds: float, turn: LargeAnswer
) -> Reply:
    limit = seconds + 2 * call.api.timeouts.connect
    began = time.monotonic()
    try:
        # The timeouts of httpx hold for each read. A server that sends a byte now and then would never exceed them.
        async with asyncio.timeout(limit) as timeout:
            note_size = partial(turn.note, timeout=timeout)
            status, headers, content = await _send_and_read(transport, request, call, note_size)
    except TimeoutError as error:
        # The beginning of a large answer came in time, and the rest did not.
        late = httpx.RemoteProtocolError("A large answer arrives too slowly.") if turn.is_large else error
        raise read_network_error(late, call, limit) from error
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise read_network_error(error, call, seconds) from error
    _log(request, status, time.monotonic() - began)
    retry_after = read_retry_after(headers.get("Retry-After", ""))
    if 200 <= status < 300:
        if content is not None and len(content) > MOST_PARSED_IN_LOOP:
            return Reply(await asyncio.to_thread(_parse, content, headers, call, status), retry_after)
        return Reply(_parse(content, headers, call, status), retry_after)
    raise read_status(status, _read_refusal(status, content, headers, call), call, retry_after)


def _log(request: httpx.Request, status: int, seconds: float) -> None:
    """Log the request; a poll that succeeds only at the level DEBUG, since there are many."""
    level = logging.DEBUG if request.method == "GET" and status < 400 else logging.INFO
    # The URL of a job may give access to it, so only the host is logged.
    facts = {"method": request.method, "host": request.url.host, "status": status, "seconds": round(seconds, 3)}
    logger.log(level, "API answered %d", status, extra=facts)


def read_retry_after(text: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Return the seconds that the header, a number or a date, asks for; None where it cannot be read."""
    text = text.strip()
    try:
        # `float` also reads `inf` and `nan`, which do not begin with a digit.
        seconds = float(text) if text[:1].isdigit() else _seconds_until(text, now())
    except ValueError:
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER) if seconds == seconds else None


def _seconds_until(text: str, now: datetime) -> float:
    moment = parsedate_to_datetime(text)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()


async def _send_and_read(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, call: ApiCall, note_size: NoteSize
) -> tuple[int, httpx.Headers, bytes | bytearray | None]:
    """Return status, headers and content; the content is None where it is too large."""
    response = await transport.handle_async_request(request)
    is_success = 200 <= response.status_code < 300
    try:
        largest = call.api.dialect.policy.largest_answer if is_success else LARGEST_ERROR
        content: bytes | bytearray | None = await _read(response, largest, note_size)
    except httpx.TransportError:
        # The status of an error says enough without its content.
        if response.status_code < 400:
            raise
        content = b""
    finally:
        # A response that is not closed keeps its connection out of the pool.
        await response.aclose()
    return response.status_code, response.headers, content


async def _read(response: httpx.Response, largest: int, note_size: NoteSize) -> bytearray | None:
    content = bytearray()
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("The answer needs an asynchronous body.")
    # It is read in parts, so that an answer that is too large is dropped before it fills the memory.
    async for part in response.stream:
        content += part
        if len(content) > largest:
            return None
        await note_size(len(content))
    return content


def _parse(content: bytes | bytearray | None, headers: httpx.Headers, call: ApiCall, status: int) -> Any:  # noqa: ANN401
    title, largest = call.api.title, call.api.dialect.policy.largest_answer
    if content is None:
        raise unreadable(f"{title}'s answer is larger than {largest // 1024**2} MB ({status}).", call, status)
    try:
        return json.loads(_unpack(content, headers, largest))
    # JSON that is nested too deeply raises a RecursionError.
    except (ValueError, RecursionError, zlib.error) as error:
        what = _describe(content, headers)
        raise unreadable(f"{title}'s answer cannot be read ({status}): {what}.", call, status) from error


def _describe(content: bytes | bytearray, headers: httpx.Headers) -> str:
    start = content.lstrip()[:1]
    if not start:
        return "it is empty"
    if start == b"<" or "html" in headers.get("Content-Type", "").lower():
        return "it is HTML instead of JSON"
    return "it is not valid JSON"


def _unpack(content: bytes | bytearray, headers: httpx.Headers, largest: int) -> bytes | bytearray:
    if headers.get("Content-Encoding", "identity").strip().lower() in {"", "identity"}:
        return content
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    # Compressed content can unpack to a thousand times its size, so the size is limited here, too.
    unpacked = unpacker.decompress(content, largest)
    if not unpacker.eof:
        raise ValueError("The compressed answer is too large or incomplete.")
    return unpacked


def _read_refusal(status: int, content: bytes | bytearray | None, headers: httpx.Headers, call: ApiCall) -> Refusal:
    try:
        body = json.loads(_unpack(content or b"", headers, LARGEST_ERROR))
    except (ValueError, RecursionError, zlib.error):
        body = None
    refusal = call.api.dialect.read_refusal(status, body)
    if refusal.retryable is not None:
        return refusal
    lowered = {name.lower(): value for name, value in headers.items()}
    return replace(refusal, retryable=call.api.dialect.read_retryable(lowered))
