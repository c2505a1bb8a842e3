"""The months of the library, each with a link to its place in the grid."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.accounts.owners import find_owner
from playground.generations.models import Generation
from playground.library.months import Month, by_year, count_months
from playground.library.search.days import key_of
from playground.library.search.order import Sort
from playground.pages.library_search import LibrarySearch, read_search
from playground.pages.listing import write_key
from playground.pages.requests import HtmxHttpRequest

# A key that is before every generation of its moment.
NO_ID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month, and the query of the address that begins with its newest picture."""

    month: Month
    query: str


@require_safe
def months(request: HtmxHttpRequest) -> HttpResponse:
    """List the months in which something was made; the page of the library loads the list when it is idle."""
    owner = find_owner(request)
    asked = read_search(request, owner)
    everything = Generation.objects.visible_to(owner)
    counted = everything if asked.is_everything else asked.found.entries
    # The best rated and the most expensive are in no order of time.
    found = count_months(counted) if asked.has_months else []
    found = found[::-1] if asked.found.sort == Sort.OLDEST else found
    rest = QueryDict(urlsplit(asked.address).query, mutable=True)
    years = [(year, [MonthLink(month, _query(rest, month, asked)) for month in some]) for year, some in by_year(found)]
    context = {"years": years}
    return render(request, "history/months.html#months" if request.htmx else "history/months.html", context)


def _query(rest: QueryDict, month: Month, asked: LibrarySearch) -> str:
    query = rest.copy()
    if asked.is_plain:
        query["before"] = write_key(month.end, NO_ID)
    elif asked.found.sort == Sort.OLDEST:
        query["before"] = str(key_of(month.start) - 1)
    else:
        query["before"] = str(key_of(month.end))
    return query.urlencode()
