"""Saved searches: the list, saving the present one, renaming and deleting."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.owners import ensure_owner, find_owner
from playground.library.errors import LibraryRefused
from playground.library.models import SavedSearch
from playground.library.search.language import LONGEST_SEARCH
from playground.library.search.saved import list_saved, rename_search, save_search
from playground.pages.deletable import find_deletable, remember_deletion
from playground.pages.library_search import address_of, read_text
from playground.pages.requests import HtmxHttpRequest


@require_safe
def saved_searches(request: HtmxHttpRequest) -> HttpResponse:
    """List the saved searches; the page of the library loads the list when it is opened."""
    return _show(request)


@require_POST
def save(request: HtmxHttpRequest) -> HttpResponse:
    """Save a search under a name; one that has the name is replaced."""
    try:
        save_search(ensure_owner(request), request.POST.get("name", ""), read_text(request.POST))
    except LibraryRefused as error:
        return _show(request, str(error), 422)
    return _follow(request)


@require_POST
def rename(request: HtmxHttpRequest, saved: int) -> HttpResponse:
    found = _find(request, saved)
    try:
        rename_search(found.owner, found, request.POST.get("name", ""))
    except LibraryRefused as error:
        return _show(request, str(error), 422)
    return _follow(request)


@require_POST
def delete(request: HtmxHttpRequest, saved: int) -> HttpResponse:
    found = find_deletable(request, SavedSearch.objects.all(), pk=saved)
    remember_deletion(found, pk=saved)
    found.delete()
    return _follow(request)


def _find(request: HttpRequest, saved: int) -> SavedSearch:
    return get_object_or_404(list_saved(find_owner(request)).select_related("owner"), pk=saved)


def _follow(request: HtmxHttpRequest) -> HttpResponse:
    return _show(request) if request.htmx else HttpResponseRedirect(reverse("saved_searches"))


def _show(request: HtmxHttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    owner = find_owner(request)
    context = {
        "saved": [(each, address_of(each.search)) for each in list_saved(owner)],
        "text": read_text(request.GET)[:LONGEST_SEARCH] or read_text(request.POST),
        "error": error,
    }
    template = "history/saved.html#saved" if request.htmx else "history/saved.html"
    return render(request, template, context, status=status)
