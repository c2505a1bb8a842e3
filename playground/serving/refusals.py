"""Refusals before the application is called: in the format of the dialect for the API, otherwise as a page."""

import json
from dataclasses import dataclass
from functools import cache
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.middleware.security import SecurityMiddleware
from django.template.loader import render_to_string

from playground.api.middleware import CROSS_ORIGIN
from playground.api.registry import find_served
from playground.dialects.errors import WireError
from playground.dialects.registry import get_dialect
from playground.pages.headers import DEFAULTS
from playground.stores.disk_space import NOTHING_SAVED


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused, and after how many seconds it can be sent again."""

    status: int
    title: str
    sentence: str
    retry_after: int


SLOW = Refusal(
    408,
    "Request timed out",
    "The request took too long to arrive: the limit is 20 seconds, plus one second for every 8 KB. Send it again.",
    5,
)
BUSY = Refusal(
    429,
    "Too many requests",
    "Your address has too many open requests. Try again in a few seconds.",
    5,
)
FULL = Refusal(507, "No room left", NOTHING_SAVED, 60)


def write_refusal(refusal: Refusal, path: str, id_: str, *, is_fragment: bool) -> tuple[list[tuple[str, str]], bytes]:
    """Return headers and content. If htmx requests a part of a page (`is_fragment`), the content is plain text."""
    served = find_served(path)
    headers = dict(_page_headers())
    headers |= {"retry-after": str(refusal.retry_after), "cache-control": "no-store", "x-request-id": id_}
    if served:
        error = WireError(refusal.sentence, status=refusal.status)
        headers |= {name.lower(): value for name, value in CROSS_ORIGIN.items()} | {"content-type": "application/json"}
        content = json.dumps(get_dialect(served.name).write_error(error)).encode()
    elif is_fragment:
        headers["content-type"] = "text/plain; charset=utf-8"
        content = refusal.sentence.encode()
    else:
        headers["content-type"] = "text/html; charset=utf-8"
        content = _render(refusal)
    return list(headers.items()), content


class _PageRequest(HttpRequest):
    """A request that came by HTTPS if the public address says so, for HSTS."""

    def is_secure(self) -> bool:
        return settings.HTTPS


@cache
def _page_headers() -> dict[str, str]:
    """Return the headers that the middleware adds to every page: the CSP, HSTS, and those against embedding."""

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    # The middleware itself runs here, so that a refusal can never have other headers than a page has.
    inner = SecurityMiddleware(ContentSecurityPolicyMiddleware(XFrameOptionsMiddleware(answer)))
    response = cast(HttpResponseBase, inner(_PageRequest()))
    return {name.lower(): value for name, value in (DEFAULTS | dict(response.items())).items()}


@cache
def _render(refusal: Refusal) -> bytes:
    # Cached because refusals happen under load, when rendering a page would be too expensive.
    return render_to_string("outage.html", {"outage": refusal}).encode()
