"""The library, which is the page of the history, and further pages of the history for the filmstrip."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from playground.accounts.owners import find_owner
from playground.generations.storage.quota import describe_usage
from playground.pages.library_options import (
    CHOICES,
    Options,
    list_choices,
    read_options,
    read_zone,
    remember_options,
    without_options,
)
from playground.pages.listing import FILMSTRIP, HISTORY, HistoryPage, load_page
from playground.pages.requests import HtmxHttpRequest


@require_safe
def history(request: HtmxHttpRequest) -> HttpResponse:
    """Show the owner's generations, newest first."""
    options = read_options(request)
    if CHOICES.keys() & request.GET.keys():
        return _choose(request, options.changed(request.GET))
    owner = find_owner(request)
    if request.GET.get("in") == "filmstrip" and request.htmx:
        return render(request, "history/_frames.html", {"page": load_page(owner, request, FILMSTRIP)})
    page = load_page(owner, request, HISTORY)
    context = _describe(request, page, options)
    # When htmx goes back to a page that is not in its cache, it needs the whole page.
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "history/history.html#tiles", context)
    context |= {
        "active": page.active,
        "storage": describe_usage(owner) if owner else "",
        "choices": list_choices(options),
    }
    return render(request, "history/history.html", context)


def _describe(request: HtmxHttpRequest, page: HistoryPage, options: Options) -> dict[str, object]:
    # A page that is added at one end of the grid must not link to what is shown there already.
    added = bool(request.htmx) and request.htmx.target != "tiles" and not request.htmx.history_restore_request
    upwards = "after" in request.GET
    return {
        "page": page,
        "added": added,
        "newer_first": upwards,
        "options": options,
        "days": page.list_days(read_zone(request)) if options.group == "day" else [],
        "newer": page.newer if upwards or not added else "",
        "older": page.older if not (upwards and added) else "",
    }


def _choose(request: HtmxHttpRequest, options: Options) -> HttpResponse:
    """Remember how the library is shown, and lead to the same place of it."""
    query = without_options(request.GET)
    response = HttpResponseRedirect(f"{reverse('history')}{'?' if query else ''}{query}")
    remember_options(response, options)
    return response
