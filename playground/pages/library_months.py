"""The months of the library, each with a link to its place in the grid."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.accounts.owners import find_owner
from playground.generations.models import Generation
from playground.library.months import Month, by_year, count_months
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
    found = count_months(Generation.objects.visible_to(find_owner(request)))
    rest = request.GET.copy()
    for name in ("before", "after"):
        rest.pop(name, None)
    context = {
        "years": [(year, [MonthLink(month, _query(rest, month)) for month in some]) for year, some in by_year(found)]
    }
    return render(request, "history/months.html#months" if request.htmx else "history/months.html", context)


def _query(rest: QueryDict, month: Month) -> str:
    query = rest.copy()
    query["before"] = write_key(month.end, NO_ID)
    return query.urlencode()
