"""Recognises a guest's first requests as one visit, before any response has set a session.

A page often sends two requests at once: a draft and a picture. Both carry a cookie that only this server sets and no
script can read, and the CSRF token of that page. The cookie alone is not enough: a site under the same domain could
plant its own cookie in a browser, but it does not know the token of the page.
"""

import hashlib
import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE_PATTERN = re.compile(r"[\w-]{32}")
# A masked token, which Django makes for each page. A token of half this length is the unmasked secret, which is the
# same on all pages and therefore does not identify one.
PAGE_TOKEN = re.compile(r"[A-Za-z0-9]{64}")


class FirstVisitMiddleware:
    """Sets the cookie with the first page that contains a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        # Django sets its CSRF cookie only when a template has used the token, that is, for a page with a form.
        shows_form = settings.CSRF_COOKIE_NAME in response.cookies
        if shows_form and not _read_cookie(request):
            response.set_cookie(
                settings.FIRST_VISIT_COOKIE_NAME,
                secrets.token_urlsafe(24),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def first_visit(request: HttpRequest) -> str | None:
    """Return a value that the first requests of one page share and nobody else knows, or None."""
    cookie = _read_cookie(request)
    token = request.headers.get("X-CSRFToken") or request.POST.get("csrfmiddlewaretoken", "")
    if not cookie or not PAGE_TOKEN.fullmatch(token):
        return None
    return hashlib.sha256(f"first visit:{cookie}:{token}".encode()).hexdigest()


def has_visited(request: HttpRequest) -> bool:
    """Return whether the browser brings a cookie of an earlier page or of a session."""
    return bool(_read_cookie(request)) or settings.SESSION_COOKIE_NAME in request.COOKIES


def _read_cookie(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.FIRST_VISIT_COOKIE_NAME, "")
    return cookie if COOKIE_PATTERN.fullmatch(cookie) else ""
