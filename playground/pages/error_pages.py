"""The error pages: 413 for too much text, 503 without the database, 507 when the disk is full, otherwise 500."""

import sys
from dataclasses import dataclass, field

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token

from playground.logs.context import with_cause
from playground.pages.draft_values import PromptTooLong
from playground.stores.disk_space import NOTHING_SAVED, is_disk_full
from playground.stores.retry import AWAY_ERRORS


@dataclass(frozen=True, slots=True)
class Outage:
    """The contents of an error page, and headers that tell a program when to try again."""

    status: int
    title: str
    sentence: str
    headers: dict[str, str] = field(default_factory=dict)


SERVER_ERROR = Outage(
    500,
    "Something went wrong",
    "An error occurred on this server. Your history is safe. Try again in a moment.",
)
DATABASE_AWAY = Outage(
    503,
    "Back in a moment",
    "The database of this server is not available. Your history is safe, and running pictures continue. Try again in a"
    " few seconds.",
    {"Retry-After": "5"},
)
TOO_LARGE = "The request is too large. Text can be up to 2 MB and each picture up to 20 MB. Go back and shorten it."
DISK_FULL = Outage(507, "The disk is full", NOTHING_SAVED)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 413 with a sentence for a form that is too large, otherwise Django's page for a bad request."""
    if not isinstance(exception, RequestDataTooBig):
        return defaults.bad_request(request, exception)
    sentence = str(exception) if isinstance(exception, PromptTooLong) else TOO_LARGE
    return with_cause(_respond(request, Outage(413, "Too large", sentence)), sentence)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Return the error page, or only its sentence for an htmx request.

    Django calls this while it handles the exception of a view.
    """
    return _respond(request, _explain(sys.exception()))


def _respond(request: HttpRequest, outage: Outage) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(outage.sentence, content_type="text/plain; charset=utf-8")
    else:
        # Rendered without the request: context processors may query the database that is away.
        response = HttpResponse(render_to_string("outage.html", {"outage": outage}))
    response.status_code = outage.status
    # A cached error page would be shown after the cause is gone.
    for name, value in ({"Cache-Control": "no-store"} | outage.headers).items():
        response[name] = value
    return response


def _explain(error: BaseException | None) -> Outage:
    if is_disk_full(error):
        return DISK_FULL
    # The cause decides, not the view: any query of any view can be the one that fails.
    return DATABASE_AWAY if isinstance(error, AWAY_ERRORS) else SERVER_ERROR
