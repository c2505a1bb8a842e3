"""Answers requests whose owner was merged into an account or removed before they were done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from playground.accounts.owners import OwnerGone, is_owner_gone
from playground.logs.context import with_cause
from playground.pages.error_pages import Outage

TITLE = "Your session ended"


class SessionEndedMiddleware:
    """Answers 409, because the same form can be sent again by the owner that the browser's session now names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        # The error can occur in any view that writes, so it is handled here and not in each of them.
        return _answer(request) if is_owner_gone(request, error) else None


def _answer(request: HttpRequest) -> HttpResponseBase:
    sentence = OwnerGone.sentence
    if request.headers.get("HX-Request"):
        return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
    page = render_to_string("outage.html", {"outage": Outage(409, TITLE, sentence)}, request)
    return with_cause(HttpResponse(page, status=409), sentence)
