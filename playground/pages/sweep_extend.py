"""Adds columns or rows to a grid."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from playground.generations.submission.allowance import count_noun
from playground.pages.requests import HtmxHttpRequest
from playground.pages.sweep import find_sweep, make_grid, page_context
from playground.pages.sweep_extensions import list_extensions, set_up
from playground.sweeps.errors import SweepChanged, SweepRefused
from playground.sweeps.making import extend_axis


@require_POST
def extend(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Add values to the end of an axis; the cells that exist stay as they are."""
    found = find_sweep(request, id)
    number = {"x": 0, "y": 1}.get(request.POST.get("axis", ""), -1)
    forms = list_extensions(found, request.POST)
    if not 0 <= number < len(forms):
        return HttpResponseRedirect(found.get_absolute_url())
    setup, form = set_up(found), forms[number]
    try:
        axis = setup.make_axis(form) if setup else None
        added = extend_axis(found, number, axis.values if axis else (), _read_had(request))
    except SweepChanged as error:
        # As after a double click, whose second answer is the one that is shown.
        messages.info(request, error.sentence)
        return HttpResponseRedirect(found.get_absolute_url())
    except SweepRefused as error:
        form.problem = error.sentence
        context = page_context(request, found, make_grid(request, found))
        context |= {"extensions": forms, "problem": error.sentence}
        return render(request, "sweep/sweep.html", context, status=422)
    messages.info(request, f"{count_noun(added, form.side)} added.")
    return HttpResponseRedirect(found.get_absolute_url())


def _read_had(request: HtmxHttpRequest) -> int | None:
    """Return how many values the axis had on the page."""
    text = request.POST.get("had", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None
