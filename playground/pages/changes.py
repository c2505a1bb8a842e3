"""What the cards of a page ask for while their generations run: one held request for all of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from playground.accounts.owners import find_owner
from playground.generations.models import Generation
from playground.generations.waiting import wait_for_change
from playground.pages.cards import make_cards

# How long an answer is held when nothing changes, in seconds, and how many cards a page may ask for.
HOLD = 10.0
MOST_CARDS = 100


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Answer with the cards that are no longer at the version their page shows; 204 when nothing changed in time."""
    known = _read_known(request.GET.getlist("card")[:MOST_CARDS])
    owner = find_owner(request)
    changed = _changed(known, owner)
    if not changed and known and owner is not None:
        hold = float(HOLD) if request.GET.get("hold") != "no" else 0.0
        if wait_for_change(known, hold):
            changed = _changed(known, owner)
    if not changed:
        return HttpResponse(status=204)
    cards = make_cards(Generation.objects.visible_to(owner).filter(id__in=changed), fresh=True)
    return render(request, "studio/changed.html", {"cards": cards})


def _read_known(cards: list[str]) -> dict[UUID, int]:
    known = {}
    for card in cards:
        name, _, version = card.partition(".")
        try:
            known[UUID(name)] = int(version)
        except ValueError:
            continue
    return known


def _changed(known: dict[UUID, int], owner: object) -> list[UUID]:
    rows = Generation.objects.visible_to(owner).filter(id__in=known).values_list("id", "version")  # type: ignore[arg-type]
    return [id_ for id_, version in rows if known[id_] != version]
