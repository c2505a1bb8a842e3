"""Chooses the winner of a comparison: it is picked, the others are rejected, in one change that can be undone."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from playground.accounts.owners import find_owner
from playground.generations.models import Generation
from playground.library.bulk.changes import begin, begin_undo, can_undo, go_on
from playground.library.bulk.selection import Selection
from playground.library.comparison import MOST
from playground.library.messages import describe_change
from playground.library.models import Action, BulkChange, State, Verdict
from playground.pages.compare_panes import Pane, make_panes
from playground.pages.lookups import with_images
from playground.pages.redirects import page_before
from playground.pages.requests import HtmxHttpRequest


@require_POST
def choose_winner(request: HtmxHttpRequest) -> HttpResponse:
    """Pick `winner`, and reject the others that are named as `picture`."""
    owner = find_owner(request)
    winner, *others = _read_ids([request.POST.get("winner", ""), *request.POST.getlist("picture")[:MOST]])
    found = get_object_or_404(Generation.objects.visible_to(owner), id=winner)
    # What was deleted in another window is left alone; the winner must be there.
    selection = Selection(list(dict.fromkeys([found.id, *others])))
    change = go_on(begin(found.owner, Action.CHOOSE, {"winner": str(found.id)}, selection))
    said = describe_change(change.action, change.value, change.changed) if change.changed else "Nothing changed"
    return _answer(request, change, said)


@require_POST
def undo_winner(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Bring back the marks from before a winner was chosen."""
    changes = BulkChange.objects.visible_to(find_owner(request)).filter(action=Action.CHOOSE)
    change = go_on(begin_undo(get_object_or_404(changes, pk=id)))
    return _answer(request, change, "Undone")


def _read_ids(texts: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Http404("The form names something that is not a picture.") from None


def _answer(request: HtmxHttpRequest, change: BulkChange, said: str) -> HttpResponse:
    """Return the marks of all pictures and the next step; without htmx, the comparison with a notice."""
    context: dict[str, object] = {"change": change, "said": said, "can_undo": can_undo(change)}
    context["unchanged"] = change.state == State.DONE and not change.changed
    if not request.htmx:
        messages.info(request, render_to_string("compare/_undo.html", context))
        return HttpResponseRedirect(page_before(request, "compare"))
    rows = with_images(Generation.objects.visible_to(change.owner).filter(id__in=change.ids))
    panes = make_panes(None, sorted(rows, key=lambda row: change.ids.index(str(row.id))), change.owner)
    return render(request, "compare/chosen.html", context | {"panes": panes, "winner": find_winner(panes)})


def find_winner(panes: Sequence[Pane]) -> Pane | None:
    """Return the only picture that is picked."""
    picked = [pane for pane in panes if pane.marks.verdict == Verdict.PICKED]
    return picked[0] if len(picked) == 1 and picked[0].url else None
