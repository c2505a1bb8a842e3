"""What a page answers when something broke: 503 and when to ask again where only the database is away, else 500."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from playground.generations.persisting import AWAY

# After so many seconds it is worth another try.
RETRY_AFTER = 5


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer in place of a view that raised; Django calls this while it handles the exception."""
    if isinstance(sys.exception(), AWAY):
        headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
    return HttpResponse(render_to_string("500.html"), status=500)
