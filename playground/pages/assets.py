"""Adds a picture to the form: an upload, a picture of the history by its key, or one of another site by its URL."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.generations.storage.fetch import NotFetched, fetch_file
from playground.generations.storage.store import store_asset
from playground.generations.submission.inputs import find_by_key
from playground.imaging.decoding import DECODES
from playground.imaging.errors import UploadRefused
from playground.imaging.messages import ACCEPTED
from playground.pages.picture_items import picture_item
from playground.pages.too_busy import person_of
from playground.stores.disk_space import DiskFull
from playground.work_limits import Person, WorkLimit

# How many pictures of other sites are fetched at the same time while a page waits for them.
FETCHES = WorkLimit(working=3, waiting=3, per_owner=2, per_address=3)
SAVE_FIRST = "Save the picture first, then choose the file."


@require_POST
def add_asset(request: HttpRequest) -> HttpResponse:
    """Return the picture as an item of the form, or 422 with an error message."""
    # Determined before a new guest gets an owner; `person_of` says why.
    person = person_of(request)
    owner = ensure_owner(request)
    key = request.POST.get("key", "")
    url = request.POST.get("url", "")
    if key:
        # Only the owner's own pictures are found, so a key that somebody guesses reveals nothing.
        image = find_by_key(owner, [key]).get(key)
        if image is None:
            return _refuse("This picture no longer exists.")
        return _show(request, picture_item(image))
    try:
        file = _fetch(url, person) if url else request.FILES.get("asset")
        if file is None:
            return _refuse(f"No file was sent. Choose {ACCEPTED} of up to 20 MB.")
        # Decoding takes processor time from the pages of everybody, so one person gets only a few places.
        with DECODES.take(person):
            asset = store_asset(owner, file)
        return _show(request, picture_item(asset))
    except NotFetched as error:
        return _refuse(f"{error.sentence} {SAVE_FIRST}")
    except (UploadRefused, DiskFull) as error:
        return _refuse(f"{error.sentence} {SAVE_FIRST}" if url else error.sentence)


def _fetch(url: str, person: Person) -> "UploadedFile[bytes]":
    # Another site may take its time, so few threads wait for one.
    with FETCHES.take(person):
        return fetch_file(url)


def _show(request: HttpRequest, item: dict[str, object]) -> HttpResponse:
    name = request.POST.get("name", "imageUrl")
    return render(request, "fields/_picture.html", {"item": item, "name": name})


def _refuse(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")
