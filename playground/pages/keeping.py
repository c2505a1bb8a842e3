"""What a person keeps with a picture: its tags, its note and its collections."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.generations.models import Generation
from playground.library.collections import add_to_collection, ensure_collection, remove_from_collection
from playground.library.errors import LibraryRefused
from playground.library.marks import LONGEST_NOTE, save_note
from playground.library.models import Collection, Entry
from playground.library.models.collection import LONGEST_NAME
from playground.library.names import fold_name
from playground.library.tags import add_tags, complete_tag, remove_tag, remove_unused, tags_of
from playground.pages.lookups import find_generation
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import add_toast, refuse

KNOWN_COLLECTIONS = 20
# The texts of a note that a page may know of: what it has loaded, and what it has sent since.
MOST_FORMER = 3


def keeping_context(generation: Generation) -> dict[str, object]:
    """Return what the templates of this module need."""
    entry: Entry | None = getattr(generation, "entry", None)
    if entry is None:
        return {}
    return {
        "entry": entry,
        "tags": tags_of(entry),
        "collections": Collection.objects.filter(items__entry=entry, deleted=None).order_by("key"),
        "longest_note": LONGEST_NOTE,
    }


@require_POST
def tags(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Add the tags that were typed, or remove one."""
    found = find_generation(request, id)
    entry, owner = _entry_of(found), found.owner
    try:
        if (remove := request.POST.get("remove", "")).isdecimal():
            said = _untag(owner, entry, remove)
        else:
            names = ", ".join(tag.name for tag in add_tags(owner, entry, request.POST.get("text", "")))
            said = f"Tagged {names}" if names else "The picture has this tag already"
    except LibraryRefused as error:
        return refuse(request, error.sentence, f"{found.get_absolute_url()}#keeping")
    return _show(request, found, "keeping/_tags.html", said)


def _untag(owner: Owner, entry: Entry, text: str) -> str:
    # A number beyond what a database can hold names no tag, and `int` refuses thousands of digits.
    tag_id = int(text) if len(text) < len(str(2**63)) else 0
    name = remove_tag(owner, entry, tag_id)
    if not name:
        return "The picture does not have this tag"
    remove_unused(owner, [tag_id])
    return f"Removed the tag {name}"


@require_POST
def collect(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Add the picture to a collection, which is made if there is none of this name, or take it out of one."""
    found = find_generation(request, id)
    entry, owner = _entry_of(found), found.owner
    try:
        if "remove" in request.POST:
            collection = _find_collection(owner, request.POST["remove"])
            remove_from_collection(collection, entry)
            said = f"Removed from {collection.name}"
        else:
            collection = ensure_collection(owner, request.POST.get("name", ""))
            added = add_to_collection(collection, entry)
            said = f"Added to {collection.name}" if added else f"The picture is in {collection.name} already"
    except LibraryRefused as error:
        return refuse(request, error.sentence, f"{found.get_absolute_url()}#keeping")
    return _show(request, found, "keeping/_collections.html", said)


def _find_collection(owner: Owner, text: str) -> Collection:
    try:
        found = Collection.objects.visible_to(owner).filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise LibraryRefused("This collection no longer exists. Reload the page.")
    return found


@require_POST
def note(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Save the note; the script shows that it is saved, a page without script is loaded again."""
    found = find_generation(request, id)
    try:
        save_note(found.owner, id, request.POST.get("note", ""), request.POST.getlist("former")[:MOST_FORMER])
    except LibraryRefused as error:
        return refuse(request, error.sentence, f"{found.get_absolute_url()}#keeping")
    if request.htmx:
        return HttpResponse(status=204)
    messages.info(request, "Note saved.")
    return HttpResponseRedirect(f"{found.get_absolute_url()}#keeping")


@require_safe
def known_tags(request: HttpRequest) -> HttpResponse:
    """List the owner's tags that begin with what was typed after the last comma."""
    text = request.GET.get("text", "") or request.GET.get("tag", "")
    ahead, comma, start = text.rpartition(",")
    found = complete_tag(find_owner(request), start.strip()[:100])
    # A browser compares an option with the whole text.
    return render(request, "keeping/_known_tags.html", {"known_tags": found, "ahead": f"{ahead}, " if comma else ""})


@require_safe
def known_collections(request: HttpRequest) -> HttpResponse:
    """List the owner's collections that begin with what was typed."""
    typed = request.GET.get("name", "") or request.GET.get("collection", "")
    start = fold_name(typed[:LONGEST_NAME])
    found = Collection.objects.visible_to(find_owner(request)).filter(key__startswith=start).order_by("key")
    return render(request, "keeping/_known_collections.html", {"known_collections": found[:KNOWN_COLLECTIONS]})


def _entry_of(generation: Generation) -> Entry:
    entry: Entry | None = getattr(generation, "entry", None)
    if entry is None:
        raise Http404("There is no such picture.")
    return entry


def _show(request: HtmxHttpRequest, found: Generation, template: str, said: str) -> HttpResponse:
    if not request.htmx:
        messages.info(request, f"{said}.")
        return HttpResponseRedirect(f"{found.get_absolute_url()}#keeping")
    context = {"generation": found, **keeping_context(found)}
    return add_toast(render(request, template, context), f"{said}.")
