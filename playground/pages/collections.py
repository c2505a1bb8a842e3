"""Collections: their list, and a page for each, where its pictures are put in order."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery, UUIDField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.generations.models import Picture
from playground.library.collections import (
    create_collection,
    delete_collection,
    find_deleted,
    items_of,
    kept_collections,
    move_after,
    move_item,
    rename_collection,
    restore_collection,
    step_item,
)
from playground.library.errors import LibraryRefused
from playground.library.models import Collection, CollectionItem
from playground.library.models.collection import LONGEST_NAME
from playground.pages.collection_page import load_items
from playground.pages.deletable import find_deletable
from playground.pages.redirects import page_before
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse

# More than that have no picture on their cover.
MOST_COVERS = 100


@require_http_methods(["GET", "HEAD", "POST"])
def collections(request: HtmxHttpRequest) -> HttpResponse:
    """List the collections; a POST makes one."""
    if request.method == "POST":
        try:
            made = create_collection(ensure_owner(request), request.POST.get("name", ""))
        except LibraryRefused as error:
            return refuse(request, error.sentence, reverse("collections"))
        return HttpResponseRedirect(made.get_absolute_url())
    found = _with_covers(find_owner(request))
    pictures = _load_covers(found)
    covers = [(one, pictures.get(getattr(one, "cover", None))) for one in found]
    context = {"covers": covers, "longest_name": LONGEST_NAME}
    return render(request, "collections/collections.html", context)


def _with_covers(owner: Owner | None) -> list[Collection]:
    """Return the collections by name, each with `pictures`, their number, and `cover`, the first generation."""
    shown = CollectionItem.objects.filter(collection=OuterRef("pk"), entry__deleted=None).order_by("position", "id")
    counted = Collection.objects.visible_to(owner).annotate(
        pictures=Count("items", filter=Q(items__entry__deleted=None)),
        cover=Subquery(shown.values("entry__generation")[:1], output_field=UUIDField()),
    )
    return list(counted.order_by("key"))


def _load_covers(found: list[Collection]) -> dict[UUID | None, Picture]:
    ids = [getattr(collection, "cover", None) for collection in found[:MOST_COVERS]]
    pictures = Picture.objects.filter(generation__in=[id_ for id_ in ids if id_], position=0, lost=False)
    return {picture.generation_id: picture for picture in pictures}


def _find(request: HttpRequest, id: UUID) -> Collection:
    return get_object_or_404(Collection.objects.visible_to(find_owner(request)).select_related("owner"), pk=id)


@require_safe
def collection(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show the pictures of a collection in their order."""
    found = _find(request, id)
    context = {
        "collection": found,
        "items": load_items(found, request.GET.get("after", "")),
        "total": items_of(found).count(),
        "longest_name": LONGEST_NAME,
    }
    return render(request, "collections/collection.html", context)


@require_POST
def rename(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    found = _find(request, id)
    try:
        rename_collection(found, request.POST.get("name", ""))
    except LibraryRefused as error:
        return refuse(request, error.sentence, found.get_absolute_url())
    messages.info(request, f"Renamed to {found.name}.")
    return HttpResponseRedirect(found.get_absolute_url())


@require_POST
def delete(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Delete a collection; the next page offers to undo that."""
    found = find_deletable(request, kept_collections(), pk=id)
    delete_collection(found)
    messages.info(request, render_to_string("collections/_undo.html", {"collection": found}))
    return HttpResponseRedirect(reverse("collections"))


@require_POST
def restore(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    owner = find_owner(request)
    deleted = find_deleted(owner, id)
    if deleted is None:
        return HttpResponseRedirect(_find(request, id).get_absolute_url())
    try:
        restore_collection(deleted)
    except LibraryRefused as error:
        return refuse(request, error.sentence, reverse("collections"))
    return HttpResponseRedirect(deleted.get_absolute_url())


@require_POST
def move(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Move an item before or after another one, or by one place: `item` with `before`, `after` or `step`."""
    found = _find(request, id)
    item, step = _read_id(request.POST.get("item", "")), request.POST.get("step", "")
    if step in ("-1", "1"):
        moved = step_item(found, item, int(step))
    elif "after" in request.POST:
        moved = move_after(found, item, _read_id(request.POST["after"]))
    else:
        moved = move_item(found, item, _read_id(request.POST.get("before", "")))
    if request.htmx:
        return HttpResponse(status=204 if moved else 409)
    return HttpResponseRedirect(page_before(request, "collection", id))


def _read_id(text: str) -> int:
    # No item has the number 0.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
