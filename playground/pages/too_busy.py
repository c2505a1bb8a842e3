"""Limits the costly requests of pages and answers 429 above the limits."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from playground.accounts.owners import find_owner_id
from playground.accounts.visitors import visitor_network
from playground.logs.context import with_cause
from playground.pages.error_pages import Outage
from playground.work_limits import Person, TooBusy, WorkLimit


def _address_share() -> int:
    """Return how many web threads one address gets, so that a room of people who sign up waits and is not refused."""
    return max(10, int(settings.WEB_THREADS) // 4)


# Hashing a password takes up to a second of CPU time. People who sign in have no owner yet, so those in one office
# cannot be told apart.
PASSWORD_HASHING = WorkLimit(working=2, waiting=28, per_owner=_address_share, per_address=_address_share)
ACCOUNTS, KEYS = "/account/", "/account/keys/"

TITLE = "The server is busy"


def person_of(request: HttpRequest) -> Person:
    """Return the person whose limits apply; call this before `ensure_owner`.

    Otherwise each new guest would count as a separate person, and one client could have any number of them.
    """
    return Person(find_owner_id(request), visitor_network(request))


class TooBusyMiddleware:
    """Limits requests that hash a password, and answers 429 when any view raises `TooBusy`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The pages of keys are below the same path, but they hash no password.
        hashes = request.method == "POST" and request.path.startswith(ACCOUNTS) and not request.path.startswith(KEYS)
        if not hashes:
            return self._get_response(request)
        try:
            with PASSWORD_HASHING.take(person_of(request)):
                return self._get_response(request)
        # `process_exception` sees only errors of views, not one that is raised by a middleware itself.
        except TooBusy as error:
            return busy_response(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return busy_response(request, error) if isinstance(error, TooBusy) else None


def busy_response(request: HttpRequest, error: TooBusy) -> HttpResponse:
    """Return 429 with a page, or with only the sentence for an htmx request."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(error.sentence, content_type="text/plain; charset=utf-8")
    else:
        outage = Outage(429, TITLE, error.sentence)
        response = with_cause(
            HttpResponse(render_to_string("outage.html", {"outage": outage}, request)), error.sentence
        )
    response.status_code = 429
    response["Retry-After"] = str(error.retry_after)
    response["Cache-Control"] = "no-store"
    return response
