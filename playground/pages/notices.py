"""How people hear of pictures that are finished while the page is hidden: by its title, a sound, or the desktop."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from playground.accounts.owners import find_owner
from playground.generations.models import Generation, Status

# As many as the long poll of a page asks about.
MOST_IDS = 200


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show the choices, which the browser keeps."""
    return render(request, "notices/notices.html")


@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """Return the element that counts while the page is hidden."""
    return render(request, "notices/away.html")


@require_GET
def finished(request: HttpRequest) -> HttpResponse:
    """Return which of the given generations have ended: pictures by id, and those that failed or are gone."""
    ids = _read_ids(request.GET.getlist("id")[:MOST_IDS])
    mine = Generation.objects.visible_to(find_owner(request)).filter(id__in=ids)
    counted = mine.annotate(made=Count("pictures", filter=Q(pictures__lost=False)))
    rows = {id_: (status, made) for id_, status, made in counted.values_list("id", "status", "made")}
    ended = {str(id_): made for id_, (status, made) in rows.items() if status == Status.DONE}
    failed = [str(id_) for id_, (status, _) in rows.items() if status == Status.FAILED]
    # What a person cancelled or deleted is not reported to them, but no longer waited for either.
    gone = [str(id_) for id_ in ids if id_ not in rows or rows[id_][0] == Status.CANCELLED]
    response = JsonResponse({"done": ended, "failed": failed, "gone": gone})
    response["Cache-Control"] = "no-store"
    return response


def _read_ids(texts: list[str]) -> list[UUID]:
    """Parse the ids, and skip those that are not valid."""
    ids = []
    for text in texts:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids
