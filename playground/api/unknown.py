"""Answers requests that no page takes: unknown paths and forms without a valid token.

A program gets JSON that names the APIs of this server, a person a page.
"""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from playground.accounts.public_origin import public_origin
from playground.api.registry import SERVED
from playground.dialects.registry import get_dialect
from playground.logs.context import with_cause

# A host name has at most 253 characters.
LONGEST_ORIGIN = 300
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def is_program(request: HttpRequest) -> bool:
    """Return whether the client is not a browser: it does not accept HTML, or sends what no form can send."""
    # htmx accepts any type, like a program, but shows the response in a page.
    if "HX-Request" in request.headers:
        return False
    # Browsers name HTML when they open a page; programs such as curl accept any type without naming one.
    takes_pages = "text/html" in request.headers.get("Accept", "").lower()
    is_read = request.method in ("GET", "HEAD")
    return not takes_pages or not (is_read or request.content_type in FORM_TYPES)


def name_apis(request: HttpRequest) -> JsonResponse:
    """Return a 404 with the APIs of this server, and an error message in the places where known clients look for it."""
    origin = public_origin(request)
    apis = [
        {
            "name": get_dialect(served.name).title,
            "base_url": origin + served.root,
            "pictures": f"POST {origin}{served.order_path}",
        }
        for served in SERVED.values()
    ]
    *others, last = [f"{api['name']} at {api['base_url']} ({api['pictures']})" for api in apis]
    known = f"{', '.join(others)} and {last}"
    openapi = f"{origin}/api/openapi.json"
    sentence = (
        f"No API of this server answers {request.method} {request.path[:200]}. It provides {known}."
        f" {openapi} describes them."
    )
    # OpenAI's libraries read `error.message`, and many other clients read `detail`.
    body = {
        "error": {"message": sentence, "type": "not_found", "code": "unknown_path"},
        "detail": sentence,
        "apis": apis,
        "openapi": openapi,
    }
    return JsonResponse(body, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Ask a person to reload the page, but tell a program, which has no CSRF cookie, where the APIs are.

    A script gets a valid token, with which it can send the request again.
    """
    if is_program(request):
        return name_apis(request)
    shown, logged = describe_mismatch(request) if "does not match any trusted origins" in reason else ("", "")
    response = render(request, "403_csrf.html", {"mismatch": shown}, status=403)
    # A script of a page that another tab has signed in or out since. Other sites cannot read the response.
    if "HX-Request" in request.headers:
        response["X-CSRFToken"] = get_token(request)
    return with_cause(response, logged or reason)


def describe_mismatch(request: HttpRequest) -> tuple[str, str]:
    """Return which origin a form came from and which are expected, for the page and for the log, or two empty texts.

    Only the log names the trusted origins, since anyone can cause the page.
    """
    origin = _read_origin(request.headers.get("Origin") or request.headers.get("Referer", ""))
    # An origin that a browser hides says nothing about the settings.
    if origin is None:
        return "", ""
    own = f"{request.scheme}://{request.get_host()}"
    expected = " or ".join(dict.fromkeys([own, *settings.CSRF_TRUSTED_ORIGINS]))
    received = f"{origin.scheme}://{origin.netloc}"
    proxy = "" if settings.BEHIND_PROXY else ", and behind a proxy PLAYGROUND_BEHIND_PROXY=true"
    advice = f" If people open it at {received}, set PLAYGROUND_PUBLIC_URL={received}{proxy}."
    # Any site can send a form here, and its address must not get into the settings.
    if origin.hostname != urlsplit(own).hostname:
        advice = ""
    start = f"The form came from {received}, but this server expects"
    return f"{start} {own}.{advice}", f"{start} {expected}.{advice}"


def _read_origin(text: str) -> SplitResult | None:
    """Return the parts of the URL of a web page, or None for anything else, as programs may send."""
    try:
        parts = urlsplit(text[:LONGEST_ORIGIN])
    except ValueError:
        return None
    is_origin = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return parts if is_origin else None
