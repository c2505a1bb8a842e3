"""Answers people who may look at pages but not generate."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse

from playground.accounts.standing import NotAllowed
from playground.logs.context import with_cause
from playground.pages.error_pages import Outage

TITLE = "Not allowed for this account"


class NotAllowedMiddleware:
    """Redirects people who need an account to the sign-in page, and tells others why they may not generate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return not_allowed_response(request, error) if isinstance(error, NotAllowed) else None


def not_allowed_response(request: HttpRequest, error: NotAllowed) -> HttpResponseBase:
    """Return a redirect to the sign-in page, or 403 with a page, or with only the sentence for htmx."""
    is_part = bool(request.headers.get("HX-Request"))
    if error.sign_in and is_part:
        # htmx would follow a normal redirect and put the sign-in page into the element that made the request.
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    if error.sign_in:
        # The next page is the studio: most refused requests are POSTs, and their URLs often have no page.
        return redirect_to_login(resolve_url("home"))
    if is_part:
        return HttpResponse(error.sentence, status=403, content_type="text/plain; charset=utf-8")
    outage = Outage(403, TITLE, error.sentence)
    response = HttpResponse(render_to_string("outage.html", {"outage": outage}, request), status=403)
    return with_cause(response, error.sentence)
