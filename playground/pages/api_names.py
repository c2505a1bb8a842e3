"""Shows the APIs' own names of the fields larger, for developers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.pages.draft_values import posted_values, save_values
from playground.pages.panel import find_spec, studio_url

YEAR = 365 * 24 * 3600


@require_POST
def show_api_names(request: HttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Turn the names on or off in a cookie, and show the form again; with JavaScript the page does the same itself."""
    spec = find_spec(dialect, slug, mode)
    # The whole form was sent, and its values must not be lost.
    save_values(ensure_owner(request), spec, posted_values(request, spec))
    response = redirect(studio_url(spec))
    if request.COOKIES.get("api_names") == "on":
        response.delete_cookie("api_names", samesite="Lax")
    else:
        response.set_cookie("api_names", "on", max_age=YEAR, samesite="Lax")
    return response
