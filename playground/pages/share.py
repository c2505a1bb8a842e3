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
from playground.pages.busy import person_of
from playground.pages.cards import Card
from playground.pages.details import list_parameters
from playground.pages.draft_values import save_values
from playground.pages.forms import SpecForm, as_raw
from playground.pages.lookups import with_images
from playground.pages.panel import show_panel
from playground.pages.requests import HtmxHttpRequest
from playground.pages.reuse import GONE
from playground.pages.snippet import Printing, known_language, print_generation
from playground.snippets.registry import LANGUAGES

# Caches ask again each time, so that revoking holds at once.
CACHE = "public, no-cache"
LOST_INPUTS = "Not every input picture of this recipe is still there: choose your own in their place."
WITHOUT_INPUTS = "The input pictures of this recipe were not shared: choose your own."


@require_safe
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was shared, to whoever has the link."""
    link = _find(slug)
    generation = link.generation
    printed = [print_generation(generation, Printing(language, strangers=True)) for language in LANGUAGES]
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
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


def _find(slug: str) -> Share:
    link = get_object_or_404(Share.objects.open(), slug=slug)
    link.generation = with_images(Generation.objects.all()).get(id=link.generation_id)
    return link


@require_safe
def picture(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponseBase:
    """Serve a shared picture; `number` counts from 1."""
    link = _find(slug)
    shown = _picture(link.generation, number)
    if link.generation.inputs.all() and not link.include_inputs:
        response = _serve_without_inputs(request, shown)
    else:
        response = serve(request, shown, cache=CACHE)
    return _for_other_sites(response)


def _serve_without_inputs(request: HttpRequest, picture: Picture) -> HttpResponseBase:
    """Answer with the file without the hashes of its input pictures: they would prove which ones they were."""
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
    """Let any page show the picture, as whoever has the link may see it."""
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def input_picture(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponseBase:
    """Serve an input picture, where the owner chose to include it."""
    link = _find(slug)
    inputs = list(link.generation.inputs.all()) if link.include_inputs else []
    if not 1 <= number <= len(inputs):
        raise Http404("There is no such picture.")
    return _for_other_sites(serve(request, inputs[number - 1].image, cache=CACHE))


@require_safe
def link_preview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve the JPEG that other sites show beside the link; it is made once and kept beside the picture."""
    shown = _picture(_find(slug).generation, 1)
    if not default_storage.exists(shown.link_preview_key):
        try:
            with DECODES.take(person_of(request)):
                content = make_link_preview(shown.read())
        except FileNotFoundError as error:
            raise Http404("The file of this picture is missing.") from error
        default_storage.save(shown.link_preview_key, ContentFile(content))
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
        params.pop(parameter.name, None)
        if link.include_inputs:
            try:
                taken = copy_shared_inputs(generation, owner)
            except StorageFull as full:
                taken, lost = [], full.sentence
            else:
                lost = LOST_INPUTS
            params[parameter.name] = [asset.key for asset in taken]
            notices += [lost] if len(taken) < len(generation.inputs.all()) else []
        else:
            notices.append(WITHOUT_INPUTS)
    values = as_raw(params)
    save_values(owner, spec, values)
    return show_panel(request, SpecForm(spec, owner, values), notices)
