"""Says whether a client may send a request again.

OpenAI's libraries do so after any error of a server, unless a header forbids it. Each further request would make, and
perhaps pay for, the same pictures once more.
"""

from django.http import HttpRequest, HttpResponseBase

from playground.api.served import ServedDialect

REPEAT_HEADER = "x-should-retry"
NOT_AGAIN = {REPEAT_HEADER: "false"}
AGAIN = {REPEAT_HEADER: "true"}


def forbid_repeat(served: ServedDialect, request: HttpRequest, response: HttpResponseBase) -> None:
    """Forbid it after any error of this server, unless the request has a key by which it is recognised."""
    # The pictures may have been submitted before the error, also before one that no view has seen.
    is_recognised = bool(request.headers.get("Idempotency-Key", "").strip())
    if response.status_code >= 500 and served.takes_orders(request.path_info) and not is_recognised:
        response.headers.setdefault(REPEAT_HEADER, NOT_AGAIN[REPEAT_HEADER])
