"""Gives every response under an API path cross-origin headers, an id, a JSON body and compression."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from playground.api.registry import KEY_HEADERS, find_served
from playground.api.repeats import forbid_repeat
from playground.api.served import tidy_path
from playground.api.unknown import is_program, name_apis
from playground.dialects.errors import WireError
from playground.dialects.registry import get_dialect
from playground.logs.context import current_request_id, with_cause
from playground.stores.disk_space import NOTHING_SAVED

logger = logging.getLogger(__name__)

CROSS_ORIGIN = {
    # Any page may use the API, because a request needs a key in a header and cookies have no effect.
    "Access-Control-Allow-Origin": "*",
    # Without the last one, OpenAI's library in a browser would not see that it must not send a request again.
    "Access-Control-Expose-Headers": "x-request-id, retry-after, x-ignored-parameters, x-should-retry",
    # The web page of a client may show the pictures that it requested.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# The request headers that a response depends on, for `Vary`.
VARY = (*KEY_HEADERS, "Authorization")
# What OpenAI's library for JavaScript says about itself. These headers have no effect, but a browser sends no request
# with a header that is not allowed.
LIBRARY_HEADERS = (
    "openai-organization",
    "openai-project",
    "user-agent",
    "x-stainless-arch",
    "x-stainless-helper-method",
    "x-stainless-lang",
    "x-stainless-os",
    "x-stainless-package-version",
    "x-stainless-retry-count",
    "x-stainless-runtime",
    "x-stainless-runtime-version",
    "x-stainless-timeout",
)
ALLOWED_HEADERS = (*KEY_HEADERS, "authorization", "content-type", "idempotency-key", *LIBRARY_HEADERS)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": ", ".join(ALLOWED_HEADERS).lower(),
    "Access-Control-Max-Age": "86400",
}
SENTENCES = {
    400: "Bad request: its host, its headers or its body are malformed.",
    413: "The body is too large.",
    503: "The database of this server is not available. Send the request again in a few seconds.",
    507: NOTHING_SAVED,
}
SERVER_ERROR = "An error occurred on this server. The server log has the details under the x-request-id."


class ApiMiddleware:
    """The first middleware, so that it also handles errors of Django and of the other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._gzip = GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        served = find_served(request.path_info)
        if served is None:
            return self._answer_elsewhere(request)
        # Not a redirect: clients repeat a redirected POST as a GET, without its body.
        request.path = request.path_info = tidy_path(request.path_info)
        # Browsers send a preflight without the key, so it must not reach a view.
        preflight = request.method == "OPTIONS"
        response = HttpResponse(status=204, headers=PREFLIGHT) if preflight else self._get_response(request)
        id_ = current_request_id()
        if response.status_code >= 400 and _is_page(response):
            response = _as_json(served.name, response, id_)
        response["x-request-id"] = id_
        forbid_repeat(served, request, response)
        patch_vary_headers(response, VARY)
        if not _is_page(response):
            for name, value in CROSS_ORIGIN.items():
                response[name] = value
        return self._compress(request, response)

    def _answer_elsewhere(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response, but a 404 page is replaced by JSON for a program."""
        response = self._get_response(request)
        is_missing = response.status_code == 404 and _is_page(response)
        return _replace_body(response, name_apis(request)) if is_missing and is_program(request) else response

    def _compress(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # Pictures are compressed already.
        if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("application/json"):
            return self._gzip.process_response(request, response)
        return response


def _is_page(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").startswith("text/html") and response.status_code != 204


def _replace_body(page: HttpResponseBase, answer: JsonResponse) -> JsonResponse:
    """Return the JSON response with the page's headers, except those that describe its body."""
    for name, value in page.items():
        # This one header begins like those of the body, but it protects the page that shows the response.
        if not name.lower().startswith("content-") or name == "Content-Security-Policy":
            answer.headers.setdefault(name, value)
    return answer


def _as_json(dialect: str, response: HttpResponseBase, id_: str) -> JsonResponse:
    """Return an error page of Django as an error of the dialect."""
    status = response.status_code
    if status >= 500:
        logger.error("response %s is a server error", id_)
    otherwise = SERVER_ERROR if status >= 500 else "This request was refused."
    error = WireError(SENTENCES.get(status, otherwise), status=status)
    headers = {"Retry-After": response["Retry-After"]} if "Retry-After" in response else None
    return with_cause(JsonResponse(get_dialect(dialect).write_error(error), status=status, headers=headers), str(error))
