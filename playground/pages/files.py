"""Image files: to their owner, and under their unguessable name for a day to anybody."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.generations.models import Asset, Picture
from playground.generations.storage.links import UNSIGNED_FOR
from playground.generations.storage.serve import serve
from playground.generations.storage.store import store_thumbnails
from playground.imaging.decoding import DECODES
from playground.pages.addresses import file_name
from playground.pages.busy import person_of
from playground.work_limits import TooBusy

# After this long a thumbnail that is missing will not be made by anybody else.
LATE = timedelta(minutes=1)
OWNERS_CACHE = "private, max-age=31536000, immutable"


@require_safe
def owned_file(request: HttpRequest, id: UUID, name: str) -> HttpResponseBase:
    """Serve a picture or an asset, or one of its thumbnails, to its owner."""
    owner = find_owner(request)
    image = _find(owner, id=id)
    if image is None:
        raise Http404("There is no such picture.")
    key = image.thumbnail_keys.get(name.removesuffix(".webp"), "")
    if key and image.created < timezone.now() - LATE and not default_storage.exists(key):
        # A worker that died between the picture and its thumbnails left them to us; if we are busy, the picture shows.
        with suppress(TooBusy), DECODES.take(person_of(request)):
            store_thumbnails([image])
    if key and default_storage.exists(key):
        return serve(request, image, key=key, cache=OWNERS_CACHE)
    # Until a thumbnail is made the picture itself stands in, which must not be kept under the thumbnail's address.
    response = serve(request, image, cache="private, no-store" if key else OWNERS_CACHE)
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{file_name(image)}"'
    return response


@require_safe
def bare_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a picture under its name on the wire: for a day to whoever has the name, then to its owner only."""
    key = f"images/{name}"
    image = _find(find_owner(request), key=key) or _find_recent(key)
    if image is None:
        raise Http404("There is no such picture.")
    response = serve(request, image, cache="private, no-cache")
    # Pages of API clients show results by these addresses.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _find(owner: Owner | None, **lookup: object) -> Picture | Asset | None:
    pictures = Picture.objects.visible_to(owner).filter(**lookup).select_related("generation")
    return pictures.first() or Asset.objects.visible_to(owner).filter(**lookup).first()


def _find_recent(key: str) -> Picture | Asset | None:
    since = timezone.now() - UNSIGNED_FOR
    pictures = Picture.objects.filter(key=key, created__gt=since, generation__deleted=None).select_related("generation")
    return pictures.first() or Asset.objects.filter(key=key, created__gt=since).first()
