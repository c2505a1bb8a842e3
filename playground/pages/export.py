"""Downloads many pictures: a page with the names and the choices, and the ZIP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.library.bulk.selection import Selection, read_selection
from playground.library.errors import LibraryRefused
from playground.library.export.archive import Export, ExportOptions
from playground.library.export.patterns import PLACEHOLDERS, PictureFacts, UniqueNames
from playground.library.export.rows import MOST_PICTURES, find_ids, read_generations
from playground.library.messages import count_pictures
from playground.library.models import Action
from playground.library.search.finding import search
from playground.pages.export_form import ExportForm
from playground.pages.file_naming import name_by, pattern_of
from playground.pages.library_options import read_zone
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse

# Names that the page shows of real pictures.
SHOWN_NAMES = 5
NOTHING = "There is no picture to download."
TOO_MANY = f"There are more than {MOST_PICTURES:,} pictures, which is the maximum of a download. Narrow the search."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be downloaded: the selection as it was sent, and the ids of its generations with pictures.

    `problems` says what of the search was not understood and therefore left out.
    """

    selection: Selection
    ids: Sequence[UUID]
    sort: str = ""
    problems: Sequence[str] = ()


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HtmxHttpRequest) -> HttpResponse:
    """Show how a selection, or all that match a search, will be downloaded. Nothing is changed."""
    owner = find_owner(request)
    try:
        chosen = _choose(request, owner)
    except LibraryRefused as refused:
        return refuse(request, refused.sentence, reverse("history"))
    # The selection bar posts only what is chosen; the page itself posts its fields, too.
    form = ExportForm(request.POST if "pattern" in request.POST else None, pattern=pattern_of(owner))
    template = "export/export.html#names" if request.htmx and form.is_bound else "export/export.html"
    # htmx shows the fragment with its sentence; a whole page says by its status that the form is not valid.
    status = 422 if form.is_bound and not form.is_valid() and not request.htmx else 200
    return render(request, template, _context(chosen, form), status=status)


@require_POST
def download(request: HtmxHttpRequest) -> HttpResponseBase:
    """Send the ZIP, and keep its pattern for single downloads if the person wants that."""
    owner = find_owner(request)
    try:
        chosen = _choose(request, owner)
    except LibraryRefused as refused:
        return refuse(request, refused.sentence, reverse("history"))
    form = ExportForm(request.POST)
    if not form.is_valid():
        return render(request, "export/export.html", _context(chosen, form), status=422)
    given = form.cleaned_data
    if owner and given["keep"] and given["pattern"] != owner.file_pattern:
        Owner.objects.filter(pk=owner.pk).update(file_pattern=given["pattern"])
    options = ExportOptions(name_by(given["pattern"]), given["recipes"], given["sheet"], given["table"])
    name = f"playground-{datetime.now(UTC):%Y-%m-%d}-{len(chosen.ids)}-pictures.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(Export(chosen.ids, options).stream(), content_type="application/zip", headers=headers)


def _choose(request: HtmxHttpRequest, owner: Owner | None) -> Chosen:
    """Return what the request names: `ids`, or all that match the search `q`. Raises `LibraryRefused`."""
    sent = request.POST if request.method == "POST" else request.GET
    # The boxes of the selection bar are named `id`.
    ids = [*sent.getlist("id"), *sent.getlist("ids")]
    # A link names a search, which finds all pictures if it is empty. A selection of nothing must not mean everything.
    everything = "everything" in sent or (request.method != "POST" and not ids)
    selection = read_selection(ids, sent.get("q", ""), everything=everything)
    matching = search(owner, selection.search, sent.get("sort", ""), read_zone(request))
    found = find_ids(matching.entries if everything else selection.entries(owner, Action.TAG))
    if not found:
        raise LibraryRefused(NOTHING)
    if len(found) > MOST_PICTURES:
        raise LibraryRefused(TOO_MANY)
    problems = [problem.message for problem in matching.problems] if everything else []
    return Chosen(selection, found, matching.sort, problems)


def _context(chosen: Chosen, form: ExportForm) -> dict[str, object]:
    return {
        "form": form,
        "ids": [] if chosen.selection.everything else chosen.selection.ids,
        "search": chosen.selection.search,
        "everything": chosen.selection.everything,
        "sort": chosen.sort,
        "problems": chosen.problems,
        "count": count_pictures(len(chosen.ids)),
        "names": _list_names(chosen.ids, form),
        "more": max(0, len(chosen.ids) - SHOWN_NAMES),
        "placeholders": _list_placeholders(chosen.ids),
    }


def _first_pictures(ids: Sequence[UUID]) -> list[PictureFacts]:
    found = read_generations(ids[:SHOWN_NAMES])
    pictures = ((picture, generation) for generation in found for picture in generation.pictures.all())
    return [PictureFacts(*pair, number) for number, pair in enumerate(islice(pictures, SHOWN_NAMES), start=1)]


def _list_names(ids: Sequence[UUID], form: ExportForm) -> list[str]:
    """Return the first names as the ZIP will have them; none while the pattern is not valid."""
    pattern = form.data.get("pattern", "") if form.is_bound else form.initial["pattern"]
    if form.is_bound and "pattern" in form.errors:
        return []
    name, unique = name_by(pattern), UniqueNames()
    return [f"{unique.take(name(facts))}.{facts.picture.format}" for facts in _first_pictures(ids)]


def _list_placeholders(ids: Sequence[UUID]) -> list[tuple[str, str, str]]:
    """Return each placeholder with its meaning and its value for the first picture."""
    first = next(iter(_first_pictures(ids[:1])), None)
    return [
        (f"{{{name}}}", placeholder.help, name_by(f"{{{name}}}")(first) if first else "")
        for name, placeholder in PLACEHOLDERS.items()
    ]
