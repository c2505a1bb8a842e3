"""Drafts keep the form across reloads, later visits and a change of model."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.accounts.standing import NotAllowed
from playground.catalog.coercion import coerce_form
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.pages.code_drawer import OPEN_QUERY, asks_for_code
from playground.pages.draft_values import (
    KEY_HIDDEN,
    PANEL_FIELDS,
    has_hidden_key,
    is_behind,
    keeps_mask,
    load_draft,
    posted_values,
    read_page_state,
    read_values,
    save_values,
)
from playground.pages.field_text import list_reasons
from playground.pages.forms import VARIANTS, SpecForm, as_raw
from playground.pages.panel import find_spec, show_panel
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import show_done
from playground.pages.undo import Undo, offer_undo, offer_undo_draft
from playground.presets.looks import NOT_OF_LOOK
from playground.recall.mapping import bring_into

RESET = "All settings were reset."
PROMPT_REPLACED = "The prompt was replaced."
OTHER_LOADED = "The version of the other tab was loaded."
OTHER_REPLACED = "The version of another tab was replaced."
KEPT = "This version was kept."
LOAD_OTHER = "Load the other"
UNSAVED_BACK = "Your unsaved changes are back."
UNSAVED_KEPT = "This form was changed in another tab since. Your changes in this one were not saved."
BACK = "Your settings are back."


@require_http_methods(["GET", "POST"])
def save_draft(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Save the draft. If another tab has changed it since, answer 409 with a choice, unless `draft_keep` makes it.

    GET only asks whether another tab has changed it.
    """
    spec = find_spec(dialect, slug, mode)
    if request.method == "GET":
        return _look(request, spec)
    values = posted_values(request, spec)
    # A person who may not generate is told when they click Generate, not while they type.
    with suppress(NotAllowed):
        owner = ensure_owner(request)
        # Once, and not with every later change of the same prompt.
        is_new = has_hidden_key(request.POST, spec, values) and not keeps_mask(owner, spec)
        if save_values(owner, spec, values, read_page_state(request)):
            return show_done(request, KEY_HIDDEN) if is_new else HttpResponse(status=204)
        if "draft_keep" not in request.POST:
            return _offer_choice(request, spec)
        other = load_draft(owner, spec)
        save_values(owner, spec, values, read_page_state(request), force=True)
        return render(request, "studio/_undo.html", {"undo": Undo(KEPT, spec, other, LOAD_OTHER)})
    return HttpResponse(status=204)


def _look(request: HttpRequest, spec: ModelSpec) -> HttpResponse:
    """Say what has changed in other tabs: the draft, and the CSRF token after signing in again."""
    is_old = is_behind(find_owner(request), spec, read_page_state(request))
    response = _offer_choice(request, spec) if is_old else HttpResponse(status=204)
    response["X-CSRFToken"] = get_token(request)
    return response


def _offer_choice(request: HttpRequest, spec: ModelSpec) -> HttpResponse:
    return render(request, "studio/other_tab.html", {"spec": spec}, status=409)


