"""Costly requests of pages: who asks for them, and what is answered where there is no place for one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from playground.accounts.owners import find_owner_id
from playground.accounts.visitors import visitor_network
from playground.logs.context import with_cause
from playground.pages.error_pages import Outage
from playground.work_limits import Person, TooBusy, WorkLimit

# Hashing a password takes up to a second of a processor's time. Whoever signs in or up is no owner yet, so nothing
# tells the people of an office apart: ten may come at once from one address, which is a quarter of the web threads.
HASHES = WorkLimit(working=2, waiting=28, each=10, nearby=10)
ACCOUNTS, KEYS = "/account/", "/account/keys/"

TITLE = "Too busy just now"


def person_of(request: HttpRequest) -> Person:
    """Return whose costly work the request is; to be asked before a guest becomes an owner, whom nobody knows yet."""
    return Person(find_owner_id(request), visitor_network(request))


class BusyMiddleware:
    """Takes a place for whatever hashes a password, and answers 429 wherever a page finds no place for its work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer sign-in, sign-up and the like inside a place."""
        hashes = request.method == "POST" and request.path.startswith(ACCOUNTS) and not request.path.startswith(KEYS)
        if not hashes:
            return self._get_response(request)
        try:
            with HASHES.take(person_of(request)):
                return self._get_response(request)
        except TooBusy as error:
            return say_busy(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer in place of a view that found no place."""
        return say_busy(request, error) if isinstance(error, TooBusy) else None


def say_busy(request: HttpRequest, error: TooBusy) -> HttpResponse:
    """Answer with 429: a page, or the bare sentence to a part of one."""
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
