"""The list of sweeps; deletes and restores them."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, F, OuterRef, Q, Subquery, UUIDField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.generations.models import Picture, Status
from playground.pages.sweep import find_sweep
from playground.sweeps.making import delete_sweep, find_deleted, restore_sweep
from playground.sweeps.models import Cell, Sweep


@require_safe
def sweeps(request: HttpRequest) -> HttpResponse:
    """List the sweeps, the newest first."""
    found = _with_covers(find_owner(request))
    covers = Picture.objects.filter(generation__in=[cover for one in found if (cover := getattr(one, "cover", None))])
    pictures: dict[UUID | None, Picture] = {one.generation_id: one for one in covers.filter(position=0, lost=False)}
    listed = [(one, pictures.get(getattr(one, "cover", None))) for one in found]
    return render(request, "sweep/list.html", {"listed": listed})


def _with_covers(owner: Owner | None) -> list[Sweep]:
    """Return the sweeps, each with `made` and `all_cells`, their numbers, and `cover`, the first generation."""
    done = Cell.objects.filter(sweep=OuterRef("pk"), generation__status=Status.DONE, generation__deleted=None)
    is_made = Q(cells__generation__status=Status.DONE, cells__generation__deleted=None)
    counted = Sweep.objects.visible_to(owner).annotate(
        all_cells=F("rows") * F("columns"),
        made=Count("cells", filter=is_made),
        cover=Subquery(done.order_by("row", "column").values("generation")[:1], output_field=UUIDField()),
    )
    return list(counted.order_by("-created", "-id"))


@require_POST
def delete(request: HttpRequest, id: UUID) -> HttpResponse:
    """Delete a sweep; the next page offers to undo that."""
    found = find_sweep(request, id)
    delete_sweep(found)
    messages.info(request, render_to_string("sweep/_undo.html", {"sweep": found}))
    return HttpResponseRedirect(reverse("sweeps"))


@require_POST
def restore(request: HttpRequest, id: UUID) -> HttpResponse:
    deleted = find_deleted(find_owner(request), id)
    if deleted is not None:
        restore_sweep(deleted)
    return HttpResponseRedirect(find_sweep(request, id).get_absolute_url())
