"""What is answered when something broke: 503 where only the database is away, 507 where the disk is full, else 500."""

import sys
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from playground.stores.disk_space import NOTHING_KEPT, finds_no_room
from playground.stores.retry import AWAY_ERRORS


@dataclass(frozen=True, slots=True)
class Outage:
    """What a person is told; `headers` say to a program when it makes sense to ask again."""

    status: int
    title: str
    sentence: str
    headers: dict[str, str] = field(default_factory=dict)


BROKEN = Outage(
    500,
    "Something broke",
    "The fault is on this server, not in what you did. Your history is safe; try again in a moment.",
)
DATABASE_AWAY = Outage(
    503,
    "Back in a moment",
    "The database of this server cannot be reached just now. What you had is kept, and pictures at work go on; try"
    " again in a few seconds.",
    {"Retry-After": "5"},
)
DISK_FULL = Outage(507, "No room left", NOTHING_KEPT)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer in place of a view that raised, to a part of a page with the bare sentence.

    Django calls this while it handles the exception.
    """
    outage = _explain(sys.exception())
    if request.headers.get("HX-Request"):
        response = HttpResponse(outage.sentence, content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(render_to_string("outage.html", {"outage": outage}))
    response.status_code = outage.status
    for name, value in ({"Cache-Control": "no-store"} | outage.headers).items():
        response[name] = value
    return response


def _explain(error: BaseException | None) -> Outage:
    if finds_no_room(error):
        return DISK_FULL
    return DATABASE_AWAY if isinstance(error, AWAY_ERRORS) else BROKEN
