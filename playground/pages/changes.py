"""What a page asks for while its generations run: one held request for all that it shows of them."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from playground.accounts.owners import find_owner_id
from playground.generations.models import Generation
from playground.generations.waiting import wait_for_change
from playground.pages.cards import make_cards
from playground.pages.listing import render_card
from playground.pages.stage import CARD, FRAME, TILE

# How long an answer is held when nothing changes, in seconds, and how many elements a page may ask for.
HOLD = 10.0
MOST_SHOWN = 200
TEMPLATES = {"card": CARD, "frame": FRAME, "tile": TILE}


@dataclass(frozen=True, slots=True)
class Shown:
    """An element of the page that shows a generation at a version; its id is `<kind>-<id of the generation>`."""

    name: str
    kind: str
    generation: UUID
    version: int


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Answer with the elements that show an older version; 204 when nothing changed in time."""
    shown = _read_shown(request.GET.getlist("shown")[:MOST_SHOWN])
    owner_id = find_owner_id(request)
    if owner_id is None or not shown:
        return HttpResponse(status=204)
    if request.GET.get("hold") != "no":
        wait_for_change({element.generation: element.version for element in shown}, HOLD)
    mine = Generation.objects.filter(owner_id=owner_id, deleted=None)
    versions = dict(mine.filter(id__in={element.generation for element in shown}).values_list("id", "version"))
    stale = [element for element in shown if versions.get(element.generation, element.version) != element.version]
    gone = [element.name for element in shown if element.generation not in versions]
    if not stale and not gone:
        return HttpResponse(status=204)
    found = make_cards(mine.filter(id__in={element.generation for element in stale}), fresh=True)
    cards = {card.generation.id: card for card in found}
    changed = [
        (element.name, render_card(cards[element.generation], TEMPLATES[element.kind]))
        for element in stale
        if element.generation in cards
    ]
    return render(request, "studio/changed.html", {"changed": changed, "gone": gone})


def _read_shown(names: list[str]) -> list[Shown]:
    """Return what the page shows; what cannot be read is left out."""
    shown = []
    for text in names:
        name, _, version = text.partition(".")
        kind, _, id_ = name.partition("-")
        try:
            element = Shown(f"{kind}-{UUID(id_)}", kind, UUID(id_), int(version))
        except ValueError:
            continue
        if kind in TEMPLATES:
            shown.append(element)
    return shown
