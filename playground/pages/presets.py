"""What a person has saved for the form: looks, prompt templates, and the prompts they have used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reselect, retarget

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.catalog.blanks import Blank, fill_blanks
from playground.catalog.coercion import coerce_form
from playground.catalog.composition import read_text
from playground.catalog.spec import ModelSpec
from playground.generations.submission.inputs import find_by_key, image_keys
from playground.pages.composer_fields import write
from playground.pages.current_form import read_current_form
from playground.pages.deletable import find_deletable, remember_deletion
from playground.pages.draft_values import hide_keys_in, load_draft, posted_values
from playground.pages.drafts import replace_draft
from playground.pages.field_text import list_losses
from playground.pages.forms import SpecForm, as_raw
from playground.pages.panel import find_spec, show_panel, studio_url
from playground.pages.picture_models import name_model
from playground.pages.reference_roles import FIELD, read_roles, write_roles
from playground.pages.requests import HtmxHttpRequest
from playground.pages.undo import offer_undo, offer_undo_draft
from playground.presets.looks import belongs_to_look, save_look
from playground.presets.models import Look, Palette, Template
from playground.presets.models.named import LONGEST_NAME, Named
from playground.presets.palettes import list_colours
from playground.presets.prompts import list_prompts
from playground.presets.saving import PresetRefused
from playground.presets.templates import LONGEST_TEXT, save_template
from playground.recall.mapping import bring_back

PAGE = "presets/presets.html"
DIALOG = "presets/dialog.html"
KINDS: Mapping[str, type[Look] | type[Template] | type[Palette]] = {
    "look": Look,
    "template": Template,
    "palette": Palette,
}
# How many prompts the list shows; the arrow keys reach more.
PROMPTS_SHOWN = 12
GONE = "The model of this look is no longer available."


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is said about the last action: done, or the problem with what was typed.

    What was typed stays in its fields, but for those of the kind that is `saved` now. `focus` is where the focus goes.
    """

    said: str = ""
    problem: str = ""
    about: str = ""
    focus: str = ""
    saved: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class _LookItem:
    """A look as it is listed."""

    look: Look
    model: str
    references: int

    @property
    def settings(self) -> str:
        """The settings in words, like "Steps 28, Prompt guidance 4"."""
        spec = self.look.spec
        if spec is None:
            return ""
        parameters = [parameter for parameter in spec.parameters if parameter.role != "picture"]
        shown = [parameter for parameter in parameters if parameter.name in self.look.params]
        return ", ".join(f"{each.title} {self.look.params[each.name]}"[:80] for each in shown)


