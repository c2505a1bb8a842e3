"""Puts a recipe back into the form: sets all its fields and pictures, and clears the others."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.generations.models.lineage import Relation
from playground.pages.current_form import read_current_form
from playground.pages.draft_values import save_values
from playground.pages.form_lineage import note_origin
from playground.pages.forms import SpecForm, as_raw
from playground.pages.lookups import find_generation
from playground.pages.messages import GONE
from playground.pages.panel import show_panel
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import add_toast
from playground.pages.undo import offer_undo


@require_POST
def use_again(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Put the recipe into the form, with its seed. The number of pictures stays as it is in the form."""
    found = find_generation(request, id)
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    spec = found.spec
    if spec is None:
        return _show(request, SpecForm(form.spec, owner, form.values), GONE)
    params = found.asked | {"seed": found.seed}
    parameter = spec.by_role("picture")
    if parameter is not None:
        # The recipe may name a picture by URL. The inputs are the stored copies, which still exist.
        params[parameter.name] = [entry.image.key for entry in found.inputs.all()]
    values = as_raw(params) | form.panel | note_origin(Relation.REUSED, found.id)
    save_values(owner, spec, values)
    shown = SpecForm(spec, owner, values)
    pictures = "one picture" if shown.variants == 1 else f"{shown.variants} pictures"
    said = f"Settings loaded, with seed {found.seed}. Generate makes {pictures}."
    undo = offer_undo(request, shown, said)
    return show_panel(request, shown, [], undo) if undo else _show(request, shown, said)


@require_POST
def lock_seed(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Put only the seed into the form that the person has before them."""
    found = find_generation(request, id)
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    values = form.values | {"seed": [str(found.seed)]}
    save_values(owner, form.spec, values)
    return _show(request, SpecForm(form.spec, owner, values), f"The seed is locked to {found.seed}.")


def _show(request: HtmxHttpRequest, form: SpecForm, said: str) -> HttpResponse:
    if not request.htmx:
        return show_panel(request, form, [said])
    return add_toast(show_panel(request, form, []), said)
