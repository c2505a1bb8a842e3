"""Pasted code becomes a form: the page that reads it, and the offer where it is pasted into the studio."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner
from playground.catalog.coercion import coerce_form
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.dialects.registry import get_dialect
from playground.generations.submission.inputs import find_by_key
from playground.pages.current_form import read_current_form
from playground.pages.draft_values import load_draft, save_values
from playground.pages.field_text import list_losses, say_label, say_value
from playground.pages.forms import VARIANTS, SpecForm, as_raw
from playground.pages.requests import HtmxHttpRequest
from playground.pages.reuse import show_loaded
from playground.pages.snippet import Snippet, SnippetOptions, known_language, print_request
from playground.pages.toasts import refuse
from playground.pages.too_busy import person_of
from playground.pages.typed_values import as_typed
from playground.recall.counterparts import find_counterparts
from playground.recall.mapping import bring_back
from playground.snippets.registry import LANGUAGES
from playground.work_limits import WorkLimit

if TYPE_CHECKING:
    from playground.recall.code.pasted import Pasted

NEAREST_MODEL = "{api} has no {slug}. {title} is the nearest."
CHOOSE_PICTURE = "Choose this picture again: {names}."
CHOOSE_PICTURES = "Choose these pictures again: {names}."
FILLED = "The form was filled from the {language} code. Generate makes {pictures}."
LONGEST_SHOWN = 200
# Reading the largest code takes a processor for about a second.
READINGS = WorkLimit(working=2, waiting=6, per_owner=2, per_address=4, one_per_owner=True)


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value that was read, as the page shows it."""

    parameter: Parameter
    text: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same request for another API, and what is lost there."""

    spec: ModelSpec
    api: str
    losses: Sequence[str]
    renamed: Sequence[str]
    snippet: Snippet


@sensitive_post_parameters("code")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Show a box for code; POST reads what is in it and shows the request, without changing anything."""
    context: dict[str, object] = {"preferred": _preferred(request), "languages": LANGUAGES.values()}
    if request.method != "POST":
        return render(request, "paste/paste.html", context)
    pasted = _read(request)
    language = known_language(request.POST.get("language", ""))
    context |= {"pasted": pasted, "language": language}
    if pasted.spec is not None:
        context |= _describe(pasted, pasted.spec, language)
    is_refused = pasted.problem and request.POST.get("code", "").strip()
    return render(request, "paste/paste.html", context, status=422 if is_refused else 200)


@sensitive_post_parameters("code")
@sensitive_variables()
@require_POST
def offer_to_fill(request: HtmxHttpRequest) -> HttpResponse:
    """Return a notice that offers to fill the form from code that was pasted into the studio, or 204."""
    pasted = _read(request)
    if pasted.spec is None:
        return HttpResponse(status=204)
    context = {"pasted": pasted, "api": get_dialect(pasted.spec.dialect).title}
    return render(request, "paste/offer.html", context)


@sensitive_post_parameters("code")
@sensitive_variables()
@require_POST
def fill_form(request: HtmxHttpRequest) -> HttpResponse:
    """Replace the form by what the code asks for. `to` names another spec, which gets what it accepts."""
    pasted = _read(request)
    if pasted.spec is None:
        return refuse(request, pasted.problem, "/paste/")
    owner = ensure_owner(request)
    source, target = pasted.spec, specs().get(request.POST.get("to", ""), pasted.spec)
    kept, missing = _find_pictures(owner, pasted.fields.pictures)
    losses: list[str] = []
    values = as_typed(pasted.fields.params) | _picture_values(source, kept)
    if target != source:
        raw = as_raw(pasted.fields.params) | _picture_values(source, kept)
        recalled = bring_back(target, source, coerce_form(source, raw)[0])
        values, losses = as_typed(recalled.params), list_losses(source, recalled.losses)
    form = read_current_form(request, owner)
    values = form.panel | values | {VARIANTS.name: [str(pasted.fields.variants)]}
    before = load_draft(owner, target)
    save_values(owner, target, values)
    shown = SpecForm(target, owner, values)
    notices = [*_list_notes(pasted, source), *losses, *_ask_for_pictures(missing)]
    pictures = "one picture" if shown.variants == 1 else f"{shown.variants} pictures"
    return show_loaded(
        request, shown, FILLED.format(language=pasted.language, pictures=pictures), notices, before=before
    )


