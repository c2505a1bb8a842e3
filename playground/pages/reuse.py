"""Puts a recipe back into the form: sets all its fields and pictures, and clears the others."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec, Value
from playground.generations.models import Draft, Generation
from playground.pages.draft_values import load_draft, save_values
from playground.pages.forms import SpecForm, as_raw
from playground.pages.lookups import find_generation
from playground.pages.panel import show_panel
from playground.pages.requests import HtmxHttpRequest

GONE = "The model that made this picture is no longer available, so its settings cannot be loaded."


@require_POST
def use_again(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Put the recipe into the form, with its seed."""
    found = find_generation(request, id)
    return _fill(request, found, found.asked | {"seed": found.seed})


@require_POST
def use_with_new_seed(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Put the recipe into the form with a random seed."""
    found = find_generation(request, id)
    return _fill(request, found, {name: value for name, value in found.asked.items() if name != "seed"})


@require_POST
def lock_seed(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Put only the seed into the most recently used form."""
    found = find_generation(request, id)
    owner = ensure_owner(request)
    # The newest draft belongs to the form that the person used last, which may be for another model.
    latest = Draft.objects.filter(owner=owner).order_by("-updated").values_list("spec_id", flat=True).first()
    spec = specs().get(latest or "", found.spec)
    if spec is None:
        return show_panel(request, SpecForm(next(iter(specs().values())), owner, {}), [GONE])
    values = load_draft(owner, spec) | {"seed": [str(found.seed)]}
    save_values(owner, spec, values)
    return show_panel(request, SpecForm(spec, owner, values), [f"The seed is locked to {found.seed}."])


@require_POST
def edit_picture(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Open the edit form with this picture as its input and an empty prompt."""
    found = find_generation(request, id)
    owner = ensure_owner(request)
    target = _editor_of(found.spec) or next(spec for spec in specs().values() if spec.mode == "edit")
    picture = next(iter(found.pictures.all()), None)
    parameter = target.by_role("picture")
    if picture is None or parameter is None:
        return show_panel(request, SpecForm(target, owner, {}), ["There is no picture to edit yet."])
    values = load_draft(owner, target) | {parameter.name: [picture.key], "prompt": [""]}
    save_values(owner, target, values)
    return show_panel(request, SpecForm(target, owner, values), [])


def _editor_of(spec: ModelSpec | None) -> ModelSpec | None:
    """Return the edit spec of the same API and model, or None."""
    if spec is None or spec.by_role("picture"):
        return spec
    same = (other for other in specs().values() if (other.dialect, other.slug) == (spec.dialect, spec.slug))
    return next((other for other in same if other.mode == "edit"), None)


def _fill(request: HtmxHttpRequest, found: Generation, params: dict[str, Value]) -> HttpResponse:
    owner = ensure_owner(request)
    spec = found.spec
    if spec is None:
        return show_panel(request, SpecForm(next(iter(specs().values())), owner, {}), [GONE])
    parameter = spec.by_role("picture")
    if parameter is not None:
        # The recipe may name a picture by URL. The inputs are the stored copies, which still exist.
        params[parameter.name] = [entry.image.key for entry in found.inputs.all()]
    values = as_raw(params)
    save_values(owner, spec, values)
    return show_panel(request, SpecForm(spec, owner, values), [])
