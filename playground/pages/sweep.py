"""The page of a sweep: its grid, and what is bought, cancelled and changed there."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.owners import find_owner
from playground.accounts.public_origin import public_origin
from playground.generations.submission.allowance import count_noun
from playground.logs.context import with_cause
from playground.pages.requests import HtmxHttpRequest
from playground.pages.sweep_extensions import list_extensions
from playground.pages.sweep_grid import SORTS, Grid
from playground.pages.toasts import refuse
from playground.sweeps.budget import read_budget, set_budget
from playground.sweeps.buying import Bought, buy, is_filled
from playground.sweeps.cancelling import cancel_waiting
from playground.sweeps.errors import SweepRefused
from playground.sweeps.making import rename_sweep
from playground.sweeps.models import Cell, Kind, Sweep
from playground.sweeps.models.sweep import LONGEST_NAME
from playground.sweeps.planning import Planner
from playground.sweeps.spread import MOST_IN_A_SAMPLE, spread

# As in the list of a browser's select.
LONGEST_PLACE = 6


def find_sweep(request: HttpRequest, id: UUID) -> Sweep:
    """Return the sweep if the owner of this session may see it, else raise 404."""
    return get_object_or_404(Sweep.objects.visible_to(find_owner(request)).select_related("owner", "parent"), pk=id)


@require_safe
def sweep(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Show the grid."""
    found = find_sweep(request, id)
    if found.kind == Kind.TABLE:
        return HttpResponseRedirect(found.get_absolute_url())
    # With script, only what depends on other cells is read again.
    template = "sweep/changed.html" if request.htmx else "sweep/sweep.html"
    context = page_context(request, found, make_grid(request, found))
    return render(request, template, context | {"extensions": list_extensions(found)})


def make_grid(request: HttpRequest, found: Sweep) -> Grid:
    """Return the grid in the order that the address names."""
    return Grid(found, _read_sorts(request), planner=Planner.of(found))


def _read_sorts(request: HttpRequest) -> dict[str, str]:
    return {side: request.GET.get(side, "") for side in ("columns", "rows")}


def page_context(request: HttpRequest, found: Sweep, grid: Grid) -> dict[str, object]:
    """Return what the page of the grid shows."""
    share = found.shares.filter(revoked=None).first()
    return {
        "sweep": found,
        "grid": grid,
        # Without script, the page is loaded again while something is being made.
        "active": bool(grid.bar.waiting),
        "sorts": {name: title for name, (title, _) in SORTS.items()},
        "chosen": _read_sorts(request),
        "longest_name": LONGEST_NAME,
        "most_in_a_sample": MOST_IN_A_SAMPLE,
        "share": share,
        "share_url": f"{public_origin(request)}{share.get_absolute_url()}" if share else "",
    }


@require_POST
def buy_cells(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Buy a cell, a row, a column, a sample, or all that are open."""
    found = find_sweep(request, id)
    try:
        wanted = list(_choose_cells(found, request))
    except SweepRefused as error:
        return refuse(request, error.sentence, found.get_absolute_url())
    bought = buy(found, wanted, origin=public_origin(request))
    sentence, is_error = describe_bought(bought, "line" if found.kind == Kind.TABLE else "cell")
    return _answer(request, found, sentence, bought.cells, is_error=is_error)


def _choose_cells(found: Sweep, request: HttpRequest) -> QuerySet[Cell] | list[Cell]:
    """Return what the pressed button names. Raises `SweepRefused`."""
    sent, cells = request.POST, found.cells.all()
    if "sample" in sent:
        # A sample is spread over the axes of a grid.
        if found.kind != Kind.GRID:
            raise Http404
        return _sample(found, _read_number(sent.get("sample_size", ""), "The sample", MOST_IN_A_SAMPLE))
    for name, lookup in (("cell", "pk"), ("row", "row"), ("column", "column")):
        if name in sent:
            return cells.filter(**{lookup: _read_place(sent[name])})
    if "all" in sent:
        return cells
    raise SweepRefused("Nothing was chosen. Choose a cell, a row, a column, a sample, or all.")


def _sample(found: Sweep, number: int) -> list[Cell]:
    cells = {(cell.row, cell.column): cell for cell in found.cells.select_related("generation")}
    taken = [place for place, cell in cells.items() if is_filled(cell.generation)]
    available = [place for place, cell in cells.items() if not is_filled(cell.generation) and not cell.problem]
    return [cells[place] for place in spread(available, taken, (found.rows, found.columns), number)]


def _read_number(text: str, title: str, most: int) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= LONGEST_PLACE and 1 <= int(plain) <= most):
        raise SweepRefused(f"{title} is “{plain[:20]}”; it must be a whole number from 1 to {most}.")
    return int(plain)


def _read_place(text: str) -> int:
    # Nothing has the number -1.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else -1


def describe_bought(bought: Bought, noun: str) -> tuple[str, bool]:
    """Return what became of the cells in a few sentences, and whether something went wrong; `noun` is their name."""
    done = []
    if bought.sent:
        done.append(f"{count_noun(bought.sent, 'picture')} {_are(bought.sent)} being made.")
    if bought.reused:
        done.append(f"{count_noun(bought.reused, noun)} got a picture that you have already, free.")
    problems = []
    if number := bought.over_budget:
        problems.append(f"{count_noun(number, noun)} would exceed the budget and {_are(number)} not sent.")
    if number := bought.unknown_price:
        problems.append(f"{count_noun(number, noun)} without a known price {_are(number)} not sent under a budget.")
    if bought.problems:
        problems.append(f"{count_noun(len(bought.problems), noun)} cannot be made: {bought.problems[0]}")
    if bought.refused:
        problems.append(bought.refused)
    return " ".join([*done, *problems]) or "Nothing is left to buy there.", bool(problems)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


@require_POST
def cancel_cells(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Cancel a cell that waits or runs, or all of them."""
    found = find_sweep(request, id)
    cells = found.cells.filter(pk=_read_place(request.POST["cell"])) if "cell" in request.POST else found.cells.all()
    cancelled = cancel_waiting(cells)
    sentence = f"{count_noun(len(cancelled), 'picture')} cancelled." if cancelled else "Nothing is waiting there."
    return _answer(request, found, sentence, cancelled)


@require_POST
def change_budget(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Set the budget, or remove it."""
    found = find_sweep(request, id)
    try:
        set_budget(found, read_budget(request.POST.get("budget", "")))
    except SweepRefused as error:
        return refuse(request, error.sentence, found.get_absolute_url())
    sentence = "The budget was removed." if found.budget is None else "The budget was set."
    return _answer(request, found, sentence, ())


@require_POST
def rename(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    found = find_sweep(request, id)
    rename_sweep(found, request.POST.get("name", ""))
    messages.info(request, f"Renamed to {found.name}.")
    return HttpResponseRedirect(found.get_absolute_url())


def _answer(
    request: HtmxHttpRequest, found: Sweep, sentence: str, changed: set[int] | tuple[()], *, is_error: bool = False
) -> HttpResponse:
    """Say what was done, and show it: with script only what has changed."""
    if not request.htmx:
        messages.add_message(request, messages.ERROR if is_error else messages.INFO, sentence)
        return HttpResponseRedirect(found.get_absolute_url())
    grid = make_grid(request, found)
    context = page_context(request, found, grid)
    views = [view for view in grid.cells if view.cell.pk in changed]
    response = render(
        request, "sweep/changed.html", context | {"views": views, "sentence": sentence, "is_error": is_error}
    )
    return with_cause(response, "refused: sweep") if is_error else response
