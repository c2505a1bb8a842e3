"""The public link to a sweep: makes and revokes it, and shows the page behind it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from playground.generations.models import Picture, Status
from playground.generations.storage.serve import name_file, serve
from playground.pages.field_text import say_value
from playground.pages.shared_files import CACHE, serve_bare
from playground.pages.sweep import find_sweep
from playground.pages.sweep_cells import CellView
from playground.pages.sweep_grid import Grid
from playground.pages.sweep_labels import find_base
from playground.pages.thumbnails import find_thumbnail
from playground.sweeps.models import Sweep, SweepShare


@require_POST
def share(request: HttpRequest, id: UUID) -> HttpResponse:
    """Make the link, or change what its page shows."""
    found = find_sweep(request, id)
    # An open link is kept, because it may have been sent to somebody already.
    link = found.shares.filter(revoked=None).first() or SweepShare(sweep=found)
    link.shows_prompt = "shows_prompt" in request.POST
    link.save()
    return HttpResponseRedirect(f"{found.get_absolute_url()}?share")


@require_POST
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    found = find_sweep(request, id)
    # Two clicks at the same time could have made two links.
    for link in found.shares.filter(revoked=None):
        link.revoke()
    messages.info(request, "The link was revoked and no longer works.")
    return HttpResponseRedirect(found.get_absolute_url())


def find_link(slug: str) -> SweepShare:
    """Return an open link with its sweep, or raise 404."""
    if "\0" in slug:
        # PostgreSQL refuses the character even in a comparison.
        raise Http404("There is no such link.")
    return get_object_or_404(SweepShare.objects.open().select_related("sweep__owner"), slug=slug)


@require_safe
def shared_sweep(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the grid to anyone who has the link: its pictures, and the words of its axes."""
    link = find_link(slug)
    grid = Grid(link.sweep, {})
    context = {
        "link": link,
        "grid": grid,
        "titles": grid.titles,
        "columns": [line.label.words for line in grid.columns],
        "rows": [
            (line.label.words, [(view.name, _address(link, view), _size(view)) for view in line.cells])
            for line in grid.rows
        ],
        # What is not shared is not even given to the template.
        "settings": list_settings(link.sweep) if link.shows_prompt else [],
    }
    response = render(request, "sweep/shared.html", context)
    # A link is meant for the people who got it. In a search engine anybody could find the pictures.
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


def _address(link: SweepShare, view: CellView) -> str:
    """Return the public address of the picture of a cell, or "" where there is none."""
    if not (view.card and view.card.is_done and view.card.shots):
        return ""
    return reverse("shared_sweep_picture", args=[link.slug, view.cell.row, view.cell.column])


def _size(view: CellView) -> tuple[int, int]:
    generation = view.card.generation if view.card else None
    return (generation.width, generation.height) if generation else (1, 1)


def list_settings(sweep: Sweep) -> list[tuple[str, str]]:
    """Return the prompt and the settings that all cells share, without pictures."""
    spec = find_base(sweep.spec_id)
    if spec is None:
        return []
    known = {one.name: one for one in spec.parameters if one.kind not in ("image", "images")}
    values = [(known[name].title, say_value(value)) for name, value in sweep.params.items() if name in known]
    return [("Model", spec.title), *values]


@require_safe
def shared_picture(request: HttpRequest, slug: str, row: int, column: int) -> HttpResponseBase:
    """Serve a picture of a shared grid, `small` as its thumbnail, without the recipe in its file."""
    link = find_link(slug)
    places = link.sweep.cells.filter(row=row, column=column, generation__status=Status.DONE, generation__deleted=None)
    picture = Picture.objects.filter(generation__cells__in=places, lost=False).order_by("position").first()
    if picture is None:
        raise Http404("There is no such picture.")
    small = picture.thumbnail_keys["small"] if "small" in request.GET else ""
    name = f"picture-{row + 1}-{column + 1}"
    if small and find_thumbnail(request, picture, small):
        return name_file(serve(request, picture, cache=CACHE, key=small), f"{name}-small.webp")
    response = serve_bare(request, picture)
    if small:
        # Not to be kept under the address of the thumbnail.
        response["Cache-Control"] = "private, no-store"
    return name_file(response, f"{name}.{picture.format}")
