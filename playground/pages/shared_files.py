"""The files behind a share link: pictures, input pictures and the preview that other sites show."""

from collections.abc import Callable
from functools import partial

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from playground.generations.models import Generation, Picture, Share
from playground.generations.storage.serve import name_file, serve
from playground.generations.storage.store import store_derived
from playground.imaging.containers import embed_recipe, read_recipe
from playground.imaging.decoding import DECODES
from playground.imaging.metadata import remove_metadata
from playground.imaging.thumbnails import make_link_preview
from playground.pages.lookups import with_images
from playground.pages.picture_urls import file_name
from playground.pages.too_busy import person_of

# Caches must revalidate each time, so that a revoked link stops working immediately.
CACHE = "public, no-cache"


def find_shared(slug: str) -> Share:
    """Return an open link with its generation and all images, or raise 404."""
    if "\0" in slug:
        # PostgreSQL refuses the character even in a comparison.
        raise Http404("There is no such link.")
    link = get_object_or_404(Share.objects.open(), slug=slug)
    # Every view of a link needs the images, and `select_related` cannot load several rows per generation.
    link.generation = with_images(Generation.objects.all()).get(id=link.generation_id)
    return link


@require_safe
def picture(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponseBase:
    """Serve a shared picture; `number` counts from 1."""
    link = find_shared(slug)
    shown = _picture(link.generation, number)
    several = sum(not one.lost for one in link.generation.pictures.all()) > 1
    hides_inputs = bool(link.generation.inputs.all()) and not link.include_inputs
    # A file that says nothing that is not shared can be sent without reading it.
    if link.picture_only:
        response = serve_bare(request, shown)
    elif hides_inputs:
        response = _serve_with_less(request, shown, "shared", partial(_without_inputs, format=shown.format))
    else:
        response = serve(request, shown, cache=CACHE)
    return _for_other_sites(name_file(response, shared_name(link, shown, number if several else 0)))


def shared_name(link: Share, picture: Picture, number: int) -> str:
    """Return the name under which a shared picture is saved, which holds no unshared words; `number` is 0 for one."""
    if not link.picture_only and not link.title:
        return file_name(picture, link.generation)
    ending = f"-{number}" if number else ""
    return f"{slugify(link.title) or 'picture'}{ending}.{picture.format}"


def serve_bare(request: HttpRequest, picture: Picture) -> HttpResponseBase:
    """Return the file without all of its metadata: the recipe has the prompt, and an API may have written it, too."""
    return _serve_with_less(request, picture, "bare", remove_metadata)


def _serve_with_less(
    request: HttpRequest, picture: Picture, name: str, reduce: Callable[[bytes], bytes]
) -> HttpResponseBase:
    """Return the file without what the owner does not share."""
    # A different file than the owner's needs a different entity tag.
    etag = f'"{picture.sha256[:32]}-{name}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        try:
            content = picture.read()
        except FileNotFoundError as error:
            raise Http404("The file of this picture is missing.") from error
        response = HttpResponse(reduce(content), content_type=picture.content_type)
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _without_inputs(content: bytes, format: str) -> bytes:
    """Return the file without the hashes of its input pictures.

    Somebody who has the same pictures could otherwise prove that they were used.
    """
    recipe = {name: value for name, value in (read_recipe(content) or {}).items() if name != "inputs"}
    return embed_recipe(content, format, recipe)


def _for_other_sites(response: HttpResponseBase) -> HttpResponseBase:
    """Allow other sites to embed the picture, which anyone with the link may see."""
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def input_picture(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponseBase:
    """Serve an input picture, if the owner chose to include them."""
    link = find_shared(slug)
    inputs = list(link.generation.inputs.all()) if link.shows_inputs else []
    if not 1 <= number <= len(inputs):
        raise Http404("There is no such picture.")
    return _for_other_sites(serve(request, inputs[number - 1].image, cache=CACHE))


@require_safe
def link_preview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve the preview JPEG that other sites show with the link; it is made once and stored."""
    shown = _picture(find_shared(slug).generation, 1)
    if not default_storage.exists(shown.link_preview_key):
        _make_preview(request, shown)
    with default_storage.open(shown.link_preview_key) as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Cache-Control"] = CACHE
    return _for_other_sites(response)


def _make_preview(request: HttpRequest, shown: Picture) -> None:
    try:
        with DECODES.take(person_of(request)):
            # The crawlers of a chat come together. While this one waited, another may have made the preview.
            if default_storage.exists(shown.link_preview_key):
                return
            content = make_link_preview(shown.read())
    except FileNotFoundError as error:
        raise Http404("The file of this picture is missing.") from error
    if not store_derived(shown, {shown.link_preview_key: content}):
        raise Http404("There is no such picture.")


def _picture(generation: Generation, number: int) -> Picture:
    pictures = list(generation.pictures.all())
    if not 1 <= number <= len(pictures):
        raise Http404("There is no such picture.")
    return pictures[number - 1]
