"""Reads request bodies: one JSON object, one file in a multipart form, or a form of texts and several files."""

import json
import math
import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import LimitedStream
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict

from playground.catalog.values import shorten
from playground.dialects.errors import WireError
from playground.imaging.upload_handler import MOST_REQUEST_BYTES
from playground.openapi.limits import MAX_ESCAPED_JSON_BYTES, MAX_FILE_BYTES, MAX_JSON_BYTES, MEGABYTE

# The bytes that a multipart form may have besides its file.
MULTIPART_OVERHEAD = 64 * 1024
# More than any request needs, and far fewer levels than Python's own limit of recursion.
MAX_DEPTH = 32
ESCAPE = re.compile(rb"\\u[0-9A-Fa-f]{4}")
# PostgreSQL cannot store NUL in text, and UTF-8 cannot encode lone surrogates.
UNWRITABLE = re.compile("[\0\ud800-\udfff]")


class _InvalidJson(ValueError):
    """The JSON is not valid, or this server does not accept it; the text says why."""


class _ChunkedBody(LimitedStream):
    """A body without a declared length, which is read only up to a limit."""

    @property
    def is_used_up(self) -> bool:
        """Whether the body was longer than the limit."""
        return bool(self._pos >= self.limit)  # type: ignore[attr-defined]


def read_json(request: HttpRequest) -> dict[str, Any]:
    """Return the body as a JSON object; raise `WireError` with 400, 413 or 415."""
    if not _is_json(request.content_type or ""):
        raise WireError(f"Content-Type must be application/json, not {_shown_type(request)}.", status=415)
    _check_length(request, MAX_ESCAPED_JSON_BYTES)
    body = parse_json(_read(request))
    if not isinstance(body, dict):
        raise WireError("The body must be a JSON object.")
    return body


def parse_json(content: bytes) -> Any:  # noqa: ANN401
    """Return the JSON value; refuse what is ambiguous (duplicate keys, NaN) or cannot be stored (NUL, surrogates)."""
    try:
        # Some programs begin UTF-8 with a byte order mark, which this encoding drops.
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
        _check_value(value, MAX_DEPTH)
    except UnicodeDecodeError as error:
        raise WireError(f"The body is not valid UTF-8 at byte {error.start + 1}.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise WireError(f"The body is not valid JSON: {error.msg} at {place}.") from error
    except RecursionError as error:
        raise WireError(f"The body is nested too deeply; the limit is {MAX_DEPTH} levels.") from error
    except _InvalidJson as error:
        raise WireError(f"The body is not valid JSON: {error}.") from error
    except ValueError as error:
        # Python limits the number of digits that it converts.
        raise WireError("The body contains a number with too many digits.") from error
    return value


def read_file(request: HttpRequest, field: str) -> "UploadedFile[bytes]":
    """Return the file in the given field of a multipart body; raise `WireError` with 400, 413 or 415."""
    files = _parse_form(request, MAX_FILE_BYTES + MULTIPART_OVERHEAD, MAX_FILE_BYTES).getlist(field)
    if not files:
        raise WireError(f"{field} is missing. Send one file in the field {field}.", field=field)
    if len(files) > 1:
        raise WireError(f"{field} has {len(files)} files; the maximum is 1.", field=field)
    return _check_file(files[0])


def read_form(
    request: HttpRequest, file_fields: Collection[str], check_names: Callable[[Collection[str]], None]
) -> "tuple[dict[str, str], list[UploadedFile[bytes]]]":
    """Return the texts of a multipart body by name, and its files in these fields, in the order of the fields.

    Raises `WireError` with 400, 413 or 415. Of a text that is sent several times, the last one counts. `check_names`
    gets the fields of all files, and may refuse one with better advice.
    """
    files = _parse_form(request, MOST_REQUEST_BYTES, MOST_REQUEST_BYTES)
    texts = {name: str(request.POST[name]) for name in request.POST}
    if any(UNWRITABLE.search(text) for pair in texts.items() for text in pair):
        raise WireError("The form is not valid: a text contains NUL or a lone surrogate.")
    check_names(files.keys())
    # A file in another field would be left out silently.
    for name in files:
        if name not in file_fields:
            raise WireError(
                f"{shorten(name)} cannot be a file. Send pictures in the field {next(iter(file_fields))}.",
                field=shorten(name),
            )
    return texts, [_check_file(file) for name in file_fields for file in files.getlist(name)]


def _parse_form(request: HttpRequest, body_limit: int, shown_limit: int) -> "MultiValueDict[str, UploadedFile[bytes]]":
    """Return the files of a multipart body, which Django parses with its texts."""
    if request.content_type != "multipart/form-data":
        raise WireError(f"Content-Type must be multipart/form-data, not {_shown_type(request)}.", status=415)
    _check_length(request, body_limit)
    try:
        files = request.FILES
    except RequestDataTooBig as error:
        raise _too_large(shown_limit) from error
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError) as error:
        _check_truncated(request, shown_limit)
        raise WireError("The multipart body is incomplete or malformed.") from error
    if not files:
        _check_truncated(request, shown_limit)
    return files


