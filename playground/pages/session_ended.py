"""Answers requests whose owner was merged into an account or removed, or whose page belongs to an ended session."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string

from playground.accounts.owners import OwnerGone, is_owner_gone
from playground.logs.context import with_cause
from playground.pages.draft_values import GUEST, draft_owner
from playground.pages.error_pages import Outage
from playground.pages.requests import HtmxHttpRequest

TITLE = "Your session ended"


class SessionEndedMiddleware:
    """Answers 409, because the same form can be sent again by the owner that the browser's session now names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        owner = request.headers.get("X-Draft-Owner")
        if owner is None or owner == (now := draft_owner(request)):
            return self._get_response(request)
        # Asked before the CSRF token is checked, since signing in and out changes that too, and the answer would only
        # be an error. Without this answer a picture would be made for a new guest instead of the account.
        if owner != GUEST:
            return _answer_page_of_ended_session(request)
        # What a guest did belongs to the account by now, and so does their page.
        response = self._get_response(request)
        response["X-Draft-Owner"] = now
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        # The error can occur in any view that writes, so it is handled here and not in each of them.
        return _answer(request) if is_owner_gone(request, error) else None


def _answer_page_of_ended_session(request: HttpRequest) -> HttpResponse:
    """Return a notice that leads to the sign-in page and back to the form, whose words the browser has kept."""
    current = cast(HtmxHttpRequest, request).htmx.current_url_abs_path or resolve_url("home")
    response = render(request, "studio/session_ended.html", {"current": current}, status=401)
    response["HX-Retarget"], response["HX-Reswap"] = "#notice", "innerHTML"
    return with_cause(response, "the session had ended")


def _answer(request: HttpRequest) -> HttpResponseBase:
    sentence = OwnerGone.sentence
    if request.headers.get("HX-Request"):
        return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
    page = render_to_string("outage.html", {"outage": Outage(409, TITLE, sentence)}, request)
    return with_cause(HttpResponse(page, status=409), sentence)