@require_POST
def load_other_draft(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Show the stored draft instead of the posted form, which can be brought back."""
    spec = find_spec(dialect, slug, mode)
    owner = ensure_owner(request)
    form = SpecForm(spec, owner, load_draft(owner, spec))
    return show_panel(request, form, [], offer_undo(request, form, OTHER_LOADED))


@require_POST
def restore_form(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Bring back the form in `draft_values`: what an action replaced, or what only the browser had kept."""
    spec = find_spec(dialect, slug, mode)
    owner = ensure_owner(request)
    values = read_values(QueryDict(request.POST.get("draft_values", "")), spec)
    state, before = read_page_state(request), load_draft(owner, spec)
    if not save_values(owner, spec, values, state):
        # The other tab's version is newer, but what was typed here is not lost.
        undo = Undo(UNSAVED_KEPT, spec, values, "Load my changes")
        return show_panel(request, SpecForm(spec, owner, before), [], undo)
    if request.htmx and "elsewhere" in request.POST:
        # The page has no form, only the notice with the button.
        return show_done(request, BACK)
    form = SpecForm(spec, owner, values)
    undo = Undo(UNSAVED_BACK, spec, before) if state else _offer_typed(request, form, before)
    return show_panel(request, form, [], undo)


def _offer_typed(request: HtmxHttpRequest, form: SpecForm, before: Mapping[str, Sequence[str]]) -> Undo:
    """Offer what was typed and is replaced now. It may be of another model's form, and is the draft without script."""
    sent = QueryDict(request.POST.get("typed_values", ""))
    source = specs().get(sent.get("spec", ""), form.spec)
    typed = read_values(sent, source) if request.htmx else before
    return offer_undo_draft(typed, form, BACK, source=source) or Undo(BACK, form.spec, {})


@require_POST
def switch_spec(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Switch to the spec in `target`, keep all values that it accepts, and list those that it does not."""
    source = find_spec(dialect, slug, mode)
    # Padded, so that any text gives three parts and a wrong one ends in 404 instead of an error.
    target = find_spec(*[*request.POST.get("target", "").split("/"), "", "", ""][:3])
    owner = ensure_owner(request)
    values = posted_values(request, source)
    params, issues = coerce_form(source, values)
    # Not `bring_back`: a person who did not touch a field here wants the other model's default, while a recipe that is
    # brought back was made with its own model's.
    carried = bring_into(target, source, params)
    # These fields are not parameters of a model, so `bring_into` does not know them.
    panel = {name: values[name] for name in (VARIANTS.name, *PANEL_FIELDS) if name in values}
    # Remembered for when the person comes back to this form. A draft that another tab has changed stays.
    save_values(owner, source, values, read_page_state(request))
    kept = _remember_settings(owner, target) | as_raw(carried.params) | panel
    save_values(owner, target, kept)
    notices = list_reasons(source, carried, issues)
    response = show_panel(request, SpecForm(target, owner, kept), notices)
    if asks_for_code(request) and not request.htmx:
        # The button "Show" of the code panel, which only pages without script have.
        response["Location"] += f"?{OPEN_QUERY}#code-drawer"
    return response


def _remember_settings(owner: Owner, spec: ModelSpec) -> dict[str, list[str]]:
    """Return the settings with which the person left this model's form, without what belongs to one picture."""
    draft = load_draft(owner, spec)
    settings = (parameter.name for parameter in spec.parameters if parameter.role not in NOT_OF_LOOK | {"picture"})
    return {name: draft[name] for name in settings if name in draft}


@require_POST
def reset_form(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    spec = find_spec(dialect, slug, mode)
    owner = ensure_owner(request)
    other = replace_draft(request, owner, spec, {})
    form = SpecForm(spec, owner, {})
    return show_panel(request, form, [], offer_undo(request, form, RESET), other)


@require_POST
def use_example(request: HtmxHttpRequest, number: int, **address: str) -> HttpResponse:
    """Put one of the model's example prompts into the form without changing other fields."""
    spec = find_spec(**address)
    owner = ensure_owner(request)
    values = posted_values(request, spec) or load_draft(owner, spec)
    if 1 <= number <= len(spec.examples):
        values["prompt"] = [spec.examples[number - 1].prompt]
    other = replace_draft(request, owner, spec, values)
    form = SpecForm(spec, owner, values)
    return show_panel(request, form, [], offer_undo(request, form, PROMPT_REPLACED), other)


def replace_draft(
    request: HttpRequest, owner: Owner, spec: ModelSpec, values: Mapping[str, Sequence[str]]
) -> Undo | None:
    """Store the values. Return an undo for a version that another tab has saved and this page has not seen."""
    state = read_page_state(request)
    if save_values(owner, spec, values, state):
        return None
    other = load_draft(owner, spec)
    save_values(owner, spec, values, state, force=True)
    return Undo(OTHER_REPLACED, spec, other, LOAD_OTHER)
