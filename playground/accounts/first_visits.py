"""How a guest's first requests find each other, before any of them has been answered with a session.

A page often sends two at once: a draft and a picture. Both carry a cookie that only this server sets and no script
reads, and the token that was made for that very page. Neither is enough alone: somebody who plants their own cookies in
a browser, from another site under the same domain, still does not know the token of the page that it shows.
"""

import hashlib
import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

SHAPE = re.compile(r"[\w-]{32}")
# Twice the secret: Django masks it anew for each page. A token of half the length is the bare secret, the same for all.
PAGE_TOKEN = re.compile(r"[A-Za-z0-9]{64}")


class FirstVisitMiddleware:
    """Gives a browser its cookie with the first page from which something can be sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, with the cookie where it is lacking."""
        response = self._get_response(request)
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
    """Return what the first requests of one page have in common and nobody else knows, or None."""
    cookie = _read_cookie(request)
    token = request.headers.get("X-CSRFToken") or request.POST.get("csrfmiddlewaretoken", "")
    if not cookie or not PAGE_TOKEN.fullmatch(token):
        return None
    return hashlib.sha256(f"first visit:{cookie}:{token}".encode()).hexdigest()


def _read_cookie(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.FIRST_VISIT_COOKIE_NAME, "")
    return cookie if SHAPE.fullmatch(cookie) else ""
