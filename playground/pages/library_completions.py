"""What can follow where somebody types into the search box of the library."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from playground.accounts.owners import find_owner
from playground.library.search.completing import complete
from playground.pages.library_search import read_text


@require_GET
def complete_search(request: HttpRequest) -> HttpResponse:
    """Return the suggestions for the place `at` of the text, as options of a list."""
    text = read_text(request.GET)
    place = request.GET.get("at", "")
    # Without a place it is the end, at which people mostly type. `isdigit` also takes digits that `int` does not.
    at = _read_units(text, int(place)) if place.isascii() and place.isdigit() and len(place) < 9 else len(text)
    found = complete(find_owner(request), text, at)
    found = replace(found, start=_count_units(text[: found.start]), end=_count_units(text[: found.end]))
    return render(request, "history/_completions.html", {"found": found})


# A browser counts UTF-16 units, of which an emoji has two, and Python characters.
def _read_units(text: str, units: int) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


def _count_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
