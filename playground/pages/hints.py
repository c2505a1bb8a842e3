"""What a person does with a hint about the prompt: takes what it offers, or dismisses it for this prompt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.catalog.loading import specs
from playground.pages.current_form import read_current_form
from playground.pages.draft_values import latest_spec, posted_values, save_values
from playground.pages.forms import SpecForm
from playground.pages.panel import show_panel
from playground.pages.prompt_hints import FIELD, MOST_DISMISSED, hints_context, list_dismissed, list_hints, read_prompt
from playground.pages.requests import HtmxHttpRequest
from playground.pages.undo import offer_undo

CHANGED = "The prompt was changed."


@require_POST
def form_hints(request: HttpRequest) -> HttpResponse:
    """Show the hints about the posted form. This only reads, and needs nothing of its owner."""
    spec = specs().get(request.POST.get("spec", "")) or latest_spec(None)
    return render(request, "studio/_hints.html", hints_context(spec, posted_values(request, spec)))


@require_POST
def use_hint(request: HtmxHttpRequest) -> HttpResponse:
    """Write what the hint with the posted key offers into the prompt."""
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    values, prompt = dict(form.values), form.spec.by_role("prompt")
    key = request.POST.get("hint", "")
    hint = next((hint for hint in list_hints(form.spec, values) if hint.key == key), None)
    if hint is None or prompt is None:
        # The prompt was changed in another tab meanwhile.
        return show_panel(request, SpecForm(form.spec, owner, values), [])
    values[prompt.name] = [hint.apply(read_prompt(form.spec, values))]
    save_values(owner, form.spec, values)
    changed = SpecForm(form.spec, owner, values)
    return show_panel(request, changed, [], offer_undo(request, changed, CHANGED))


@require_POST
def dismiss_hint(request: HtmxHttpRequest) -> HttpResponse:
    """Show the hint with the posted key no more, until the form gets another prompt."""
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    # Only what is a hint now: the posted text may be anything, and a draft keeps it.
    dismissed = [hint.key for hint in list_hints(form.spec, form.values) if hint.key == request.POST.get("hint")]
    values = form.values | {FIELD: [*list_dismissed(form.values), *dismissed][-MOST_DISMISSED:]}
    save_values(owner, form.spec, values)
    return show_panel(request, SpecForm(form.spec, owner, values), [])
