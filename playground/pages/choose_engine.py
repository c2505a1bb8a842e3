"""Changes the engine that makes the next picture."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.accounts.remote_keys import choose_source, possible_sources
from playground.pages.draft_values import posted_values, save_values
from playground.pages.engine_choices import find_engines
from playground.pages.panel import find_spec, studio_url
from playground.pages.requests import HtmxHttpRequest


@require_POST
def choose_engine(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Use the engine in `source` from now on; an unavailable one is ignored."""
    spec = find_spec(dialect, slug, mode)
    owner = ensure_owner(request)
    source = request.POST.get("source")
    if source in possible_sources(owner, dialect):
        choose_source(owner, dialect, source)
    if not request.htmx:
        # Without JavaScript the whole form was sent, and its values must not be lost.
        save_values(owner, spec, posted_values(request, spec))
        return redirect(studio_url(spec))
    context = {"engines": find_engines(owner, dialect), "spec": spec, "is_first_screen": "first_screen" in request.POST}
    return render(request, "studio/chosen.html", context)