@sensitive_variables()
def _read(request: HttpRequest) -> "Pasted":
    # The parsers are loaded on first use, to save memory in processes that never need them.
    module = import_module("playground.recall.code.pasted")
    with READINGS.take(person_of(request)):
        found: Pasted = module.read_pasted(request.POST.get("code", ""), list(specs().values()), _preferred(request))
    return found


def _preferred(request: HttpRequest) -> str:
    """Return the id of the spec for which JSON is read that names no model: the one that the studio shows."""
    asked = request.POST.get("for") or request.POST.get("spec") or request.GET.get("for", "")
    return asked if asked in specs() else ""


def _describe(pasted: "Pasted", spec: ModelSpec, language: str) -> dict[str, object]:
    fields = pasted.fields
    values = [(spec.get(name), value) for name, value in fields.params.items()]
    return {
        "spec": spec,
        "api": get_dialect(spec.dialect).title,
        "values": [ShownValue(parameter, _shorten(say_value(value))) for parameter, value in values if parameter],
        "notes": _list_notes(pasted, spec),
        "pictures": [_shorten(name) for name in fields.pictures],
        "elsewhere": _write_elsewhere(pasted, spec, language),
    }


def _list_notes(pasted: "Pasted", spec: ModelSpec) -> list[str]:
    """Return a sentence for everything in the code that the form cannot have as it is."""
    labels = {parameter.name: parameter for parameter in spec.parameters}
    found = [*pasted.remarks, *pasted.fields.remarks, *pasted.fields.issues]
    named = [
        next((say_label(text, labels[name]) for name in labels if text.startswith(f"{name} ")), text) for text in found
    ]
    return named + [unknown.sentence for unknown in pasted.fields.unknown]


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _write_elsewhere(pasted: "Pasted", spec: ModelSpec, language: str) -> list[Elsewhere]:
    """Return the request for each other API, with placeholders for its pictures."""
    pictures = pasted.fields.pictures
    values = as_raw(pasted.fields.params) | _picture_values(spec, pictures)
    params, _ = coerce_form(spec, values)
    found = find_counterparts(spec, specs().values(), has_pictures=bool(pictures))
    return [
        _write_one(spec, target, params, SnippetOptions(language, strangers=True, variants=pasted.fields.variants))
        for target in found
    ]


def _write_one(source: ModelSpec, target: ModelSpec, params: dict[str, Value], options: SnippetOptions) -> Elsewhere:
    api = get_dialect(target.dialect).title
    recalled = bring_back(target, source, params)
    model = [] if target.slug == source.slug else [NEAREST_MODEL.format(api=api, slug=source.slug, title=target.title)]
    snippet = print_request(target, recalled.params, [], options)
    return Elsewhere(target, api, [*model, *recalled.lost], recalled.renamed, snippet)


def _picture_values(spec: ModelSpec, keys: Sequence[str]) -> dict[str, list[str]]:
    parameter = spec.by_role("picture")
    return {parameter.name: list(keys)} if parameter and keys else {}


def _find_pictures(owner: Owner, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the keys among the names that are pictures of the owner, and the other names."""
    found = find_by_key(owner, list(names))
    return [name for name in names if name in found], [name for name in names if name not in found]


def _ask_for_pictures(names: Sequence[str]) -> list[str]:
    sentence = CHOOSE_PICTURE if len(names) == 1 else CHOOSE_PICTURES
    return [sentence.format(names=", ".join(_shorten(name) for name in names[:10]))] if names else []
