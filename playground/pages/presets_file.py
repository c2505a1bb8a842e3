"""Takes all presets away as one JSON file, and reads such a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.catalog.coercion import coerce_form
from playground.catalog.loading import specs
from playground.catalog.validation import validate
from playground.generations.models import Draft
from playground.generations.submission.inputs import image_keys
from playground.pages.draft_values import load_draft, save_values
from playground.pages.forms import as_raw
from playground.pages.picture_models import name_model
from playground.presets.looks import belongs_to_look
from playground.presets.saving import MOST, PresetRefused
from playground.presets.transfer import LARGEST_FILE, Imported, export_presets, import_presets, read_params

PAGE = "presets/import.html"
# How what was saved is counted.
SAVED = {
    "templates": ("1 template", "{} templates"),
    "looks": ("1 look", "{} looks"),
    "palettes": ("1 palette", "{} palettes"),
    "settings": ("the settings of 1 model", "the settings of {} models"),
    "prompts": ("1 prompt", "{} prompts"),
}


@require_safe
def download_presets(request: HttpRequest) -> HttpResponse:
    owner = find_owner(request)
    response = HttpResponse(export_presets(owner, list_settings(owner)), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="presets.json"'
    return response


@require_safe
def import_page(request: HttpRequest) -> HttpResponse:
    """Show the form for a file."""
    return render(request, PAGE)


@require_POST
def upload_presets(request: HttpRequest) -> HttpResponse:
    """Save what the file has, and say what was left out."""
    file = request.FILES.get("presets")
    try:
        if file is None:
            raise PresetRefused("There is no file. Choose one.")
        imported = import_presets(ensure_owner(request), file.read(LARGEST_FILE + 1), keep_settings)
    except PresetRefused as error:
        return render(request, PAGE, {"problem": error.sentence}, status=422)
    return render(request, PAGE, {"imported": imported, "said": _describe(imported)})


def _describe(imported: Imported) -> str:
    parts = [SAVED[kind][count > 1].format(count) for kind, count in imported.counts.items() if count]
    return f"Saved {', '.join(parts)}." if parts else "Nothing was saved."


def list_settings(owner: Owner | None) -> list[dict[str, Any]]:
    """Return the settings that each model's form remembers, without its pictures and words."""
    drafts = Draft.objects.filter(owner=owner).order_by("-updated")[:MOST] if owner else ()
    found = []
    for draft in drafts:
        spec = specs().get(draft.spec_id)
        if spec is None:
            continue
        params, issues = coerce_form(spec, draft.values)
        wrong = {issue.field for issue in [*issues, *validate(spec, params)]}
        pictures = spec.by_role("picture")
        left_out = wrong | ({pictures.name} if pictures else set())
        kept = {name: value for name, value in params.items() if belongs_to_look(spec, name) and name not in left_out}
        if kept:
            found.append({"name": name_model(spec), "spec": spec.id, "params": kept})
    return sorted(found, key=lambda entry: str(entry["spec"]))


def keep_settings(owner: Owner, entry: dict[str, Any]) -> str:
    """Put the settings into the form of their model, in place of those that it has; its words and pictures stay."""
    spec, params, _ = read_params(owner, entry)
    if image_keys(spec, params):
        raise PresetRefused("Settings have no pictures.")
    pictures = spec.by_role("picture")
    stays = {pictures.name} if pictures else set()
    before = load_draft(owner, spec)
    kept = {name: value for name, value in before.items() if not belongs_to_look(spec, name) or name in stays}
    save_values(owner, spec, kept | as_raw(params))
    return ""
