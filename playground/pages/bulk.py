"""Changes many pictures at once: asks first where it matters, shows progress, and offers to undo."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.generations.models import Generation
from playground.library.bulk.actions import UNDOABLE, links_of
from playground.library.bulk.changes import begin, begin_undo, can_undo, count_affected, go_on
from playground.library.bulk.selection import Selection, check_search, read_selection
from playground.library.collections import ensure_collection
from playground.library.errors import LibraryRefused
from playground.library.marks import read_changes, read_marks, toggles
from playground.library.messages import STAYING, ask_change, describe_change
from playground.library.models import Action, BulkChange, Collection, State, Tag
from playground.library.models.collection import LONGEST_NAME
from playground.library.names import clean_name, fold_name
from playground.library.search.days import pin_days
from playground.library.tags import ensure_tags, read_names
from playground.pages.library_options import read_zone
from playground.pages.redirects import page_before
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse

# What the Enter key in a field does, wherever the button is.
ENTER = "enter"
ASK_FIRST = (Action.SHARE, Action.REMOVE)


@require_POST
def change_many(request: HtmxHttpRequest) -> HttpResponse:
    """Do something with the pictures that a form names, or with all that match its search."""
    back = _read_back(request)
    try:
        # The change may go on when the day or the reader's time zone is another one.
        text = pin_days(request.POST.get("q", ""), read_zone(request))
        selection = read_selection(request.POST.getlist("id"), text, everything=bool(request.POST.get("everything")))
        owner = ensure_owner(request)
        check_search(owner, selection)
        action, value = _read_action(owner, request.POST)
        if "confirmed" not in request.POST and (selection.everything or action in ASK_FIRST):
            return _ask(request, owner, action, value, selection, back)
        change = go_on(begin(owner, action, _make_named(owner, action, value), selection))
    except LibraryRefused as error:
        return refuse(request, error.sentence, back)
    if change.state != State.DONE or change.stopped or selection.everything or action in ASK_FIRST:
        return HttpResponseRedirect(_address(change, back))
    return _show_done(request, change, back)


def _read_action(owner: Owner, data: QueryDict) -> tuple[Action, dict[str, Any]]:
    """Return the action and what it needs; nothing is made yet of what it names."""
    named = data.get("do", "")
    if not named:
        changes = read_changes(data)
        if toggles(changes):
            raise LibraryRefused("Many pictures can be marked only in the same way. Choose a mark.")
        return Action.MARK, changes
    if named == ENTER:
        named = Action.TAG if data.get("tag", "").strip() else Action.COLLECT
    if named not in Action or named in (Action.MARK, Action.CHOOSE):
        raise LibraryRefused("This action does not exist. Reload the page.")
    action = Action(named)
    if action in (Action.TAG, Action.UNTAG):
        return action, _read_tag(owner, action, data.get("tag", ""))
    if action in (Action.COLLECT, Action.UNCOLLECT):
        named = data.get("collection" if action == Action.COLLECT else "from", "")
        return action, _read_collection(owner, action, named)
    return action, {}


def _read_tag(owner: Owner, action: Action, text: str) -> dict[str, Any]:
    names = read_names(text)
    if len(names) > 1:
        raise LibraryRefused(f"You entered {len(names)} tags. Add one at a time to many pictures.")
    known = Tag.objects.filter(owner=owner, key=fold_name(names[0])).first()
    if known is None and action == Action.UNTAG:
        raise LibraryRefused(f"You have no tag “{names[0]}”. Check the spelling.")
    return {"name": known.name if known else names[0]}


def _read_collection(owner: Owner, action: Action, text: str) -> dict[str, Any]:
    collection = Collection.objects.visible_to(owner).filter(key=fold_name(text)).first()
    if collection is not None:
        return {"collection": str(collection.pk), "name": collection.name}
    if action == Action.UNCOLLECT:
        raise LibraryRefused("This collection no longer exists. Reload the page.")
    return {"name": clean_name(text, LONGEST_NAME, "collection")}


def _make_named(owner: Owner, action: Action, value: dict[str, Any]) -> dict[str, Any]:
    """Make the tag or the collection that a change adds to, once it is certain that it happens."""
    if action == Action.TAG:
        ensure_tags(owner, [value["name"]])
    elif action == Action.COLLECT:
        return value | {"collection": str(ensure_collection(owner, value["name"]).pk)}
    return value


def _ask(
    request: HtmxHttpRequest, owner: Owner, action: Action, value: Mapping[str, Any], selection: Selection, back: str
) -> HttpResponse:
    affected = count_affected(owner, action, value, selection)
    selected = selection.entries(owner, action).count()
    kept = [(name, text) for name, texts in request.POST.lists() for text in texts if name != "csrfmiddlewaretoken"]
    context = {
        "question": ask_change(action, value, affected),
        "affected": affected,
        "unchanged": selected - affected,
        "staying": STAYING if action == Action.REMOVE else "",
        "undoable": action in UNDOABLE,
        "dangerous": action in (Action.REMOVE, Action.DELETE),
        "action": action,
        "kept": [(name, text) for name, text in kept if name != "back"],
        "back": back,
    }
    return render(request, "bulk/confirm.html", context)


def _show_done(request: HtmxHttpRequest, change: BulkChange, back: str) -> HttpResponse:
    context = {"change": change, "said": describe_change(change.action, change.value, change.changed)}
    context["can_undo"] = can_undo(change)
    if not request.htmx:
        messages.info(request, render_to_string("bulk/_undo.html", context))
        return HttpResponseRedirect(back)
    return render(request, "bulk/done.html", context | {"lines": _read_lines(change), "gone": _list_gone(change)})


def _read_lines(change: BulkChange) -> list[dict[str, object]]:
    """Return the marks of the chosen pictures, for their tiles."""
    if change.action not in (Action.MARK, Action.CHOOSE):
        return []
    rows = Generation.objects.visible_to(change.owner).filter(id__in=change.ids).select_related("entry")
    return [{"id": row.id, "marks": read_marks(row)} for row in rows.only("id", "owner_id", "entry")]


def _list_gone(change: BulkChange) -> list[str]:
    leaves = change.action in (Action.DELETE, Action.RESTORE, Action.REMOVE, Action.UNCOLLECT)
    return list(change.ids) if leaves and change.state == State.DONE else []


@require_http_methods(["GET", "HEAD", "POST"])
def show_change(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Show how far a change is; a POST goes on with it."""
    change = get_object_or_404(BulkChange.objects.visible_to(find_owner(request)), pk=id)
    back = _read_back(request)
    if request.method == "POST":
        change = go_on(change)
        if not request.htmx:
            return HttpResponseRedirect(_address(change, back))
    return _show(request, change, back)


