"""One line a request: what was asked for, what came of it and how long it took, without anything that is secret."""

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

# Asked for by the dozen with each page, or every few seconds: no line each, unless they are refused.
QUIET = ("/static/", "/files/", "/images/", "/api/images/", "/healthz", "/readyz", "/generations/changes/")
# What the studio asks for at every change of its form.
QUIET_ENDS = ("/draft/", "/generate/code/", "/edit/code/")
LONGEST_PATH = 200
LONGEST_CAUSE = 300


class RequestLogMiddleware:
    """Stands before all others, so that its line says what the visitor was told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Give the request its id, answer it, and write the line."""
        began = time.perf_counter()
        id_ = begin_request()
        request.id = id_  # type: ignore[attr-defined]
        try:
            response = self._get_response(request)
            response.setdefault("x-request-id", id_)
            _write(request, response, time.perf_counter() - began)
        finally:
            end_request()
        return response


def note_refusal(method: str, path: str, status: int, cause: str, id_: str) -> None:
    """Write the line of a request that was refused before Django saw it, and count it."""
    with bound_contextvars(request_id=id_):
        _write_line(method, path, status, {"cause": cause})


def _write(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    status = response.status_code
    facts: dict[str, object] = {"ms": round(seconds * 1000, 1)}
    if cause := cause_of(response)[:LONGEST_CAUSE]:
        facts["cause"] = cause
    if owner := getattr(request, "_owner", None):
        facts["owner"] = str(owner.pk)
    _write_line(str(request.method), request.path_info, status, facts)


def _write_line(method: str, path: str, status: int, facts: dict[str, object]) -> None:
    level = logging.ERROR if status >= 500 else logging.INFO
    if status < 400 and (path.startswith(QUIET) or path.endswith(QUIET_ENDS)):
        level = logging.DEBUG
    if status >= 400:
        count_refusal("api" if find_served(path) else "page", status)
    shown = hide_secrets(path[:LONGEST_PATH])
    first = {"method": method, "path": shown, "status": status}
    logger.log(level, "%s %s %d", method, shown, status, extra=first | facts)
