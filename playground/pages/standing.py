"""What a page answers to those who may look and not make."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse

from playground.accounts.standing import NotAllowed
from playground.logs.context import with_cause
from playground.pages.error_pages import Outage

TITLE = "Not for this account"


class StandingMiddleware:
    """Leads those who would be let in with an account to the sign-in, and tells the others why they are not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer in place of a view that may do nothing for this owner."""
        return say_why(request, error) if isinstance(error, NotAllowed) else None


def say_why(request: HttpRequest, error: NotAllowed) -> HttpResponseBase:
    """Answer with the sign-in, or with 403: a page, or the bare sentence to a part of one."""
    is_part = bool(request.headers.get("HX-Request"))
    if error.sign_in and is_part:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    if error.sign_in:
        return redirect_to_login(resolve_url("home"))
    if is_part:
        return HttpResponse(error.sentence, status=403, content_type="text/plain; charset=utf-8")
    outage = Outage(403, TITLE, error.sentence)
    response = HttpResponse(render_to_string("outage.html", {"outage": outage}, request), status=403)
    return with_cause(response, error.sentence)
