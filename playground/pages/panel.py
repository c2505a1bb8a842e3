"""The settings panel with the form of a spec and the code panel."""

import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from playground.catalog.loading import Catalog, UnknownSpec, catalog, get_spec
from playground.catalog.spec import ModelSpec
from playground.generations.models import Generation
from playground.generations.storage.idea_sheets import sheet_digest
from playground.pages.chooser import make_chooser
from playground.pages.draft_values import find_version
from playground.pages.editing import find_edited
from playground.pages.engine_choices import find_engines
from playground.pages.forms import SpecForm
from playground.pages.picture_models import name_model, takers
from playground.pages.prompt_hints import form_hints_context
from playground.pages.quoting import quote_context
from playground.pages.requests import HtmxHttpRequest
from playground.pages.snippet import size_context, snippet_context
from playground.pages.undo import Undo
from playground.prices.loading import PriceLists, price_lists


def find_spec(dialect: str, slug: str, mode: str) -> ModelSpec:
    """Return the spec for the parts of a URL, or raise 404."""
    try:
        return get_spec(f"{dialect}/{slug}/{mode}")
    except UnknownSpec as error:
        raise Http404(error.sentence) from error


def studio_url(spec: ModelSpec, **query: str) -> str:
    """Return the URL of a spec's studio page."""
    address = reverse("studio", args=spec.id.split("/"))
    return f"{address}?{urlencode(query)}" if query else address


def run_url(spec: ModelSpec, rows: Sequence[Generation]) -> str:
    """Return the URL of the studio page with all that one click has made on the stage."""
    return studio_url(spec, show=str(rows[0].id)) if len(rows) == 1 else studio_url(spec, run=str(rows[0].batch))


def new_token() -> str:
    """Return a one-time token for the form, so that a double click makes only one generation."""
    # Random, because tokens are unique per owner, and two tabs must not get the same one.
    return secrets.token_urlsafe(16)


def panel_context(request: HttpRequest, form: SpecForm) -> dict[str, object]:
    """Return the context of the settings panel and the code panel."""
    engines = find_engines(form.owner, form.spec.dialect)
    return {
        "form": form,
        "editing": find_edited(form),
        "engines": engines,
        **quote_context(form, engines.source),
        "token": new_token(),
        # Called only where a template shows them: a page that has read the draft gives its version itself.
        "draft_version": partial(find_version, form.owner, form.spec),
        **_shared_context(form.spec, catalog(), price_lists()),
        **snippet_context(request, form),
        **size_context(form),
        **form_hints_context(form),
    }


# Catalog and prices are part of the key, so that a reload gets new entries.
@lru_cache(maxsize=200)
def _shared_context(spec: ModelSpec, models: Catalog, _prices: PriceLists) -> Mapping[str, object]:
    """Return the part of the context that depends only on the spec, the catalog and the prices."""
    parts = spec.id.split("/")
    names = (
        "studio",
        "form_code",
        "form_facts",
        "alternatives",
        "table_form",
        "save_draft",
        "restore_form",
        "reset_form",
        "leave_edit",
        "show_api_names",
        "several_models",
        "compose",
        "sweep_form",
        "presets",
    )
    numbered = enumerate(spec.examples, start=1)
    context: dict[str, object] = {
        "spec": spec,
        "urls": {name: reverse(name, args=parts) for name in names}
        | {"idea_pictures": reverse("idea_pictures", args=[*parts, sheet_digest(spec)])},
        "examples": [(example, reverse("use_example", args=[*parts, number])) for number, example in numbered],
        "takes_no_pictures": _refuse_pictures(spec),
        "chooser": make_chooser(spec, list(models.specs.values())),
    }
    return context | {
        "chooser_html": render_to_string("studio/_chooser.html", context),
        "models_html": render_to_string("studio/_models.html", context),
        "tools_html": render_to_string("studio/_tools.html", context),
    }


def _refuse_pictures(spec: ModelSpec) -> str:
    """Return what is said of a picture that is dropped on a model without pictures, or "" for one that takes them."""
    if spec.by_role("picture"):
        return ""
    refusal = f"{name_model(spec)} does not take pictures."
    other = next(iter(takers(spec)), None)
    if other is None:
        return refusal
    return f"{refusal} Choose one that does, such as {name_model(other)}; your picture will be added to it."


def show_panel(request: HtmxHttpRequest, form: SpecForm, notices: list[str], *undos: Undo | None) -> HttpResponse:
    """Return the new panel for htmx, or redirect to the page that shows it. Each of `undos` is offered in a notice."""
    offered = [undo for undo in undos if undo]
    if not request.htmx:
        # The redirect would lose the notices, so they are kept for the next page.
        for notice in notices:
            messages.info(request, notice)
        for undo in offered:
            messages.info(request, render_to_string("studio/_undo_words.html", {"undo": undo}))
        return HttpResponseRedirect(studio_url(form.spec))
    # The first screen shows examples of the selected model, which must be replaced together with the panel.
    context = {"notices": notices, "is_first_screen": "first_screen" in request.POST, "undos": offered}
    response = render(request, "studio/switched.html", panel_context(request, form) | context)
    # A reload or a bookmark then shows the chosen model, although htmx has replaced only the panel.
    response["HX-Push-Url"] = studio_url(form.spec)
    return response
