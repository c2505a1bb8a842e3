"""The long poll of a page: one held request for all generations that it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from playground.accounts.owners import find_owner_id, may_act_for
from playground.generations.models import Generation
from playground.generations.updates import wait_for_change
from playground.pages.cards import Card
from playground.pages.listing import CARD, FRAME, TILE, render_card
from playground.pages.lookups import load_inputs, load_parents, load_with_pictures
from playground.pages.sweep_cells import find_shown, render_shown
from playground.pages.too_busy import person_of
from playground.sweeps.models import Cell

# Seconds that a request is held when nothing changes, and the number of elements that a page may ask for.
HOLD_SECONDS = 10.0
MAX_SHOWN = 200
TEMPLATES = {"card": CARD, "frame": FRAME, "tile": TILE}
# The kind of the cells of a sweep, which are named by their own number: several can show one generation.
SWEEP_CELL = "cell"
NOTHING = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Shown:
    """An element of the page that shows a version of a generation; its id is `<kind>-<id of the generation>`.

    That of a cell is `cell-<number of the cell>`, and its generation is looked up.
    """

    name: str
    kind: str
    generation: UUID
    version: int
    number: int = 0


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Return new HTML for the elements that show an old version, or 204 when nothing changed in time."""
    shown = _read_shown(request.GET.getlist("shown")[:MAX_SHOWN])
    # Only the id is read, without a query: most polls end without a change.
    owner_id = find_owner_id(request)
    if owner_id is None or not shown:
        return HttpResponse(status=204)
    cells = find_shown(owner_id, [element.number for element in shown if element.number])
    shown = _name_generations(shown, cells)
    wait_for_change({element.generation: element.version for element in shown}, HOLD_SECONDS, person_of(request))
    cards = _load_cards(request, owner_id, shown)
    # A generation that was deleted in another tab is removed from this page, too.
    gone = [element.name for element in shown if element.generation not in cards and not element.number]
    stale = [element for element in shown if _is_stale(element, cards)]
    if not stale and not gone:
        return HttpResponse(status=204)
    # Input pictures are loaded only for what has changed, so that a quiet poll takes two queries.
    rows = [cards[element.generation].generation for element in stale if not element.number]
    load_inputs(rows)
    load_parents(rows)
    changed = [(element.name, _render(element, cards, cells)) for element in stale]
    return render(request, "studio/changed.html", {"changed": changed, "gone": gone})


def _is_stale(element: Shown, cards: Mapping[UUID, Card]) -> bool:
    """Return whether the element shows an old version; a cell also if its generation was deleted."""
    card = cards.get(element.generation)
    return element.number > 0 if card is None else card.generation.version != element.version


def _render(element: Shown, cards: Mapping[UUID, Card], cells: Mapping[int, Cell]) -> SafeString:
    if element.number:
        return render_shown(cells[element.number], cards.get(element.generation))
    return render_card(cards[element.generation], TEMPLATES[element.kind])


def _name_generations(shown: Sequence[Shown], cells: Mapping[int, Cell]) -> list[Shown]:
    """Return the elements with the generations of their cells; a cell that is not the owner's is left out."""
    named = [
        replace(element, generation=cells[element.number].generation_id or NOTHING)
        if element.number in cells
        else element
        for element in shown
    ]
    return [element for element in named if not element.number or element.number in cells]


def _load_cards(request: HttpRequest, owner_id: UUID, shown: list[Shown]) -> dict[UUID, Card]:
    """Return cards of the owner's generations by id, or nothing if this session may no longer act for the owner."""
    mine = Generation.objects.filter(owner_id=owner_id, deleted=None).select_related("entry", "owner__user")
    found = load_with_pictures(mine.filter(id__in={element.generation for element in shown}))
    # A session from before a password change still names the owner. All rows have that owner, so one is checked.
    if not all(may_act_for(request, generation.owner) for generation in list(found)[:1]):
        return {}
    return {generation.id: Card(generation, pictures, fresh=True) for generation, pictures in found.items()}


def _read_shown(names: list[str]) -> list[Shown]:
    """Parse the names of elements, and skip those that are not valid."""
    shown = []
    for text in names:
        name, _, version = text.partition(".")
        kind, _, id_ = name.partition("-")
        try:
            if kind == SWEEP_CELL:
                shown.append(_read_cell(id_, version))
            elif kind in TEMPLATES:
                shown.append(Shown(f"{kind}-{UUID(id_)}", kind, UUID(id_), int(version)))
        except ValueError:
            continue
    return shown


def _read_cell(number: str, version: str) -> Shown:
    """Return the element of a cell, or raise `ValueError`."""
    # A number of more digits is none that a database has.
    if not (number.isascii() and number.isdecimal() and len(number) < 19 and int(number)):
        raise ValueError(number)
    return Shown(f"{SWEEP_CELL}-{int(number)}", SWEEP_CELL, NOTHING, int(version), int(number))
