"""Takes all presets away as one JSON file, and reads such a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.owners import ensure_owner, find_owner
from playground.presets.saving import PresetRefused
from playground.presets.transfer import LARGEST_FILE, Imported, export_presets, import_presets

PAGE = "presets/import.html"


@require_safe
def download_presets(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(export_presets(find_owner(request)), content_type="application/json")
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
        imported = import_presets(ensure_owner(request), file.read(LARGEST_FILE + 1))
    except PresetRefused as error:
        return render(request, PAGE, {"problem": error.sentence}, status=422)
    return render(request, PAGE, {"imported": imported, "said": _describe(imported)})


def _describe(imported: Imported) -> str:
    parts = [f"{count} {kind if count != 1 else kind[:-1]}" for kind, count in imported.counts.items() if count]
    return f"Saved {', '.join(parts)}." if parts else "Nothing was saved."
