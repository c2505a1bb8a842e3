"""The culling mode: one picture at a time is judged, and the next one follows. All of its state is in the address."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.generations.models import Generation
from playground.library.culling import find_finished, find_step
from playground.library.errors import LibraryRefused
from playground.library.marks import mark, read_changes, read_marks
from playground.library.models.saved_search import LONGEST_SEARCH
from playground.library.search.finding import search
from playground.pages.cards import Card
from playground.pages.library_options import read_zone
from playground.pages.lookups import with_images
from playground.pages.marks import RATINGS
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse

END = "end"
MOST = 10**7


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: the picture, its number and the number of all as they were at the beginning.

    They are counted once, because a mark may take a picture out of the search. `undo` has the picture before and its
    former marks, as in `<id>:0.3.none`.
    """

    search: str = ""
    at: str = ""
    number: int = 1
    total: int = 0
    undo: str = ""

    @property
    def id(self) -> UUID | None:
        """The id of the picture, None at the beginning and at the end."""
        return _read_id(self.at)

    def address(self) -> str:
        """Return the address of this place."""
        query = QueryDict(mutable=True)
        values = {"q": self.search, "at": self.at, "n": self.number, "of": self.total, "undo": self.undo}
        query.update({name: str(value) for name, value in values.items() if value})
        return f"{reverse('cull')}?{query.urlencode()}"


def _read_place(data: QueryDict) -> Place:
    return Place(
        search=data.get("q", "")[:LONGEST_SEARCH],
        at=data.get("at", "")[:40],
        number=max(1, _read_number(data.get("n", ""))),
        total=_read_number(data.get("of", "")),
        undo=data.get("undo", "")[:80],
    )


def _read_number(text: str) -> int:
    return min(int(text), MOST) if text.isascii() and text.isdecimal() and len(text) < len(str(MOST)) + 1 else 0


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def cull(request: HtmxHttpRequest) -> HttpResponse:
    """Show a picture to judge; a POST judges it and leads to the next one."""
    owner = find_owner(request)
    if request.method != "POST":
        return _show(request, owner, _read_place(request.GET))
    place = _read_place(request.POST)
    try:
        following = _undo(owner, place) if "back" in request.POST else _judge(request, owner, place)
    except LibraryRefused as error:
        return refuse(request, error.sentence, place.address())
    if not request.htmx:
        return HttpResponseRedirect(following.address())
    response = _show(request, owner, following)
    response["HX-Push-Url"] = following.address()
    return response


def _judge(request: HttpRequest, owner: Owner | None, place: Place) -> Place:
    id_ = place.id
    if id_ is None:
        raise LibraryRefused("The form names no picture. Reload the page.")
    found = get_object_or_404(Generation.objects.visible_to(owner), id=id_)
    # The next one is found before the mark, which may take this one out of the search.
    following = _next(place, find_step(owner, place.search, read_zone(request), id_).older)
    changes = read_changes(request.POST)
    marked = mark(owner, found.id, changes)
    if marked is None or not marked.changes:
        return following
    return replace(following, undo=f"{id_}:{marked.former.code}")


def _undo(owner: Owner | None, place: Place) -> Place:
    """Bring back the marks of the picture before, and return to it."""
    named, _, code = place.undo.partition(":")
    id_ = _read_id(named)
    if id_ is None or mark(owner, id_, read_changes({"marks": code})) is None:
        raise LibraryRefused("There is nothing to undo. The picture may have been deleted in another window.")
    return replace(place, at=str(id_), number=max(1, place.number - (place.at != END)), undo="")


def _show(request: HtmxHttpRequest, owner: Owner | None, place: Place) -> HttpResponse:
    zone = read_zone(request)
    place = replace(place, total=place.total or find_finished(owner, place.search, zone).count())
    context: dict[str, object] = {"place": place, **(_load(owner, place, zone) if place.at != END else {})}
    # What was not understood does not narrow the search, so that more pictures are shown than somebody expects.
    context["problems"] = search(owner, place.search, zone=zone).problems if place.search else ()
    return render(request, "cull/cull.html#cull" if request.htmx else "cull/cull.html", context)


def _load(owner: Owner | None, place: Place, zone: tzinfo) -> dict[str, object]:
    """Return the picture with the ways from it; nothing where it was deleted or the search finds none."""
    step = find_step(owner, place.search, zone, place.id)
    if step.entry is None:
        return {}
    rows = with_images(Generation.objects.visible_to(owner))
    found = {row.id: row for row in rows.filter(id__in=[step.entry.generation_id, *filter(None, [step.older])])}
    shown = found.get(step.entry.generation_id)
    if shown is None:
        return {}
    here = replace(place, at=str(shown.id))
    coming = found.get(step.older) if step.older else None
    before = replace(here, at=str(step.newer), number=max(1, place.number - 1), undo="")
    return {
        "place": here,
        "card": Card(shown),
        "marks": read_marks(shown),
        "ratings": RATINGS,
        "before": before.address() if step.newer else "",
        "after": _next(here, step.older).address(),
        # Loaded ahead, so that it is there when it is its turn.
        "coming": Card(coming) if coming else None,
    }


def _next(place: Place, older: UUID | None) -> Place:
    return replace(place, at=str(older or END), number=place.number + (older is not None), undo="")
