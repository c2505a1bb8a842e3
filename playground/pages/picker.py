"""The pictures of the history, from which a form takes its references: a dialog, and a page without JavaScript."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from playground.accounts.owners import ensure_owner, find_owner
from playground.generations.models import Generation, Status
from playground.pages.cards import make_cards
from playground.pages.current_form import read_current_form
from playground.pages.listing import read_cursor, write_cursor
from playground.pages.panel import find_spec
from playground.pages.picture_models import name_model, picture_limit
from playground.pages.requests import HtmxHttpRequest

# How many generations the dialog shows at once.
PAGE = 40


@require_http_methods(["GET", "HEAD", "POST"])
def pick_picture(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Show the pictures that the form can take; POST first saves the form, which the page would lose."""
    spec = find_spec(dialect, slug, mode)
    if request.method == "POST":
        read_current_form(request, ensure_owner(request))
        return HttpResponseRedirect(request.path)
    found = Generation.objects.visible_to(find_owner(request)).filter(status=Status.DONE).newest_first()
    cursor = read_cursor(request.GET.get("before", ""))
    cards = make_cards((found.before(*cursor) if cursor else found)[: PAGE + 1])
    older = write_cursor(cards[PAGE - 1].generation) if len(cards) > PAGE else ""
    context = {
        "spec": spec,
        "name": name_model(spec),
        "limit": picture_limit(spec),
        "cards": cards[:PAGE],
        "older": older,
    }
    return render(request, "picker/dialog.html" if request.htmx else "picker/picker.html", context)
