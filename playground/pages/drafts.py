"""Drafts keep the form across reloads, later visits and a change of model."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.accounts.standing import NotAllowed
from playground.catalog.carrying import carry_over
from playground.catalog.coercion import coerce_form
from playground.pages.draft_values import PANEL_FIELDS, load_draft, posted_values, save_values
from playground.pages.forms import VARIANTS, SpecForm, as_raw
from playground.pages.panel import find_spec, show_panel
from playground.pages.requests import HtmxHttpRequest


@require_POST
def save_draft(request: HttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    spec = find_spec(dialect, slug, mode)
    # A person who may not generate is told when they click Generate, not while they type.
    with suppress(NotAllowed):
        save_values(ensure_owner(request), spec, posted_values(request, spec))
    return HttpResponse(status=204)


@require_POST
def switch_spec(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Switch to the spec in `target`, keep all values that it accepts, and list those that it does not."""
    source = find_spec(dialect, slug, mode)
    # Padded, so that any text gives three parts and a wrong one ends in 404 instead of an error.
    target = find_spec(*[*request.POST.get("target", "").split("/"), "", "", ""][:3])
    owner = ensure_owner(request)
    values = posted_values(request, source)
    params, issues = coerce_form(source, values)
    carried = carry_over(source, target, params)
    # These fields are not parameters of a model, so `carry_over` does not know them.
    panel = {name: values[name] for name in (VARIANTS.name, *PANEL_FIELDS) if name in values}
    kept = as_raw(carried.params) | panel
    save_values(owner, target, kept)
    notices = [dropped.reason for dropped in carried.dropped] + [issue.message for issue in issues]
    return show_panel(request, SpecForm(target, owner, kept), notices)


@require_POST
def reset_form(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    spec = find_spec(dialect, slug, mode)
    owner = ensure_owner(request)
    save_values(owner, spec, {})
    return show_panel(request, SpecForm(spec, owner, {}), [])


@require_POST
def use_example(request: HtmxHttpRequest, number: int, **address: str) -> HttpResponse:
    """Put one of the model's example prompts into the form without changing other fields."""
    spec = find_spec(**address)
    owner = ensure_owner(request)
    values = posted_values(request, spec) or load_draft(owner, spec)
    if 1 <= number <= len(spec.examples):
        values["prompt"] = [spec.examples[number - 1].prompt]
    save_values(owner, spec, values)
    return show_panel(request, SpecForm(spec, owner, values), [])
