"""Serves image files: to their owner, and for a day to anyone who has the unguessable URL."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.generations.models import Asset, Picture
from playground.generations.storage.links import UNSIGNED_FOR
from playground.generations.storage.serve import name_file, serve
from playground.pages.file_naming import USUAL_NAME, download_name_for
from playground.pages.picture_urls import file_name
from playground.pages.thumbnails import find_thumbnail

OWNERS_CACHE = "private, max-age=31536000, immutable"


@require_safe
def owned_file(request: HttpRequest, id: UUID, name: str) -> HttpResponseBase:
    """Serve a picture, an upload, or one of their thumbnails to its owner."""
    owner = find_owner(request)
    image = _find(owner, id=id)
    if image is None:
        raise Http404("There is no such picture.")
    key = image.thumbnail_keys.get(name.removesuffix(".webp"), "")
    if key and find_thumbnail(request, image, key):
        return serve(request, image, key=key, cache=OWNERS_CACHE)
    # When the picture is sent in place of its thumbnail, browsers must not cache it under the URL of the thumbnail.
    response = serve(request, image, cache="private, no-store" if key else OWNERS_CACHE)
    asked = request.GET.get("download")
    if asked is None:
        return name_file(response, file_name(image))
    # Not kept by the browser without asking, since the person may choose another pattern for names.
    response["Cache-Control"] = "private, no-cache"
    name = file_name(image) if asked == USUAL_NAME else download_name_for(owner, image)
    return name_file(response, name, is_download=True)


@require_safe
def bare_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a picture at its API URL: for a day to anyone who has the URL, then only to its owner."""
    key = f"images/{name}"
    image = _find(find_owner(request), key=key) or _find_unsigned(key)
    if image is None:
        raise Http404("There is no such picture.")
    # Not cached without asking, because the same URL stops working for strangers after a day.
    response = serve(request, image, cache="private, no-cache")
    # Web pages of API clients show results by these URLs.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _find(owner: Owner | None, **lookup: object) -> Picture | Asset | None:
    pictures = Picture.objects.visible_to(owner).filter(**lookup).select_related("generation")
    return pictures.first() or Asset.objects.visible_to(owner).filter(**lookup).first()


def _find_unsigned(key: str) -> Picture | Asset | None:
    # Clients of an API load a result by its plain URL, without the key that requested it.
    since = timezone.now() - UNSIGNED_FOR
    pictures = Picture.objects.filter(key=key, created__gt=since, generation__deleted=None).select_related("generation")
    return pictures.first() or Asset.objects.filter(key=key, created__gt=since).first()
