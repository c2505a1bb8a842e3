"""Sets the marks of a picture, and offers to undo it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from playground.accounts.owners import find_owner
from playground.generations.models import Generation
from playground.library.errors import LibraryRefused
from playground.library.marks import Marked, mark, read_changes, read_marks, read_undo
from playground.library.messages import MARKED_SINCE, describe_marks
from playground.library.models.entry import MOST_STARS
from playground.pages.lookups import find_generation
from playground.pages.redirects import page_before
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse

RATINGS = range(1, MOST_STARS + 1)


@require_http_methods(["GET", "HEAD", "POST"])
def marks(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Set marks, or only show them as they are now."""
    if request.method != "POST":
        return render(request, "marks/changed.html", marks_context(find_generation(request, id)))
    # A stranger learns nothing about a picture, not even that a mark is wrong.
    get_object_or_404(Generation.objects.visible_to(find_owner(request)), id=id)
    back = page_before(request, "generation", id)
    try:
        text = request.POST.get("marks", "")
        marked = mark(find_owner(request), id, *(read_undo(text) if text else (read_changes(request.POST),)))
    except LibraryRefused as error:
        return refuse(request, error.sentence, back)
    if marked is None:
        raise Http404("There is no such picture.")
    context = {"id": id, "marks": marked.marks, "ratings": RATINGS, **_describe(marked, undoes="marks" in request.POST)}
    if request.htmx:
        return render(request, "marks/changed.html", context)
    messages.info(request, render_to_string("marks/_undo.html", context))
    return HttpResponseRedirect(back)


def _describe(marked: Marked, *, undoes: bool) -> dict[str, str]:
    said = describe_marks(marked.changes)
    if not undoes:
        return {"said": said, "undo": marked.undo}
    return {"said": f"Undone: {said[0].lower()}{said[1:]}" if marked.changes else MARKED_SINCE, "undo": ""}


def marks_context(generation: Generation) -> dict[str, object]:
    """Return what the templates of marks need."""
    return {"id": generation.id, "marks": read_marks(generation), "ratings": RATINGS}
