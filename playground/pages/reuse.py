"""Puts a recipe back into the form, of its own model or of another: sets all its fields and clears the others."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.generations.models import Generation
from playground.generations.models.lineage import Relation
from playground.generations.submission.inputs import roles_of
from playground.pages.current_form import read_current_form
from playground.pages.draft_values import load_draft, save_values
from playground.pages.field_text import list_losses
from playground.pages.form_lineage import note_origin
from playground.pages.forms import SpecForm
from playground.pages.lookups import find_generation
from playground.pages.messages import GONE
from playground.pages.panel import show_panel
from playground.pages.recipes import explain_missing_inputs, stored_params
from playground.pages.reference_roles import write_roles
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import add_toast
from playground.pages.typed_values import as_typed
from playground.pages.undo import offer_undo, offer_undo_draft
from playground.recall.mapping import bring_back
from playground.recall.recipe import Recalled

NOTHING: Mapping[str, Sequence[str]] = MappingProxyType({})


@require_POST
def use_again(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Put the recipe into the form. The number of pictures stays as it is there; with `keep_seed` its seed, too.

    `to` names another spec, which gets what it accepts; what it does not is listed.
    """
    found = find_generation(request, id)
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    source = found.spec
    if source is None:
        return show_loaded(request, SpecForm(form.spec, owner, form.values), GONE, [])
    target = specs().get(request.POST.get("to", ""), source)
    recalled = _recall(found, source, target)
    values = as_typed(recalled.params) | form.panel | note_origin(Relation.REUSED, found.id)
    values |= write_roles(roles_of(found))
    keeps_seed = "keep_seed" in request.POST
    if keeps_seed:
        values["seed"] = list(form.values.get("seed", [""]))
    shown, before = SpecForm(target, owner, values), load_draft(owner, target)
    save_values(owner, target, values)
    notices = list_losses(source, recalled.losses) + explain_missing_inputs(found, source)
    # A new name loses nothing, but people look for it in the code: one line for all of them.
    notices += [" ".join(recalled.renamed)] if recalled.renamed else []
    pictures = "one picture" if shown.variants == 1 else f"{shown.variants} pictures"
    seed = ", without the seed" if keeps_seed else f", with seed {found.seed}"
    said = f"Settings loaded{seed if found.seed_param else ''}. Generate makes {pictures}."
    return show_loaded(request, shown, said, notices, before=before)


def _recall(found: Generation, source: ModelSpec, target: ModelSpec) -> Recalled:
    """Return the whole recipe for the target; for the spec that made it, with everything as it was asked."""
    params = stored_params(found, source)
    return Recalled(source.id, params) if target == source else bring_back(target, source, params)


@require_POST
def lock_seed(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Put only the seed into the form that the person has before them."""
    found = find_generation(request, id)
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    values = form.values | {"seed": [str(found.seed)]}
    save_values(owner, form.spec, values)
    return show_loaded(request, SpecForm(form.spec, owner, values), f"The seed is locked to {found.seed}.", [])


def show_loaded(
    request: HtmxHttpRequest,
    form: SpecForm,
    said: str,
    notices: list[str],
    *,
    before: Mapping[str, Sequence[str]] = NOTHING,
) -> HttpResponse:
    """Show the form with what was loaded and what was left out; offer to bring back what it replaced.

    That is the form that was sent or, from a page without one, the draft that there was `before`.
    """
    undo = offer_undo(request, form, said) if "spec" in request.POST else offer_undo_draft(before, form, said)
    if undo:
        return show_panel(request, form, notices, undo)
    if not request.htmx:
        return show_panel(request, form, [said, *notices])
    return add_toast(show_panel(request, form, notices), said)
