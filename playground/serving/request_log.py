"""Logs one line per request: method, path, status and duration, without secrets."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from structlog.contextvars import bound_contextvars

from playground.api.registry import find_served
from playground.logs.context import begin_request, cause_of, end_request
from playground.logs.secrets import hide_secrets
from playground.metrics.recording import count_refusal

logger = logging.getLogger("playground.request")

# Pages request dozens of these, or one every few seconds. They are only logged if they are refused.
QUIET_PREFIXES = ("/static/", "/files/", "/images/", "/api/images/", "/healthz", "/readyz", "/generations/changes/")
# The studio requests these at every change of its form.
QUIET_SUFFIXES = ("/draft/", "/generate/code/", "/edit/code/")
LONGEST_PATH = 200
LONGEST_CAUSE = 300


class RequestLogMiddleware:
    """Logs requests. It must be the first middleware, so that it sees the final response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        id_ = begin_request()
        request.id = id_  # type: ignore[attr-defined]
        try:
            response = self._get_response(request)
            response.setdefault("x-request-id", id_)
            _write(request, response, time.perf_counter() - started)
        finally:
            end_request()
        return response


def log_refusal(method: str, path: str, status: int, cause: str, id_: str) -> None:
    """Log and count a request that was refused before it reached Django."""
    with bound_contextvars(request_id=id_):
        _write_line(method, path, status, {"cause": cause})


def _write(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    status = response.status_code
    fields: dict[str, object] = {"ms": round(seconds * 1000, 1)}
    if cause := cause_of(response)[:LONGEST_CAUSE]:
        fields["cause"] = cause
    if owner := getattr(request, "_owner", None):
        fields["owner"] = str(owner.pk)
    _write_line(str(request.method), request.path_info, status, fields)


def _write_line(method: str, path: str, status: int, fields: dict[str, object]) -> None:
    level = logging.ERROR if status >= 500 else logging.INFO
    if status < 400 and (path.startswith(QUIET_PREFIXES) or path.endswith(QUIET_SUFFIXES)):
        level = logging.DEBUG
    if status >= 400:
        count_refusal("api" if find_served(path) else "page", status)
    shown = hide_secrets(path[:LONGEST_PATH])
    first = {"method": method, "path": shown, "status": status}
    logger.log(level, "%s %s %d", method, shown, status, extra=first | fields)
