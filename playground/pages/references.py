"""Pictures of the history in the form: as one more reference, or as the picture that is edited."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner
from playground.catalog.loading import specs
from playground.catalog.mentions import find_moves, renumber
from playground.catalog.spec import ModelSpec
from playground.generations.models import Generation, Picture
from playground.generations.submission.inputs import find_by_key
from playground.library.messages import count_pictures
from playground.pages.current_form import CurrentForm, read_current_form
from playground.pages.draft_values import load_draft, save_values
from playground.pages.drafts import LOAD_OTHER, OTHER_REPLACED
from playground.pages.field_widgets import MOVED
from playground.pages.forms import SpecForm
from playground.pages.lookups import find_generation
from playground.pages.panel import find_spec, show_panel, studio_url
from playground.pages.picture_models import find_editor, name_model, picture_limit, takers
from playground.pages.prompt_hints import read_prompt
from playground.pages.requests import HtmxHttpRequest
from playground.pages.stage_again import render_stage
from playground.pages.toasts import add_toast, refuse, show_toast
from playground.pages.undo import Undo

NO_PICTURE = "There is no picture to use yet."
STARTED = "Editing this picture. Say what to change."
ALREADY = "This picture is a reference already."
ADDED = "The pictures were added as references."
LEFT = "You left the edit. Your prompt is still here."


@require_POST
def use_as_reference(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Add the picture to those in the form. Nothing else in the form changes, unless another model is asked for."""
    found = find_generation(request, id)
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    picture = _posted_picture(request, found)
    target = specs().get(request.POST.get("to", ""), form.spec)
    if picture is None:
        return refuse(request, NO_PICTURE, found.get_absolute_url())
    if target.by_role("picture") is None:
        return _offer_models(request, found, form.spec, "use_as_reference")
    values, reasons = form.carry_to(target)
    keys = _kept_keys(owner, target, values)
    sentence = _refuse_picture(target, keys, picture)
    if sentence:
        return refuse(request, sentence, studio_url(form.spec))
    values[_field(target)] = [*keys, picture.key]
    save_values(owner, target, values)
    said = f"Added as reference {len(keys) + 1} of {picture_limit(target)}."
    return _show(request, SpecForm(target, owner, values), said, reasons, replaced=_other_tab(form, target))


def add_keys(
    request: HtmxHttpRequest, owner: Owner, form: CurrentForm, target: ModelSpec, added: list[str], reasons: list[str]
) -> HttpResponse:
    """Add pictures by their keys, as far as there is room; `reasons` say what was left out before."""
    values, lost = form.carry_to(target)
    keys, limit = _kept_keys(owner, target, values), picture_limit(target)
    new = [key for key in added if key not in keys]
    if sentence := _refuse_more(target, keys) if new else ALREADY:
        return refuse(request, sentence, studio_url(target))
    room = limit - len(keys)
    values[_field(target)] = [*keys, *new[:room]]
    save_values(owner, target, values)
    pictures = count_pictures(limit)
    left = [f"{name_model(target)} takes {pictures}; the last ones were left out."] if len(new) > room else []
    said = f"Added as reference {len(keys) + 1} of {limit}." if room == 1 or len(new) == 1 else ADDED
    return _show(request, SpecForm(target, owner, values), said, [*lost, *reasons, *left])


def _refuse_picture(target: ModelSpec, keys: list[str], picture: Picture) -> str:
    """Return why the form does not take the picture, or "" if it does."""
    if picture.key in keys:
        return f"This picture is reference {keys.index(picture.key) + 1} already."
    return _refuse_more(target, keys)


def _refuse_more(target: ModelSpec, keys: list[str]) -> str:
    """Return why the form takes no more pictures, or "" if it does."""
    limit = picture_limit(target)
    if len(keys) < limit:
        return ""
    return f"{name_model(target)} takes {count_pictures(limit)} and has {len(keys)}. Remove one first."


