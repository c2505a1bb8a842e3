"""Picture files that are dropped or pasted on a page without a form become references of the form used last."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.catalog.spec import ModelSpec
from playground.generations.storage.store import store_asset
from playground.imaging.decoding import DECODES
from playground.imaging.errors import UploadRefused
from playground.library.messages import count_pictures
from playground.pages.current_form import read_current_form
from playground.pages.draft_values import latest_spec
from playground.pages.picture_models import find_editor, name_model, picture_limit, takers
from playground.pages.references import add_keys
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse
from playground.pages.too_busy import person_of
from playground.stores.disk_space import DiskFull
from playground.work_limits import Person

NO_FILE = "No file was sent. Choose a PNG, JPEG or WebP picture of up to 20 MB."
TOO_MANY = "{name} takes {limit}; the other files were left out."


@require_safe
def offer_reference(request: HttpRequest) -> HttpResponse:
    """Show the notice in which a script puts the files."""
    target = _choose_target(latest_spec(find_owner(request)))
    return render(request, "recall/reference.html", {"model": name_model(target)})


@require_POST
def refer_to_files(request: HtmxHttpRequest) -> HttpResponse:
    """Add the posted files to the pictures of the form; if its model takes none, to those of the nearest that does."""
    # Determined before a new guest gets an owner; `person_of` says why.
    person = person_of(request)
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    target = _choose_target(form.spec)
    files, limit = request.FILES.getlist("picture"), picture_limit(target)
    if not files:
        return refuse(request, NO_FILE, reverse("recall"))
    keys, reasons = _store(owner, person, files[:limit])
    if len(files) > limit:
        reasons.append(TOO_MANY.format(name=name_model(target), limit=count_pictures(limit)))
    if not keys:
        return refuse(request, " ".join(reasons), reverse("recall"))
    return add_keys(request, owner, form, target, keys, reasons)


def _choose_target(spec: ModelSpec) -> ModelSpec:
    return spec if spec.by_role("picture") else find_editor(spec) or takers(spec)[0]


def _store(owner: Owner, person: Person, files: Sequence["UploadedFile[bytes]"]) -> tuple[list[str], list[str]]:
    """Return the keys of the files that are pictures, and a sentence for each that is none."""
    keys, reasons = [], []
    for file in files:
        try:
            # One place for each, so that others get their turn in between.
            with DECODES.take(person):
                keys.append(store_asset(owner, file).key)
        except (UploadRefused, DiskFull) as error:
            reasons.append(f"{file.name}: {error.sentence}")
    return list(dict.fromkeys(keys)), reasons
