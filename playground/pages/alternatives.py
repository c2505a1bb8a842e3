"""Shows what the alternatives in the prompt of the form make, while a person writes, and draws samples."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner, find_owner
from playground.pages.draft_values import posted_values, read_page_state, save_values
from playground.pages.forms import SpecForm
from playground.pages.panel import find_spec, studio_url
from playground.pages.quoting import quote_context, read_source
from playground.pages.requests import HtmxHttpRequest


@require_POST
def alternatives(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Show the prompts of the posted form. This only reads; without script it saves the form and shows it."""
    spec = find_spec(dialect, slug, mode)
    values = posted_values(request, spec)
    if not request.htmx:
        save_values(ensure_owner(request), spec, values, read_page_state(request))
        return redirect(studio_url(spec))
    form = SpecForm(spec, find_owner(request), values)
    context = {"form": form, "spec": spec, **quote_context(form, read_source(request))}
    return render(request, "studio/alternatives.html", context)