@require_POST
def edit_picture(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Make the picture the first of the form, and show it on the stage; ask for a model if this one cannot edit."""
    found = find_generation(request, id)
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    picture = _posted_picture(request, found)
    asked = specs().get(request.POST.get("to", ""))
    target = asked if asked and asked.by_role("picture") else find_editor(form.spec)
    if picture is None:
        return refuse(request, NO_PICTURE, found.get_absolute_url())
    if target is None:
        return _offer_models(request, found, form.spec, "edit_picture")
    values, reasons = _start_edit(owner, form, target, picture)
    save_values(owner, target, values)
    replaced = _other_tab(form, target)
    response = _show(request, SpecForm(target, owner, values), STARTED, reasons, show=found, replaced=replaced)
    if request.htmx:
        response.content += render_stage(request, found, "studio/_stage_again.html").encode()
        trigger_client_event(response, "editing", after="settle")
    return response


def _start_edit(
    owner: Owner, form: CurrentForm, target: ModelSpec, picture: Picture
) -> tuple[dict[str, list[str]], list[str]]:
    """Return the values of the form in which the picture is edited, and what they leave out."""
    values, reasons = form.carry_to(target)
    if target != form.spec:
        values["came_from"] = [form.spec.id]
        # The words that made the picture say nothing about what to change. They stay with it and in the other form.
        if form.prompt == picture.generation.prompt:
            values["prompt"] = load_draft(owner, target).get("prompt", [""])
        # An edit keeps the shape of its picture. The shape in the form was meant for new ones.
        if ratio := target.by_role("ratio"):
            values.pop(ratio.name, None)
    keys = [key for key in _kept_keys(owner, target, values) if key != picture.key]
    limit = picture_limit(target)
    if limit > 1 and len(keys) >= limit:
        reasons.append(f"{name_model(target)} takes {limit} pictures, so the last one was left out.")
    values[_field(target)] = [picture.key, *keys][:limit]
    reasons += _follow_pictures(target, values, _kept_keys(owner, form.spec, form.values))
    values["editing"] = [picture.key]
    return values, reasons


@require_POST
def leave_edit(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Take the edited picture out of the form, and go back to the form from which the edit began."""
    owner = ensure_owner(request)
    source = find_spec(dialect, slug, mode)
    form = read_current_form(request, owner)
    edited = form.values.pop("editing", [""])[-1]
    target = specs().get(form.values.pop("came_from", [""])[-1], source)
    if form.spec.by_role("picture"):
        name = _field(form.spec)
        keys = _kept_keys(owner, form.spec, form.values)
        form.values[name] = [key for key in form.values.get(name, []) if key != edited]
        _follow_pictures(form.spec, form.values, keys)
        save_values(owner, form.spec, form.values)
    values, reasons = form.carry_to(target)
    if target != form.spec:
        # The shape that was set aside as the edit began.
        before = load_draft(owner, target)
        values = {name: value for name, value in before.items() if name not in values} | values
    save_values(owner, target, values)
    return _show(request, SpecForm(target, owner, values), LEFT, reasons)


def _posted_picture(request: HtmxHttpRequest, found: Generation) -> Picture | None:
    """Return the picture with the posted key, or the first one whose file exists."""
    pictures = [picture for picture in found.pictures.all() if not picture.lost]
    key = request.POST.get("picture", "")
    return next((picture for picture in pictures if picture.key == key), pictures[0] if pictures else None)


def _follow_pictures(spec: ModelSpec, values: dict[str, list[str]], before: list[str]) -> list[str]:
    """Give the pictures that the prompt mentions their new numbers; return a sentence if that changes it."""
    prompt, text = spec.by_role("prompt"), read_prompt(spec, values)
    changed = renumber(text, find_moves(before, values.get(_field(spec), [])))
    if prompt is None or changed == text:
        return []
    values[prompt.name] = [changed]
    return [MOVED]


def _field(spec: ModelSpec) -> str:
    """Return the name of the parameter for pictures."""
    parameter = spec.by_role("picture")
    return parameter.name if parameter else ""


def _kept_keys(owner: Owner, spec: ModelSpec, values: dict[str, list[str]]) -> list[str]:
    """Return the keys in the form without those of pictures that were deleted meanwhile."""
    keys = list(dict.fromkeys(key for key in values.get(_field(spec), []) if key))
    existing = find_by_key(owner, keys)
    return [key for key in keys if key in existing]


def _offer_models(request: HtmxHttpRequest, found: Generation, spec: ModelSpec, action: str) -> HttpResponse:
    """Say that the model takes no pictures, and offer those that do."""
    context: dict[str, object] = {
        "sentence": f"{name_model(spec)} does not take pictures.",
        "offers": [(other.id, name_model(other)) for other in takers(spec)],
        "action": reverse(action, args=[found.id]),
        "picture": request.POST.get("picture", ""),
    }
    return show_toast(request, "studio/_offer_models.html", context, studio_url(spec))


def _other_tab(form: CurrentForm, target: ModelSpec) -> Undo | None:
    """Return an undo for a version of the form that another tab has saved and this action replaced."""
    is_replaced = form.other is not None and target == form.spec
    return Undo(OTHER_REPLACED, target, form.other or {}, LOAD_OTHER) if is_replaced else None


def _show(
    request: HtmxHttpRequest,
    form: SpecForm,
    said: str,
    reasons: list[str],
    *,
    show: Generation | None = None,
    replaced: Undo | None = None,
) -> HttpResponse:
    """Show the changed form, with what was done and what was left out; `show` comes onto the stage."""
    if replaced or not request.htmx:
        response = show_panel(request, form, [said, *reasons], replaced)
    else:
        response = add_toast(show_panel(request, form, reasons), said)
    url = studio_url(form.spec, **({"show": str(show.id)} if show else {}))
    # The fragment puts the focus into the prompt when the page is loaded.
    response["HX-Push-Url" if request.htmx else "Location"] = url if request.htmx else f"{url}#id_prompt"
    return response
