"""The models of one API for the list of models, which loads them when somebody opens that API."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.catalog.loading import specs
from playground.pages.chooser import make_chooser
from playground.pages.panel import find_spec


@require_safe
def api_models(request: HttpRequest, dialect: str, slug: str, mode: str, name: str) -> HttpResponse:
    """Return the buttons that switch from a spec to the models of the API, besides the one that the page has.

    That one stays as it is, because it may have been pressed meanwhile.
    """
    chooser = make_chooser(find_spec(dialect, slug, mode), list(specs().values()))
    api = next((api for api in chooser.apis if api.name == name), None)
    if api is None:
        raise Http404("There is no such API.")
    return render(request, "studio/_api_models.html", {"api": api, "models": api.others, "url": chooser.url})
