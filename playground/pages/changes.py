"""What a page asks for while its generations run: one held request for all of its cards."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from playground.accounts.owners import find_owner_id
from playground.generations.models import Generation
from playground.generations.waiting import wait_for_change
from playground.pages.stage import changed_context

# How long an answer is held when nothing changes, in seconds, and how many cards a page may ask for.
HOLD = 10.0
MOST_CARDS = 100


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Answer with the cards that are no longer at the version their page shows; 204 when nothing changed in time."""
    known = _read_known(request.GET.getlist("card")[:MOST_CARDS])
    owner_id = find_owner_id(request)
    if owner_id is None or not known:
        return HttpResponse(status=204)
    if request.GET.get("hold") != "no":
        wait_for_change(known, HOLD)
    mine = Generation.objects.filter(owner_id=owner_id, deleted=None)
    versions = dict(mine.filter(id__in=known).values_list("id", "version"))
    changed = [id_ for id_, version in versions.items() if known[id_] != version]
    gone = [id_ for id_ in known if id_ not in versions]
    if not changed and not gone:
        return HttpResponse(status=204)
    return render(request, "studio/changed.html", changed_context(mine.filter(id__in=changed)) | {"gone": gone})


def _read_known(cards: list[str]) -> dict[UUID, int]:
    known = {}
    for card in cards:
        name, _, version = card.partition(".")
        try:
            known[UUID(name)] = int(version)
        except ValueError:
            continue
    return known
