"""The culling mode: one picture at a time is judged, and the next one follows. The address says where somebody is."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from uuid import UUID

from django.contrib import messages
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
from playground.library.messages import MARKED_SINCE
from playground.library.search.finding import search
from playground.library.search.language import LONGEST_SEARCH
from playground.pages.cards import Card
from playground.pages.cull_undo import Judged, forget, list_judged, remember, take_last
from playground.pages.library_options import read_zone
from playground.pages.lookups import with_images
from playground.pages.marks import RATINGS
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import add_toast, refuse

END = "end"
MOST = 10**7


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: the picture, its number and the number of all as they were at the beginning.

    They are counted once, because a mark may take a picture out of the search.
    """

    search: str = ""
    at: str = ""
    number: int = 1
    total: int = 0

    @property
    def id(self) -> UUID | None:
        """The id of the picture, None at the beginning and at the end."""
        return _read_id(self.at)

    def address(self) -> str:
        """Return the address of this place."""
        query = QueryDict(mutable=True)
        values = {"q": self.search, "at": self.at, "n": self.number, "of": self.total}
        query.update({name: str(value) for name, value in values.items() if value})
        return f"{reverse('cull')}?{query.urlencode()}"


def _read_place(data: QueryDict) -> Place:
    return Place(
        search=data.get("q", "")[:LONGEST_SEARCH],
        at=data.get("at", "")[:40],
        number=max(1, _read_number(data.get("n", ""))),
        total=_read_number(data.get("of", "")),
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
        place = _read_place(request.GET)
        if not place.at:
            # After a new start there is nothing to undo.
            forget(request)
        return _show(request, owner, place)
    place = _read_place(request.POST)
    said = ""
    try:
        if "back" in request.POST:
            following, said = _undo(request, owner, place)
        else:
            following = _judge(request, owner, place)
    except LibraryRefused as error:
        return refuse(request, error.sentence, place.address())
    if not request.htmx:
        if said:
            messages.info(request, said)
        return HttpResponseRedirect(following.address())
    response = _show(request, owner, following)
    response["HX-Push-Url"] = following.address()
    return add_toast(response, said) if said else response


def _judge(request: HttpRequest, owner: Owner | None, place: Place) -> Place:
    id_ = place.id
    if id_ is None:
        raise LibraryRefused("The form names no picture. Reload the page.")
    found = get_object_or_404(Generation.objects.visible_to(owner), id=id_)
    # The next one is found before the mark, which may take this one out of the search.
    following = _next(place, find_step(owner, place.search, read_zone(request), id_).older)
    marked = mark(owner, found.id, read_changes(request.POST))
    if marked is not None and marked.changes:
        judged = Judged(str(id_), place.number, marked.former.code, marked.marks.code)
        remember(request, place.search, judged)
    return following


def _undo(request: HttpRequest, owner: Owner | None, place: Place) -> tuple[Place, str]:
    """Bring back the marks before the last ones, and return to their picture; say so if they have changed since."""
    last = take_last(request, place.search)
    if last is None:
        raise LibraryRefused("There is nothing to undo.")
    marked = mark(owner, last.generation_id, read_changes({"marks": last.former}), read_changes({"marks": last.marks}))
    if marked is None:
        raise LibraryRefused("The picture was deleted in another window, so there is nothing to undo.")
    said = "" if marked.changes else f"{MARKED_SINCE}."
    return replace(place, at=last.id, number=last.number), said


def _show(request: HtmxHttpRequest, owner: Owner | None, place: Place) -> HttpResponse:
    zone = read_zone(request)
    place = replace(place, total=place.total or find_finished(owner, place.search, zone).count())
    context: dict[str, object] = {"place": place, "can_undo": bool(list_judged(request, place.search))}
    if place.at != END:
        context |= _load(owner, place, zone)
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
    before = replace(here, at=str(step.newer), number=max(1, place.number - 1))
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
    return replace(place, at=str(older or END), number=place.number + (older is not None))
