"""The public page behind a share link."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.owners import ensure_owner
from playground.accounts.public_origin import public_origin
from playground.catalog.loading import specs
from playground.generations.models import Generation, Picture, Share
from playground.generations.storage.quota import StorageFull
from playground.generations.storage.serve import serve
from playground.generations.storage.stored_bytes import count_derived
from playground.generations.submission.copy_shared_inputs import copy_shared_inputs
from playground.imaging.containers import embed_recipe, read_recipe
from playground.imaging.decoding import DECODES
from playground.imaging.thumbnails import make_link_preview
from playground.pages.cards import Card
from playground.pages.details import list_parameters
from playground.pages.draft_values import save_values
from playground.pages.forms import SpecForm, as_raw
from playground.pages.lookups import with_images
from playground.pages.panel import show_panel
from playground.pages.requests import HtmxHttpRequest
from playground.pages.reuse import GONE
from playground.pages.snippet import SnippetOptions, known_language, print_generation
from playground.pages.too_busy import person_of
from playground.snippets.registry import LANGUAGES

# Caches must revalidate each time, so that a revoked link stops working immediately.
CACHE = "public, no-cache"
LOST_INPUTS = "Some input pictures of this recipe no longer exist. Choose your own instead."
WITHOUT_INPUTS = "The input pictures of this recipe were not shared. Choose your own."


@require_safe
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the shared generation to anyone who has the link."""
    link = _find(slug)
    generation = link.generation
    printed = [print_generation(generation, SnippetOptions(language, strangers=True)) for language in LANGUAGES]
    card = Card(generation)
    context = {
        "link": link,
        "card": card,
        "generation": generation,
        "parameters": list_parameters(generation, strangers=True),
        "snippets": [snippet for snippet in printed if snippet],
        "chosen": known_language(request.GET.get("language", "")),
        "canonical": f"{public_origin(request)}{link.get_absolute_url()}",
    }
    response = render(request, "share/share.html", context)
    # A link is meant for the people who got it. In a search engine anybody could find the picture.
    response["X-Robots-Tag"] = "noindex"
    # The page contains a CSRF token, so shared caches must not keep it, unlike the pictures.
    response["Cache-Control"] = "private, no-cache"
    return response


def _find(slug: str) -> Share:
    link = get_object_or_404(Share.objects.open(), slug=slug)
    # Every view of a link needs the images, and `select_related` cannot load several rows per generation.
    link.generation = with_images(Generation.objects.all()).get(id=link.generation_id)
    return link


@require_safe
def picture(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponseBase:
    """Serve a shared picture; `number` counts from 1."""
    link = _find(slug)
    shown = _picture(link.generation, number)
    # A picture without inputs has no hashes to remove, and can be sent without reading it.
    if link.generation.inputs.all() and not link.include_inputs:
        response = _serve_without_inputs(request, shown)
    else:
        response = serve(request, shown, cache=CACHE)
    return _for_other_sites(response)


def _serve_without_inputs(request: HttpRequest, picture: Picture) -> HttpResponseBase:
    """Return the file without the hashes of its input pictures.

    Somebody who has the same pictures could otherwise prove that they were used.
    """
    # A different file than the owner's needs a different entity tag.
    etag = f'"{picture.sha256[:32]}-shared"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        try:
            content = picture.read()
        except FileNotFoundError as error:
            raise Http404("The file of this picture is missing.") from error
        recipe = {name: value for name, value in (read_recipe(content) or {}).items() if name != "inputs"}
        response = HttpResponse(embed_recipe(content, picture.format, recipe), content_type=picture.content_type)
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _for_other_sites(response: HttpResponseBase) -> HttpResponseBase:
    """Allow other sites to embed the picture, which anyone with the link may see."""
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def input_picture(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponseBase:
    """Serve an input picture, if the owner chose to include them."""
    link = _find(slug)
    inputs = list(link.generation.inputs.all()) if link.include_inputs else []
    if not 1 <= number <= len(inputs):
        raise Http404("There is no such picture.")
    return _for_other_sites(serve(request, inputs[number - 1].image, cache=CACHE))


@require_safe
def link_preview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve the preview JPEG that other sites show with the link; it is made once and stored."""
    shown = _picture(_find(slug).generation, 1)
    if not default_storage.exists(shown.link_preview_key):
        try:
            with DECODES.take(person_of(request)):
                content = make_link_preview(shown.read())
        except FileNotFoundError as error:
            raise Http404("The file of this picture is missing.") from error
        default_storage.save(shown.link_preview_key, ContentFile(content))
        # The counts of the owner and of the picture change together or not at all.
        with transaction.atomic():
            count_derived(shown, len(content))
    with default_storage.open(shown.link_preview_key) as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Cache-Control"] = CACHE
    return _for_other_sites(response)


def _picture(generation: Generation, number: int) -> Picture:
    pictures = list(generation.pictures.all())
    if not 1 <= number <= len(pictures):
        raise Http404("There is no such picture.")
    return pictures[number - 1]


@require_POST
def open_in_playground(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """Put the shared recipe into the visitor's own form."""
    link = _find(slug)
    owner = ensure_owner(request)
    generation = link.generation
    spec = generation.spec
    if spec is None:
        return show_panel(request, SpecForm(next(iter(specs().values())), owner, {}), [GONE])
    params = generation.asked | {"seed": generation.seed}
    parameter = spec.by_role("picture")
    notices = []
    if parameter is not None and generation.inputs.all():
        # The keys belong to the owner of the link. A visitor's form may only name pictures of the visitor.
        params.pop(parameter.name, None)
        if link.include_inputs:
            try:
                copies = copy_shared_inputs(generation, owner)
            except StorageFull as full:
                copies, lost = [], full.sentence
            else:
                lost = LOST_INPUTS
            params[parameter.name] = [asset.key for asset in copies]
            notices += [lost] if len(copies) < len(generation.inputs.all()) else []
        else:
            notices.append(WITHOUT_INPUTS)
    values = as_raw(params)
    save_values(owner, spec, values)
    return show_panel(request, SpecForm(spec, owner, values), notices)
