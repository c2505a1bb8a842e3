"""Request bodies: one JSON object, or one file in a multipart form; what is wrong with them is the client's to mend."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import LimitedStream
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from playground.dialects.errors import WireError
from playground.openapi.limits import MEGABYTE, MOST_FILE, MOST_JSON

# A multipart form may add this much around its file.
MOST_AROUND = 64 * 1024
DEEPEST = 32
# What no database keeps as text, and what no UTF-8 can carry.
UNWRITABLE = re.compile("[\0\ud800-\udfff]")


class _Unusable(ValueError):
    """JSON that the grammar or this server does not take; the text says why."""


class _Chunks(LimitedStream):
    """A body without a declared length, read as far as is allowed."""

    @property
    def is_used_up(self) -> bool:
        """Whether there was more than is allowed."""
        return bool(self._pos >= self.limit)  # type: ignore[attr-defined]


def read_json(request: HttpRequest) -> dict[str, Any]:
    """Return the body, which must be a JSON object in UTF-8; raise `WireError` with 400, 413 or 415."""
    if not _is_json(request.content_type or ""):
        raise WireError(f"Content-Type must be application/json, not {_shown_type(request)}.", status=415)
    _check_length(request, MOST_JSON)
    body = parse_json(_read(request))
    if not isinstance(body, dict):
        raise WireError("The body must be a JSON object.")
    return body


def parse_json(content: bytes) -> Any:  # noqa: ANN401
    """Return the JSON value; refuse what has two readings (a key twice, NaN) or cannot be kept (NUL, half a letter)."""
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
        _check_value(value, DEEPEST)
    except UnicodeDecodeError as error:
        raise WireError(f"The body is not valid UTF-8: see byte {error.start + 1}.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise WireError(f"The body is not valid JSON: {error.msg} at {place}.") from error
    except RecursionError as error:
        raise WireError(f"The body is nested too deep: at most {DEEPEST} levels.") from error
    except _Unusable as error:
        raise WireError(f"The body is not valid JSON: {error}.") from error
    except ValueError as error:
        raise WireError("The body holds a number with too many digits.") from error
    return value


def read_file(request: HttpRequest, field: str) -> "UploadedFile[bytes]":
    """Return the file in that field of a multipart body; raise `WireError` with 400, 413 or 415."""
    if request.content_type != "multipart/form-data":
        raise WireError(f"Content-Type must be multipart/form-data, not {_shown_type(request)}.", status=415)
    _check_length(request, MOST_FILE + MOST_AROUND)
    try:
        files = request.FILES.getlist(field)
    except RequestDataTooBig as error:
        raise _too_large(MOST_FILE) from error
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError) as error:
        _check_cut(request)
        raise WireError("The multipart body cannot be read: it is cut off or malformed.") from error
    if not files:
        _check_cut(request)
        raise WireError(f"{field} is missing: send one file in the field {field}.", field=field)
    if len(files) > 1:
        raise WireError(f"{field} takes one file; you sent {len(files)}.", field=field)
    if (files[0].size or 0) > MOST_FILE:
        raise _too_large(MOST_FILE)
    return files[0]


def _read(request: HttpRequest) -> bytes:
    try:
        if len(request.body) > MOST_JSON:
            raise _too_large(MOST_JSON)
        return request.body
    except RequestDataTooBig as error:
        raise _too_large(MOST_JSON) from error
    except UnreadablePostError as error:
        raise WireError("The body was cut off before its end.") from error


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


def _shown_type(request: HttpRequest) -> str:
    return (request.content_type or "nothing")[:80]


def _check_length(request: HttpRequest, most: int) -> None:
    """Refuse by the declared length, before anything is read; let a body be read that comes in chunks without one."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if declared == "0" and "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        _open_chunked(request, most)
    elif declared.isascii() and declared.isdigit() and int(declared[:20]) > most:
        raise _too_large(most)


def _open_chunked(request: HttpRequest, most: int) -> None:
    """Put one byte more than is allowed within reach: Django itself takes no length for an empty body."""
    # Without this word of the server, reading on would wait for the next request.
    if request.META.get("wsgi.input_terminated"):
        request.META["CONTENT_LENGTH"] = str(most)
        request._stream = _Chunks(request.META["wsgi.input"], most + 1)  # type: ignore[assignment]


def _check_cut(request: HttpRequest) -> None:
    """Refuse what cannot be understood because it was cut off at the limit."""
    if isinstance(request._stream, _Chunks) and request._stream.is_used_up:
        raise _too_large(MOST_FILE)


def _too_large(most: int) -> WireError:
    return WireError(f"The body is too large: at most {most // MEGABYTE} MB.", status=413)


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Unusable(f"the key {json.dumps(name[:60])} stands twice in one object")
        found[name] = value
    return found


def _no_constant(name: str) -> float:
    raise _Unusable(f"{name} is no number of JSON")


def _check_value(value: object, depth: int) -> None:
    if depth < 0:
        raise RecursionError
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise _Unusable("a number is too large")
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name)
            _check_value(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check_value(item, depth - 1)


def _check_text(text: str) -> None:
    if UNWRITABLE.search(text):
        raise _Unusable("a text holds NUL or half of a character pair")
