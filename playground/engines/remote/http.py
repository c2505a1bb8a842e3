"""One request to an API and its JSON answer: built, sent, read up to a limit and before a deadline, never repeated."""

import asyncio
import json
import logging
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from playground.dialects.base import Refusal
from playground.dialects.wire import FilePart, WireRequest
from playground.engines.remote.faults import read_network_error, read_status, unreadable
from playground.engines.remote.session import Api, Call
from playground.logs.context import current_request_id
from playground.outbound.client import USER_AGENT

logger = logging.getLogger(__name__)

LARGEST_ANSWER = 5 * 1024 * 1024
# The longest that an API may ask to be left alone, in seconds.
LONGEST_RETRY_AFTER = 60.0

# What comes packed although it was not asked for is read once more, as gzip or zlib.
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Reply:
    """What an API answered with a 2xx: its JSON, and the seconds that it asked to wait, None where it did not."""

    body: Any = field(repr=False)
    retry_after: float | None


def build_request(
    wire: WireRequest, api: Api, seconds: float, *, content: bytes = b"", extra: Mapping[str, str] | None = None
) -> httpx.Request:
    """Return the request as httpx sends it; `content` is the JSON text or the file that belongs to its body.

    Raise `Failed` where its address must not see the key.
    """
    url = api.read_address(wire.url)
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
    headers |= dict(wire.headers) | dict(extra or {})
    if id_ := current_request_id():
        headers["X-Request-Id"] = id_
    timeout = {"connect": api.limits.connect, "read": seconds, "write": seconds, "pool": None}
    part = wire.body
    if isinstance(part, FilePart):
        files = {part.field: (part.filename, content, part.content_type)}
        return httpx.Request(wire.method, url, headers=headers, files=files, extensions={"timeout": timeout})
    body = None if part is None else content
    return httpx.Request(wire.method, url, headers=headers, content=body, extensions={"timeout": timeout})


async def ask(transport: httpx.AsyncBaseTransport, request: httpx.Request, call: Call, seconds: float) -> Reply:
    """Send the request once and return what was answered, or raise the fault.

    `seconds` is how long the API may take; the two steps of connecting come on top.
    """
    limit = seconds + 2 * call.api.limits.connect
    began = time.monotonic()
    try:
        async with asyncio.timeout(limit):
            status, headers, content = await _exchange(transport, request)
    except TimeoutError as error:
        raise read_network_error(error, call, limit) from error
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise read_network_error(error, call, seconds) from error
    _note(request, status, time.monotonic() - began)
    retry_after = read_retry_after(headers.get("Retry-After", ""))
    if 200 <= status < 300:
        return Reply(_parse(content, headers, call, status), retry_after)
    raise read_status(status, _read_refusal(status, content, headers, call), call, retry_after)


def _note(request: httpx.Request, status: int, seconds: float) -> None:
    """Write a line of what was asked; those who ask how far a job is need none each time."""
    level = logging.DEBUG if request.method == "GET" and status < 400 else logging.INFO
    # Addresses of jobs may open them, so the host says enough.
    facts = {"method": request.method, "host": request.url.host, "status": status, "seconds": round(seconds, 3)}
    logger.log(level, "API answered %d", status, extra=facts)


def read_retry_after(text: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Return the seconds that the header asks for, written as a number or as a date; None where it says nothing."""
    text = text.strip()
    try:
        seconds = float(text) if text[:1].isdigit() else _seconds_until(text, now())
    except ValueError:
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER) if seconds == seconds else None


def _seconds_until(text: str, now: datetime) -> float:
    moment = parsedate_to_datetime(text)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()


async def _exchange(
    transport: httpx.AsyncBaseTransport, request: httpx.Request
) -> tuple[int, httpx.Headers, bytes | None]:
    """Return status, headers and content; None for content that is larger than any answer."""
    response = await transport.handle_async_request(request)
    try:
        content: bytes | None = await _read(response)
    except httpx.TransportError:
        # What broke off behind a status that says enough is not missed.
        if response.status_code < 400:
            raise
        content = b""
    finally:
        await response.aclose()
    return response.status_code, response.headers, content


async def _read(response: httpx.Response) -> bytes | None:
    content = bytearray()
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("Only answers with an asynchronous body are read.")
    async for part in response.stream:
        content += part
        if len(content) > LARGEST_ANSWER:
            return None
    return bytes(content)


def _parse(content: bytes | None, headers: httpx.Headers, call: Call, status: int) -> Any:  # noqa: ANN401
    title = call.api.title
    if content is None:
        raise unreadable(f"{title}'s answer is larger than {LARGEST_ANSWER // 1024**2} MB ({status}).", call, status)
    try:
        return json.loads(_unpack(content, headers))
    except (ValueError, RecursionError, zlib.error) as error:
        what = _describe(content, headers)
        raise unreadable(f"{title}'s answer cannot be read ({status}): {what}.", call, status) from error


def _describe(content: bytes, headers: httpx.Headers) -> str:
    start = content.lstrip()[:1]
    if not start:
        return "it is empty"
    if start == b"<" or "html" in headers.get("Content-Type", "").lower():
        return "it is HTML where JSON was due"
    return "it is damaged or no JSON"


def _unpack(content: bytes, headers: httpx.Headers) -> bytes:
    if headers.get("Content-Encoding", "identity").strip().lower() in {"", "identity"}:
        return content
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    unpacked = unpacker.decompress(content, LARGEST_ANSWER)
    if not unpacker.eof:
        raise ValueError("The packed answer is too large or broke off.")
    return unpacked


def _read_refusal(status: int, content: bytes | None, headers: httpx.Headers, call: Call) -> Refusal:
    try:
        body = json.loads(_unpack(content or b"", headers))
    except (ValueError, RecursionError, zlib.error):
        body = None
    return call.api.dialect.read_refusal(status, body)
