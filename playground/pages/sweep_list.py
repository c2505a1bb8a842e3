"""The list of sweeps; deletes and restores them."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.owners import find_owner
from playground.generations.models import Picture, Status
from playground.pages.deletable import find_deletable
from playground.pages.listing import read_cursor, write_key
from playground.pages.requests import HtmxHttpRequest
from playground.pages.sweep import find_sweep
from playground.pages.toasts import refuse
from playground.sweeps.errors import SweepRefused
from playground.sweeps.making import delete_sweep, find_deleted, kept_sweeps, restore_sweep
from playground.sweeps.models import Cell, Sweep

PAGE = 48


@require_safe
def sweeps(request: HttpRequest) -> HttpResponse:
    """List the sweeps, the newest first."""
    found = Sweep.objects.visible_to(find_owner(request)).order_by("-created", "-id")
    if cursor := read_cursor(request.GET.get("before", "")):
        found = found.filter(created__lte=cursor[0]).exclude(created=cursor[0], id__gte=cursor[1])
    # One more shows whether there is another page.
    page = list(_with_covers(found)[: PAGE + 1])
    older = write_key(page[PAGE - 1].created, page[PAGE - 1].id) if len(page) > PAGE else ""
    covers = Picture.objects.filter(generation__in=[cover for one in page if (cover := getattr(one, "cover", None))])
    pictures: dict[UUID | None, Picture] = {one.generation_id: one for one in covers.filter(position=0, lost=False)}
    listed = [(one, pictures.get(getattr(one, "cover", None))) for one in page[:PAGE]]
    return render(request, "sweep/list.html", {"listed": listed, "older": older})


def _with_covers(found: QuerySet[Sweep]) -> QuerySet[Sweep]:
    """Return the sweeps, each with `made` and `all_cells`, their numbers, and `cover`, the first generation."""
    done = Cell.objects.filter(sweep=OuterRef("pk"), generation__status=Status.DONE, generation__deleted=None)
    number = done.order_by().values("sweep").annotate(number=Count("pk")).values("number")
    return found.annotate(
        all_cells=F("rows") * F("columns"),
        made=Coalesce(Subquery(number), 0),
        cover=Subquery(done.order_by("row", "column").values("generation")[:1], output_field=UUIDField()),
    )


@require_POST
def delete(request: HttpRequest, id: UUID) -> HttpResponse:
    """Delete a sweep; the next page offers to undo that."""
    found = find_deletable(request, kept_sweeps(), pk=id)
    delete_sweep(found)
    messages.info(request, render_to_string("sweep/_undo.html", {"sweep": found}))
    return HttpResponseRedirect(reverse("sweeps"))


@require_POST
def restore(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    deleted = find_deleted(find_owner(request), id)
    if deleted is not None:
        try:
            restore_sweep(deleted)
        except SweepRefused as error:
            return refuse(request, error.sentence, reverse("sweeps"))
    return HttpResponseRedirect(find_sweep(request, id).get_absolute_url())