def _check_file(file: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
    # The limit on the body leaves room for the form around the file, so the file itself is measured as well.
    if (file.size or 0) > MAX_FILE_BYTES:
        raise _too_large(MAX_FILE_BYTES)
    # A request that is answered a second time reads its file again.
    file.seek(0)
    return file


def _read(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise _too_large(MAX_ESCAPED_JSON_BYTES) from error
    except UnreadablePostError as error:
        raise WireError("The body is incomplete.") from error
    if len(body) > MAX_ESCAPED_JSON_BYTES:
        raise _too_large(MAX_ESCAPED_JSON_BYTES)
    # Escapes are only valid in strings. The rest may be lists and objects, which take many times their bytes in memory.
    if len(body) > MAX_JSON_BYTES and len(body) - _count_escaped(body) > MAX_JSON_BYTES:
        raise _too_large(MAX_JSON_BYTES, ", not counting \\u escapes")
    return body


def _count_escaped(body: bytes) -> int:
    # One match at a time, because a copy without the escapes would take up to 100 MB while it is made.
    return 6 * sum(1 for _ in ESCAPE.finditer(body))


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


def _shown_type(request: HttpRequest) -> str:
    return (request.content_type or "nothing")[:80]


def _check_length(request: HttpRequest, limit: int) -> None:
    """Refuse a body by its declared length before reading it, and limit the reading of a chunked one."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if declared == "0" and "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        _limit_chunked(request, limit)
    # Cut, because Python refuses to convert thousands of digits. A number of twenty digits exceeds every limit.
    elif declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
        raise _too_large(limit)


def _limit_chunked(request: HttpRequest, limit: int) -> None:
    """Let Django read a chunked body up to the limit; it treats one without a declared length as empty."""
    # Without this promise of the server, reading past the end would wait for the next request.
    if request.META.get("wsgi.input_terminated"):
        request.META["CONTENT_LENGTH"] = str(limit)
        # One more byte than allowed can be read, so that a body that is too long is noticed.
        request._stream = _ChunkedBody(request.META["wsgi.input"], limit + 1)  # type: ignore[assignment]


def _check_truncated(request: HttpRequest, limit: int) -> None:
    """Raise 413 for a body that could not be parsed because it was cut off at the limit."""
    if isinstance(request._stream, _ChunkedBody) and request._stream.is_used_up:
        raise _too_large(limit)


def _too_large(limit: int, more: str = "") -> WireError:
    return WireError(f"The body is too large; the limit is {limit // MEGABYTE} MB{more}.", status=413)


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        # Parsers disagree on which of two equal keys counts, so the client may mean the other value.
        if name in found:
            raise _InvalidJson(f"the key {json.dumps(name[:60])} appears twice in one object")
        found[name] = value
    return found


def _no_constant(name: str) -> float:
    raise _InvalidJson(f"{name} is not valid JSON")


def _check_value(value: object, depth: int) -> None:
    if depth < 0:
        raise RecursionError
    if isinstance(value, str):
        _check_text(value)
    # Python reads 1e999 as infinity, which is not valid JSON when it is written again.
    elif isinstance(value, float) and not math.isfinite(value):
        raise _InvalidJson("a number is too large")
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name)
            _check_value(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check_value(item, depth - 1)


def _check_text(text: str) -> None:
    if UNWRITABLE.search(text):
        raise _InvalidJson("a string contains NUL or a lone surrogate")
