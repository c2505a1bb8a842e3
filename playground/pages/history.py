"""The library, which is the page of the history, and further pages of the history for the filmstrip."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import push_url, replace_url

from playground.accounts.owners import find_owner
from playground.generations.storage.quota import describe_usage
from playground.library.search.filters import FILTERS, WORDS
from playground.pages.library_filters import choose_filters, names_filters
from playground.pages.library_options import (
    CHOICES,
    Options,
    list_choices,
    read_options,
    read_zone,
    remember_options,
    without_options,
)
from playground.pages.library_search import LibrarySearch, address_of, load_found, read_search
from playground.pages.listing import FILMSTRIP, HistoryPage, load_page
from playground.pages.requests import HtmxHttpRequest

# The grid, which a search or a jump replaces. Other pages are added at one of its ends.
GRID = "tiles"
# The script of the search sends it where a step back should lead to the search before.
STEP_HEADER = "X-Search-Step"


@require_safe
def history(request: HtmxHttpRequest) -> HttpResponse:
    """Show the owner's generations, newest first, or what a search finds among them."""
    options = read_options(request)
    if CHOICES.keys() & request.GET.keys():
        return _choose(request, options.changed(request.GET))
    owner = find_owner(request)
    if request.GET.get("in") == "filmstrip" and request.htmx:
        return render(request, "history/_frames.html", {"page": load_page(owner, request, FILMSTRIP)})
    if names_filters(request.GET):
        return HttpResponseRedirect(address_of(choose_filters(request.GET), request.GET.get("sort", "newest")))
    asked = read_search(request, owner)
    page = load_found(owner, request, asked)
    is_whole = not (page.start or page.newer or page.older)
    asked = replace(asked, number=len(page.rows) if is_whole else page.number)
    context = _describe(request, page, options) | {"search": asked}
    # When htmx goes back to a page that is not in its cache, it needs the whole page.
    if request.htmx and not request.htmx.history_restore_request:
        return _render_part(request, asked, context)
    context |= {
        "active": page.active,
        "is_new": not page.rows and asked.is_everything and not page.start,
        "storage": describe_usage(owner) if owner else "",
        "choices": list_choices(options),
        "filters": FILTERS.values(),
        "words": WORDS,
    }
    return render(request, "history/history.html", context)


def _describe(request: HtmxHttpRequest, page: HistoryPage, options: Options) -> dict[str, object]:
    # A page that is added at one end of the grid must not link to what is shown there already.
    added = bool(request.htmx) and request.htmx.target != GRID and not request.htmx.history_restore_request
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


def _render_part(request: HtmxHttpRequest, asked: LibrarySearch, context: dict[str, object]) -> HttpResponse:
    if request.htmx.target != GRID:
        return render(request, "history/history.html#tiles", context)
    response = render(request, "history/found.html", context)
    if request.GET.keys() & {"before", "after"}:
        return response
    follow = push_url if STEP_HEADER in request.headers else replace_url
    return follow(response, asked.address)


def _choose(request: HtmxHttpRequest, options: Options) -> HttpResponse:
    """Remember how the library is shown, and lead to the same place of it."""
    query = without_options(request.GET)
    response = HttpResponseRedirect(f"{reverse('history')}{'?' if query else ''}{query}")
    remember_options(response, options)
    return response