@require_POST
def undo_change(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Undo a change, or what it has done so far."""
    change = get_object_or_404(BulkChange.objects.visible_to(find_owner(request)), pk=id)
    change = go_on(begin_undo(change))
    back = _read_back(request)
    if change.state != State.UNDONE or change.everything:
        return HttpResponseRedirect(_address(change, back))
    if request.htmx:
        refresh = change.action not in (Action.MARK, Action.CHOOSE)
        response = render(request, "bulk/done.html", {"change": change, "said": "Undone", "lines": _read_lines(change)})
        # What returns to the page has its place there, which only the server knows.
        if refresh:
            response["HX-Refresh"] = "true"
        return response
    messages.info(request, "Undone.")
    return HttpResponseRedirect(back)


def _show(request: HtmxHttpRequest, change: BulkChange, back: str) -> HttpResponse:
    context = {
        "change": change,
        "said": describe_change(change.action, change.value, change.changed),
        "can_undo": can_undo(change),
        "working": change.state in (State.RUNNING, State.UNDOING),
        "links": links_of(change) if change.action == Action.SHARE and change.state == State.DONE else [],
        "back": back,
    }
    return render(request, "bulk/bulk.html#bulk" if request.htmx else "bulk/bulk.html", context)


def _address(change: BulkChange, back: str) -> str:
    query = QueryDict(mutable=True)
    query["back"] = back
    return f"{reverse('show_change', args=[change.pk])}?{query.urlencode()}"


def _read_back(request: HtmxHttpRequest) -> str:
    """Return the page of this site to which a person returns."""
    named = request.POST.get("back") or request.GET.get("back", "")
    if named.startswith("/") and url_has_allowed_host_and_scheme(named, None):
        return named
    return page_before(request, "history")
