"""Puts one value of a generation, from its row on a page, into a form."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from playground.accounts.owners import ensure_owner
from playground.catalog.carrying import AREA_ROLES
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import CUSTOM
from playground.generations.models import Generation
from playground.pages.current_form import CurrentForm, read_current_form
from playground.pages.draft_values import load_draft, save_values
from playground.pages.field_text import as_text, list_losses
from playground.pages.forms import SpecForm
from playground.pages.lookups import find_generation
from playground.pages.messages import GONE
from playground.pages.panel import studio_url
from playground.pages.picture_models import name_model
from playground.pages.recipes import stored_params
from playground.pages.requests import HtmxHttpRequest
from playground.pages.reuse import show_loaded
from playground.pages.toasts import refuse
from playground.pages.typed_values import as_typed
from playground.pages.undo import Undo
from playground.recall.mapping import SIDES, bring_into

SHAPE_ROLES = frozenset({"ratio", *SIDES})
# A longer value would make the notice a page of its own.
LONGEST_SAID = 40


@require_POST
def use_value(request: HtmxHttpRequest, id: UUID, name: str) -> HttpResponse:
    """Put the value into the form of the present model, or of its own if the present one has nothing like it.

    Where that form was sent along it is shown again; elsewhere a notice says what was done.
    """
    found = find_generation(request, id)
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    source = found.spec
    if source is None:
        return refuse(request, GONE, found.get_absolute_url())
    taken = _take(found, source, name)
    roles = _find_roles(source, taken)
    target = form.spec if _has(form.spec, roles) else source
    recalled = bring_into(target, source, taken)
    notices = list_losses(source, recalled.losses)
    if not recalled.params and recalled.lost:
        return refuse(request, " ".join(notices), found.get_absolute_url())
    before = form.values if target == form.spec else load_draft(owner, target)
    # A value that is the target's default is not among the params, and replaces what the form had all the same.
    kept = {key: list(value) for key, value in before.items() if not _is_replaced(target, key, roles)}
    values = kept | as_typed(recalled.params)
    save_values(owner, target, values)
    said = f"{_describe(source, name, taken)} is now in the form of {name_model(target)}."
    return _answer(request, form, SpecForm(target, owner, values), Undo(said, target, before), notices)


def _take(found: Generation, source: ModelSpec, name: str) -> dict[str, Value]:
    """Return the value, with those without which it means nothing: a custom shape has a width and a height."""
    resolved: dict[str, Value] = found.resolved | stored_params(found, source)
    parameter, ratio = source.get(name), source.by_role("ratio")
    if parameter is None or name not in resolved:
        raise Http404("This picture does not have this setting.")
    is_shape = parameter.role in SHAPE_ROLES and (ratio is None or resolved.get(ratio.name) == CUSTOM)
    names = [part.name for part in source.parameters if part.role in SHAPE_ROLES] if is_shape else [name]
    return {part: resolved[part] for part in names if part in resolved}


def _find_roles(source: ModelSpec, taken: dict[str, Value]) -> frozenset[str]:
    """Return the roles that the values have in any model: a shape may be a ratio there, or a width and a height."""
    roles = {parameter.role for parameter in source.parameters if parameter.name in taken}
    areas = {AREA_ROLES[role] for role in roles if role in AREA_ROLES}
    return frozenset(roles | areas | (SHAPE_ROLES if roles & SHAPE_ROLES else frozenset()))


def _has(target: ModelSpec, roles: frozenset[str]) -> bool:
    return any(parameter.role in roles for parameter in target.parameters)


def _is_replaced(target: ModelSpec, name: str, roles: frozenset[str]) -> bool:
    parameter: Parameter | None = target.get(name)
    return parameter is not None and parameter.role in roles


def _describe(source: ModelSpec, name: str, taken: dict[str, Value]) -> str:
    """Return the value as a sentence begins with it: `Steps 28`, or only `The prompt` for a long one."""
    parameter, text = source.get(name), as_text(taken[name]) if not isinstance(taken[name], list) else ""
    title = parameter.title if parameter else name
    return f"{title} {text}" if 0 < len(text) <= LONGEST_SAID else f"The {title[:1].lower()}{title[1:]}"


def _answer(
    request: HtmxHttpRequest, form: CurrentForm, shown: SpecForm, undo: Undo, notices: list[str]
) -> HttpResponse:
    has_form = "spec" in request.POST and shown.spec == form.spec
    if request.htmx and not has_form:
        context = {"undo": undo, "notices": notices, "url": studio_url(shown.spec)}
        # The button may aim at the form, which is that of another model and stays as it is.
        return reswap(retarget(render(request, "studio/value_used.html", context), "#notice"), "innerHTML")
    return show_loaded(request, shown, undo.sentence, notices, before=undo.values)
