"""Compares two to eight pictures: side by side, with a slider, in turns, or by what differs in their pixels."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.generations.models import Generation, Status
from playground.library.comparison import FEWEST, MOST
from playground.library.word_difference import MOST_CHARACTERS
from playground.pages.cards import Card
from playground.pages.compare_panes import Pane, count_columns, make_panes
from playground.pages.compare_table import make_table
from playground.pages.lineage_line import relation_label, visible_parent
from playground.pages.lookups import find_generation, with_images
from playground.pages.redirects import page_before
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse
from playground.pages.winner import find_winner

# The views by their names in the address, with what the page calls them.
VIEWS = {"side": "Side by side", "slider": "Slider", "flicker": "Flicker", "difference": "Difference"}
FEW = "{number} {are} selected; a comparison needs {fewest} to {most} pictures. Select others, too."
MANY = "{number} pictures are selected; a comparison shows {most} at most. Select fewer."


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HtmxHttpRequest) -> HttpResponse:
    """Compare the pictures that the address names; a POST leads from a selection to its address."""
    if request.method == "POST":
        return _lead(request)
    owner = find_owner(request)
    ids, of_input, of_batch = (_read_ids(request.GET.getlist(name)) for name in ("picture", "input", "batch"))
    if of_batch:
        return HttpResponseRedirect(compare_address(_list_batch(find_generation(request, of_batch[0]))))
    edited = find_generation(request, of_input[0]) if of_input else None
    rows = _load(owner, ids)
    # An edit that is compared with its input is in the address once.
    listed = [edited, *(row for row in rows if row.id != edited.id)] if edited else rows
    if not (ids or of_input):
        return HttpResponseRedirect(reverse("found_comparisons"))
    if owner is None or not listed:
        raise Http404("There are no such pictures.")
    panes = make_panes(edited, listed, owner)[:MOST]
    if len(panes) < FEWEST:
        # What a single picture can be compared with is on a page of its own.
        return HttpResponseRedirect(f"{reverse('found_comparisons')}?picture={listed[0].id}")
    named = len(dict.fromkeys(request.GET.getlist("picture")))
    many = MANY.format(number=named, most=MOST) if named > MOST else ""
    return _show(request, panes, missing=len(ids) - len(rows), many=many)


def compare_address(ids: Sequence[UUID], **options: str) -> str:
    """Return the address of a comparison."""
    query = QueryDict(mutable=True)
    query.setlist("picture", [str(id_) for id_ in ids])
    query.update({name: value for name, value in options.items() if value})
    return f"{reverse('compare')}?{query.urlencode()}"


def _read_ids(texts: Sequence[str]) -> list[UUID]:
    return list(dict.fromkeys(read_id(text) for text in texts[: 2 * MOST]))[:MOST]


def read_id(text: str) -> UUID:
    """Return the id that an address or a form names, or raise 404."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404("This is not the name of a picture.") from None


def _lead(request: HtmxHttpRequest) -> HttpResponse:
    """Lead from the selection bar to the address: its form has a token, which must not be in an address."""
    sent = list(dict.fromkeys(request.POST.getlist("id")))
    if not FEWEST <= len(sent) <= MOST:
        are = "picture is" if len(sent) == 1 else "pictures are"
        sentence = MANY if len(sent) > MOST else FEW
        said = sentence.format(number=len(sent), are=are, fewest=FEWEST, most=MOST)
        return refuse(request, said, page_before(request, "history"))
    rows = _load(find_owner(request), _read_ids(sent))
    if not rows:
        raise Http404("There are no such pictures.")
    # The oldest first: what was made later is compared with what was there before.
    ordered = sorted(rows, key=lambda row: (row.created, row.id))
    return HttpResponseRedirect(compare_address([row.id for row in ordered]))


def _load(owner: Owner | None, ids: Sequence[UUID]) -> list[Generation]:
    """Return the owner's generations in the order of the ids."""
    rows = {row.id: row for row in with_images(Generation.objects.visible_to(owner).filter(id__in=ids))} if ids else {}
    return [rows[id_] for id_ in ids if id_ in rows]


def _list_batch(found: Generation) -> list[UUID]:
    """Return the finished pictures of the same click; this one is among them even where there are more than fit."""
    # With a condition on owner and batch, SQLite would read all rows of the owner.
    batch = list(Generation.objects.filter(batch=found.batch).values_list("id", flat=True)[:100])
    visible = Generation.objects.visible_to(found.owner).filter(id__in=batch, status=Status.DONE)
    ids = list(visible.order_by("variant", "id").values_list("id", flat=True))
    shown = ids[:MOST]
    return shown if found.id in shown or found.id not in ids else [found.id, *ids[: MOST - 1]]


def _show(request: HtmxHttpRequest, panes: Sequence[Pane], missing: int, many: str) -> HttpResponse:
    view = request.GET.get("view", "")
    table = make_table(panes)
    context = {
        "panes": [
            replace(pane, said=table.said.get(pane.number, ""), without=_without(request, pane, len(panes)))
            for pane in panes
        ],
        "table": table,
        "columns": count_columns(panes),
        "missing": missing,
        "many": many,
        "view": view if view in VIEWS else next(iter(VIEWS)),
        "views": [(name, label, _with(request, view=name)) for name, label in VIEWS.items()],
        "pair": _read_pair(request, len(panes)),
        "winner": find_winner(panes),
        "most_characters": MOST_CHARACTERS,
    }
    return render(request, "compare/compare.html", context)


def _with(request: HttpRequest, **changes: str) -> str:
    """Return the address of this page with other options."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _without(request: HttpRequest, pane: Pane, number: int) -> str:
    """Return the address of the comparison without a picture, "" where too few would remain."""
    named = request.GET.getlist("picture")
    # What an edit is compared with is in the address by the edit.
    if number <= FEWEST or pane.generation is None or str(pane.generation.id) not in named:
        return ""
    query = request.GET.copy()
    query.setlist("picture", [text for text in named if text != str(pane.generation.id)])
    for name in ("left", "right"):
        query.pop(name, None)
    return f"?{query.urlencode()}"


def _read_pair(request: HttpRequest, number: int) -> tuple[int, int]:
    """Return the numbers of the two pictures that slider and difference show."""
    left, right = (_read_number(request.GET.get(name, ""), number) for name in ("left", "right"))
    left = left or 1
    right = right or (2 if left == 1 else 1)
    return (left, right) if left != right else (1, min(2, number))


def _read_number(text: str, most: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 1 and 0 < int(text) <= most else 0


@require_safe
def compare_with_parent(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lead to the comparison of a picture with what it was made from; say so if that is not here any more."""
    found = find_generation(request, id)
    # The line of a cached card leads here, so the parent may have been deleted since.
    parent = visible_parent(found)
    if parent is None:
        context = {"card": Card(found), "relation": relation_label(found)}
        return render(request, "compare/without_parent.html", context)
    return HttpResponseRedirect(compare_address([parent.id, found.id]))
