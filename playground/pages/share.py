"""The public page behind a share link."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import Truncator
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.owners import ensure_owner
from playground.accounts.public_origin import public_origin
from playground.catalog.loading import specs
from playground.generations.models import Generation, Share
from playground.generations.models.lineage import Relation
from playground.generations.storage.quota import StorageFull
from playground.generations.submission.copy_shared_inputs import copy_shared_inputs, match_roles
from playground.pages.cards import Card, Shot
from playground.pages.details import list_parameters
from playground.pages.draft_values import save_values
from playground.pages.form_lineage import note_origin
from playground.pages.forms import SpecForm
from playground.pages.messages import GONE
from playground.pages.panel import show_panel, studio_url
from playground.pages.reference_roles import write_roles
from playground.pages.requests import HtmxHttpRequest
from playground.pages.shared_files import find_shared, shared_name
from playground.pages.snippet import Snippet, SnippetOptions, known_language, print_generation
from playground.pages.typed_values import as_typed
from playground.snippets.registry import LANGUAGES

LOST_INPUTS = "Some input pictures no longer exist. Choose your own instead."
WITHOUT_INPUTS = "The input pictures were not shared. Choose your own."
BARE_CREDIT = "A picture from the playground"
BARE_SKETCH = "A sketch, drawn by the playground itself"


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """A picture with its public address and the name of its download, which holds no unshared words."""

    shot: Shot
    url: str
    name: str
    alt: str


@require_safe
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the shared generation to anyone who has the link."""
    try:
        link = find_shared(slug)
    except Http404:
        return _explain_end(request, slug)
    card = Card(link.generation)
    context = {
        "link": link,
        "card": card,
        "generation": link.generation,
        "pictures": list_pictures(link, card),
        "credit": _credit(link, card),
        "canonical": f"{public_origin(request)}{link.get_absolute_url()}",
        "chosen": known_language(request.GET.get("language", "")),
        # What is not shared is not even given to the template.
        **({} if link.picture_only else _recipe_context(link.generation)),
    }
    response = render(request, "share/share.html", context)
    # A link is meant for the people who got it. In a search engine anybody could find the picture.
    response["X-Robots-Tag"] = "noindex"
    # The page contains a CSRF token, so shared caches must not keep it, unlike the pictures.
    response["Cache-Control"] = "private, no-cache"
    return response


def _recipe_context(generation: Generation) -> dict[str, object]:
    printed = [print_generation(generation, SnippetOptions(language, strangers=True)) for language in LANGUAGES]
    snippets: list[Snippet] = [snippet for snippet in printed if snippet]
    return {"parameters": list_parameters(generation, strangers=True), "snippets": snippets}


def _credit(link: Share, card: Card) -> str:
    if not link.picture_only:
        return card.credit
    return BARE_SKETCH if card.is_sketch else BARE_CREDIT


def list_pictures(link: Share, card: Card) -> list[SharedPicture]:
    """Return the pictures of a link with their public addresses."""
    several = len(card.shots) > 1
    pictures = []
    for shot in card.shots:
        url = f"{link.get_absolute_url()}picture-{shot.number}.{shot.picture.format}"
        name = shared_name(link, shot.picture, shot.number if several else 0)
        alt = Truncator(link.heading).chars(120) + (f", {shot.number} of {len(card.shots)}" if several else "")
        pictures.append(SharedPicture(shot, url, name, alt))
    return pictures


def _explain_end(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a link was withdrawn or has expired; for an address that was never one, raise 404."""
    link = get_object_or_404(Share.objects.select_related("generation"), slug=slug)
    # A deleted picture is as good as a revoked link, and nobody else needs to know which it was.
    withdrawn = link.revoked is not None or link.generation.deleted is not None
    response = render(request, "share/ended.html", {"withdrawn": withdrawn}, status=404)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def open_in_playground(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """Put the shared recipe into the visitor's own form, and keep the picture on the stage."""
    link = find_shared(slug)
    if link.picture_only:
        raise Http404("The recipe of this picture is not shared.")
    owner = ensure_owner(request)
    generation = link.generation
    spec = generation.spec
    if spec is None:
        return show_panel(request, SpecForm(next(iter(specs().values())), owner, {}), [GONE])
    params = generation.asked | generation.seed_param
    parameter = spec.by_role("picture")
    notices, roles = [], dict[str, str]()
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
            roles = match_roles(generation, copies)
            notices += [lost] if len(copies) < len(generation.inputs.all()) else []
        else:
            notices.append(WITHOUT_INPUTS)
    values = as_typed(params) | note_origin(Relation.REMIX, slug) | write_roles(roles)
    save_values(owner, spec, values)
    response = show_panel(request, SpecForm(spec, owner, values), notices)
    if not request.htmx:
        response = redirect(studio_url(spec, shared=slug))
    return response
