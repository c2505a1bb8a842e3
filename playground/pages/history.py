"""The history page, and further pages of the history for the filmstrip."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.accounts.owners import find_owner
from playground.generations.storage.quota import describe_usage
from playground.pages.listing import FILMSTRIP, HISTORY, load_page
from playground.pages.requests import HtmxHttpRequest

# The filmstrip shows frames, the history page shows tiles.
FRAGMENTS = {"filmstrip": "history/_frames.html", "tiles": "history/history.html#tiles"}


@require_safe
def history(request: HtmxHttpRequest) -> HttpResponse:
    """Show the owner's generations, newest first."""
    filmstrip = request.GET.get("in") == "filmstrip"
    owner = find_owner(request)
    page = load_page(owner, request, FILMSTRIP if filmstrip else HISTORY)
    context = {"page": page, "active": page.active, "storage": describe_usage(owner) if owner else ""}
    # When htmx goes back to a page that is not in its cache, it needs the whole page.
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, FRAGMENTS["filmstrip" if filmstrip else "tiles"], context)
    return render(request, "history/history.html", context)
