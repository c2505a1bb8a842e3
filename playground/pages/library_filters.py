"""The menus of the library: the filters of its search, for people who choose instead of typing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.library.search.choices import Choice, list_choices
from playground.library.search.editing import chosen_values, set_filter
from playground.library.search.filters import FILTERS
from playground.library.search.language import LONGEST_SEARCH
from playground.pages.library_search import read_search, read_text
from playground.pages.requests import HtmxHttpRequest

# Begins the names of the menus in the query.
PREFIX = "with-"
DATES = ("after", "before")
# Numbers and recipes are typed; a picture's own page leads to those of its recipe.
MENUS = ("model", "api", "mode", "engine", "status", "rating", "is", "tag", "in", "ratio", "format", "has", *DATES)


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter with its choices. `chosen` is the value in the search, "" without one; several are one text."""

    key: str
    title: str
    options: Sequence[Choice]
    chosen: str

    @property
    def name(self) -> str:
        return PREFIX + self.key

    @property
    def is_date(self) -> bool:
        return self.key in DATES


@require_safe
def filters(request: HtmxHttpRequest) -> HttpResponse:
    """Show the menus; the page of the library loads them when they are opened."""
    owner = find_owner(request)
    asked = read_search(request, owner)
    context = {"search": asked, "menus": [_make_menu(owner, key, asked.text) for key in MENUS]}
    return render(request, "history/filters.html#menus" if request.htmx else "history/filters.html", context)


def _make_menu(owner: Owner | None, key: str, text: str) -> Menu:
    chosen = _shown_value(text, key)
    options = [] if key in DATES else list_choices(owner, key)
    # What was typed and is on no menu, such as `rating:2..3`, is kept as a choice of its own.
    if chosen and key not in DATES and all(option.value != chosen for option in options):
        options.insert(0, Choice(chosen, chosen))
    return Menu(key, FILTERS[key].title, options, chosen)


def _shown_value(text: str, key: str) -> str:
    """Return what the menu shows of the search: a field for a date is empty for `today` and for a month."""
    chosen = ",".join(chosen_values(text, key))
    return chosen if key not in DATES or _is_day(chosen) else ""


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("2026-11-01") and bool(date.fromisoformat(text))
    except ValueError:
        return False


def names_filters(query: Mapping[str, str]) -> bool:
    """Return whether the query comes from the menus."""
    return any(name.startswith(PREFIX) for name in query)


def choose_filters(query: QueryDict) -> str:
    """Return the search with what was chosen on the menus in place of what it had."""
    text = read_text(query)
    for key in MENUS:
        value = query.get(PREFIX + key)
        # A menu that was not touched must not change what was typed, such as several values or a quoted name.
        if value is not None and value != _shown_value(text, key):
            text = set_filter(text, key, [value.replace("\x00", "")] if value.strip() else [])
    return text[:LONGEST_SEARCH]