@require_http_methods(["GET", "HEAD", "POST"])
def presets(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Show what is saved. Without script, POST first saves the form, which the page would lose."""
    spec = find_spec(dialect, slug, mode)
    if request.method == "POST" and not request.htmx:
        read_current_form(request, ensure_owner(request))
        return HttpResponseRedirect(request.path)
    return _show(request, spec, _Answer())


@require_POST
def save_look_here(request: HtmxHttpRequest, **address: str) -> HttpResponse:
    """Save the settings of the form as a look."""
    spec, owner, name = find_spec(**address), ensure_owner(request), request.POST.get("look_name", "")
    values = _read_values(request, owner, spec)
    params, issues = coerce_form(spec, values)
    wrong = {issue.field for issue in issues}
    kept = {key: value for key, value in params.items() if key not in wrong}
    try:
        saved = save_look(owner, spec, name, kept, read_roles(values))
    except PresetRefused as error:
        return _show(request, spec, _Answer("", error.sentence, "look", focus="look_name", status=422))
    return _show(request, spec, _Answer(f"“{saved.name}” was saved.", focus="look_name", saved="look"))


@require_POST
def save_template_here(request: HtmxHttpRequest, **address: str) -> HttpResponse:
    """Save a prompt with blanks."""
    spec, owner = find_spec(**address), ensure_owner(request)
    name, text = request.POST.get("template_name", ""), request.POST.get("template_text", "")
    try:
        saved = save_template(owner, name, hide_keys_in(text[: LONGEST_TEXT * 2]))
    except PresetRefused as error:
        return _show(request, spec, _Answer("", error.sentence, "template", focus="template_name", status=422))
    return _show(request, spec, _Answer(f"“{saved.name}” was saved.", focus="new_template", saved="template"))


@require_POST
def delete_preset(request: HtmxHttpRequest, kind: str, preset: UUID, **address: str) -> HttpResponse:
    """Delete a look, a template or a palette."""
    spec, found = find_spec(**address), find_deletable(request, _model(kind).objects.all(), pk=preset)
    remember_deletion(found, pk=preset)
    found.delete()
    # Without a palette their heading is gone, too.
    is_shown = kind != "palette" or Palette.objects.visible_to(find_owner(request)).exists()
    return _show(request, spec, _Answer(f"“{found.name}” was deleted.", focus=f"{kind if is_shown else 'look'}s"))


@require_POST
def use_preset(request: HtmxHttpRequest, kind: str, preset: UUID, **address: str) -> HttpResponse:
    """Put a look or a template into the form, and offer to undo it."""
    spec, found, owner = find_spec(**address), _find(request, kind, preset), ensure_owner(request)
    values = _read_values(request, owner, spec)
    if isinstance(found, Template):
        words = {blank.name: request.POST.get(f"blank_{found.pk}_{blank.name}", "") for blank in found.blanks}
        prompt, empty = fill_blanks(found.text, words)
        notices = [f"Still empty: {', '.join(f'[{name}]' for name in empty)}."] if empty else []
        return _put(request, owner, spec, values | _prompt_values(spec, prompt), f"“{found.name}” was used.", notices)
    if not isinstance(found, Look):
        raise Http404
    if found.spec is None:
        gone = _show(request, spec, _Answer(problem=GONE, about="look", focus="looks", status=422))
        # The button would replace the form.
        return reselect(retarget(gone, "#presets"), "#presets")
    values, notices = _apply_look(owner, spec, found, found.spec, values)
    return _put(request, owner, spec, values, f"The look “{found.name}” was loaded.", notices)


@require_POST
def use_prompt(request: HtmxHttpRequest, **address: str) -> HttpResponse:
    """Put an earlier prompt into the form, and offer to undo it."""
    spec, owner = find_spec(**address), ensure_owner(request)
    prompt = hide_keys_in(request.POST.get("earlier", "").replace("\0", "").encode(errors="replace").decode())
    values = _read_values(request, owner, spec) | _prompt_values(spec, prompt)
    return _put(request, owner, spec, values, "The prompt was replaced.", [])


@require_safe
def earlier_prompts(request: HttpRequest) -> JsonResponse:
    """Return the prompts that the person has used, for the arrow keys."""
    response = JsonResponse({"prompts": list_prompts(find_owner(request))})
    response["Cache-Control"] = "no-store"
    return response


def _read_values(request: HtmxHttpRequest, owner: Owner, spec: ModelSpec) -> dict[str, list[str]]:
    """Return the form that was sent along; the page without script has only the draft."""
    return posted_values(request, spec) if "spec" in request.POST else load_draft(owner, spec)


def _find(request: HttpRequest, kind: str, id: UUID) -> Named:
    found: Named = get_object_or_404(_model(kind).objects.visible_to(find_owner(request)), id=id)
    return found


def _model(kind: str) -> type[Look] | type[Template] | type[Palette]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _prompt_values(spec: ModelSpec, prompt: str) -> dict[str, list[str]]:
    parameter = spec.by_role("prompt")
    if parameter is None:
        raise Http404
    return {parameter.name: [prompt]}


def _apply_look(
    owner: Owner, spec: ModelSpec, look: Look, source: ModelSpec, values: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return the values with the settings of the look instead of those before, and a sentence for each that is lost."""
    params, notices = dict(look.params), []
    keys = image_keys(source, params)
    gone = len(keys) - len(find_by_key(owner, keys))
    if gone:
        notices.append(f"{gone} of its {len(keys)} references no longer exist.")
    picture = source.by_role("picture")
    if gone and picture:
        known = find_by_key(owner, keys)
        kept = [key for key in keys if key in known]
        params[picture.name] = kept if picture.kind == "images" else (kept or [""])[0]
    if spec != source:
        recalled = bring_back(spec, source, params)
        params, notices = dict(recalled.params), [*notices, *list_losses(source, recalled.losses)]
    before = {name: list(value) for name, value in values.items() if not belongs_to_look(spec, name) and name != FIELD}
    settings = {name: value for name, value in as_raw(params).items() if belongs_to_look(spec, name)}
    prompt = spec.by_role("prompt")
    if look.colours and prompt:
        reading = read_text((before.get(prompt.name) or [""])[0])
        painted = replace(reading.composition, palette=list_colours(look))
        before[prompt.name] = [write(painted, reading.format)]
    return before | settings | write_roles(look.roles), notices


def _put(
    request: HtmxHttpRequest,
    owner: Owner,
    spec: ModelSpec,
    values: Mapping[str, Sequence[str]],
    said: str,
    notices: list[str],
) -> HttpResponse:
    before = load_draft(owner, spec)
    other = replace_draft(request, owner, spec, values)
    form = SpecForm(spec, owner, values)
    undo = offer_undo(request, form, said) if "spec" in request.POST else offer_undo_draft(before, form, said)
    return show_panel(request, form, notices, undo, other)


def _read_typed(request: HtmxHttpRequest, spec: ModelSpec, answer: _Answer) -> dict[str, object]:
    """Return what was typed but not saved, and whether a new template is being written."""
    names = ("look_name", "template_name", "template_text")
    typed = {name: "" if name.split("_")[0] == answer.saved else request.POST.get(name, "") for name in names}
    prompt = spec.by_role("prompt")
    # Script begins a template with the prompt of the form.
    begun = request.POST.get(prompt.name, "") if prompt else ""
    is_open = answer.about == "template" or typed["template_name"] or typed["template_text"] not in ("", begun)
    return {**typed, "is_open": bool(is_open)}


def _list_templates(request: HtmxHttpRequest, owner: Owner | None) -> list[tuple[Template, list[tuple[Blank, str]]]]:
    """Return the templates with their blanks and what was typed into them."""
    return [
        (row, [(blank, request.POST.get(f"blank_{row.pk}_{blank.name}", "")) for blank in row.blanks])
        for row in Template.objects.visible_to(owner).order_by("key")
    ]


def _show(request: HtmxHttpRequest, spec: ModelSpec, answer: _Answer) -> HttpResponse:
    owner, parts = find_owner(request), spec.id.split("/")
    names = ("save_look", "save_template", "use_prompt")
    looks = Look.objects.visible_to(owner).order_by("key")
    context = {
        "spec": spec,
        "answer": answer,
        "typed": _read_typed(request, spec, answer),
        "back": studio_url(spec),
        "urls": {name: reverse(name, args=parts) for name in names},
        "looks": [
            _LookItem(look, name_model(source) if source else "", len(image_keys(source, look.params)) if source else 0)
            for look in looks
            for source in [look.spec]
        ],
        "templates": _list_templates(request, owner),
        "palettes": Palette.objects.visible_to(owner).order_by("key"),
        "prompts": list_prompts(owner, PROMPTS_SHOWN),
        "longest_name": LONGEST_NAME,
        "longest_text": LONGEST_TEXT,
    }
    return render(request, DIALOG if request.htmx else PAGE, context, status=answer.status)
