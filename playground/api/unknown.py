"""What a program is answered where no API is: JSON that names the APIs which this server speaks."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import csrf

from playground.accounts.public_origin import public_origin
from playground.api.registry import SERVED
from playground.dialects.registry import get_dialect
from playground.logs.context import with_cause

FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def is_program(request: HttpRequest) -> bool:
    """Return whether no browser asks for a page: the client takes no HTML, or sends what no form sends."""
    if "HX-Request" in request.headers:
        return False
    takes_pages = "text/html" in request.headers.get("Accept", "").lower()
    is_read = request.method in ("GET", "HEAD")
    return not takes_pages or not (is_read or request.content_type in FORM_TYPES)


def name_apis(request: HttpRequest) -> JsonResponse:
    """Answer 404 with the sentence where clients of the well-known APIs look for one, and the APIs that are here."""
    origin = public_origin(request)
    apis = [
        {
            "name": get_dialect(served.name).title,
            "base_url": origin + served.root,
            "pictures": f"POST {origin}{served.order_path}",
        }
        for served in SERVED.values()
    ]
    known = " and ".join(f"{api['name']} at {api['base_url']} ({api['pictures']})" for api in apis)
    openapi = f"{origin}/api/openapi.json"
    sentence = (
        f"No API answers {request.method} {request.path[:200]} here. This server speaks {known}."
        f" {openapi} describes them."
    )
    body = {
        "error": {"message": sentence, "type": "not_found", "code": "unknown_path"},
        "detail": sentence,
        "apis": apis,
        "openapi": openapi,
    }
    return JsonResponse(body, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell a person to reload the page, and a program, which never had one, where the APIs are."""
    if is_program(request):
        return name_apis(request)
    return with_cause(csrf.csrf_failure(request, reason), reason)
