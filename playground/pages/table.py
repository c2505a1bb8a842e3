"""The page of a table: its first line as code, its total, what is made, stopped and resumed, and its lines."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from playground.accounts.owners import find_owner
from playground.catalog.spec import ModelSpec
from playground.generations.models.states import ACTIVE, Status
from playground.generations.submission.inputs import find_by_key, image_keys
from playground.pages.field_text import as_text
from playground.pages.picture_models import name_model
from playground.pages.snippet import Snippet, SnippetOptions, known_language, print_request
from playground.pages.sweep_cells import CellView, load_cells, render_cell
from playground.prices.money import dollars, show
from playground.snippets.registry import LANGUAGES
from playground.sweeps.budget import remaining, write_budget
from playground.sweeps.buying import is_filled
from playground.sweeps.models import Cell, Kind, Sweep
from playground.sweeps.models.sweep import LONGEST_NAME
from playground.sweeps.planning import Planner

ROWS = 50
LONGEST_PROMPT = 300


@dataclass(frozen=True, slots=True)
class Totals:
    """How many lines there are, by what became of them, and what those cost that are not made."""

    rows: int
    done: int
    active: int
    failed: int
    wrong: int
    cost: int
    unknown: int

    @property
    def open(self) -> int:
        """How many can be made."""
        return self.rows - self.done - self.active - self.wrong

    @property
    def has_costs(self) -> bool:
        """Whether any of these cost something, as far as that is known."""
        return self.cost > 0 or self.unknown > 0

    @property
    def price(self) -> str:
        """What the open lines cost."""
        if not self.unknown:
            return show(self.cost)
        return f"at least {dollars(self.cost)}" if self.cost else show(None)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: its number, its prompt, the values by which it differs, and its cell."""

    number: int
    prompt: str
    values: str
    view: CellView

    @property
    def cell(self) -> SafeString:
        """Its picture or its price, with what can be done about it."""
        return render_cell(self.view)


@require_safe
def table(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show a table of the owner of this session."""
    visible = Sweep.objects.visible_to(find_owner(request)).filter(kind=Kind.TABLE).select_related("owner")
    found = get_object_or_404(visible, pk=id)
    start = _read_start(request.GET.get("from", ""), found.rows)
    # Where the person's own server makes the pictures, this costs a query.
    spec = Planner.of(found).base
    lines = _load_lines(found, spec, start)
    totals = count_lines(found)
    left = remaining(found)
    first = found.cells.filter(row=0).select_related("generation").first()
    context = {
        "sweep": found,
        "model": name_model(spec) if spec else found.spec_id,
        "totals": totals,
        "lines": lines,
        "first_row": first,
        "first_is_open": first is not None and not first.problem and not is_filled(first.generation),
        "snippet": _print_first(request, found, spec),
        "languages": LANGUAGES.values(),
        "budget": write_budget(found),
        "left": None if left is None else dollars(left),
        "longest_name": LONGEST_NAME,
        "start": start,
        "active": totals.active > 0,
        "earlier": max(1, start - ROWS) if start > 1 else None,
        "later": start + ROWS if start + ROWS <= found.rows else None,
    }
    return render(request, "table/table.html", context)


def count_lines(found: Sweep) -> Totals:
    """Count the lines of a table in one query."""
    made = Q(generation__deleted=None)
    is_done, is_active = made & Q(generation__status=Status.DONE), made & Q(generation__status__in=ACTIVE)
    is_open = ~is_done & ~is_active & Q(problem="")
    failed = Q(generation__status=Status.FAILED)
    counted = found.cells.aggregate(
        rows=Count("pk"),
        done=Count("pk", filter=is_done),
        active=Count("pk", filter=is_active),
        failed=Count("pk", filter=made & failed),
        wrong=Count("pk", filter=~Q(problem="") & ~is_done & ~is_active),
        cost=Sum("quoted", filter=is_open),
        unknown=Count("pk", filter=is_open & Q(quoted=None)),
    )
    return Totals(**{name: value or 0 for name, value in counted.items()})


def _read_start(text: str, rows: int) -> int:
    """Return the number of the first line that is shown."""
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    return min(max(1, asked), max(1, rows))


def _load_lines(found: Sweep, spec: ModelSpec | None, start: int) -> list[Line]:
    cells: QuerySet[Cell] = found.cells.filter(row__gte=start - 1, row__lt=start - 1 + ROWS).order_by("row")
    names = {(row, 0): ("", f"line {row + 1}") for row in range(start - 1, start - 1 + ROWS)}
    return [_write_line(found, spec, view) for view in load_cells(cells, names)]


def _write_line(found: Sweep, spec: ModelSpec | None, view: CellView) -> Line:
    params = dict(view.cell.params or {})
    prompt = spec.by_role("prompt") if spec else None
    words = str(params.pop(prompt.name if prompt else "prompt", ""))
    differing = [(name, value) for name, value in params.items() if found.params.get(name) != value]
    values = [f"{name} {as_text(value)}" for name, value in differing if not isinstance(value, list)]
    return Line(view.cell.row + 1, words[:LONGEST_PROMPT], " · ".join(values), view)


def _print_first(request: HttpRequest, found: Sweep, spec: ModelSpec | None) -> Snippet | None:
    """Return the request of the first line as code."""
    cell = found.cells.filter(row=0).first()
    if cell is None or spec is None:
        return None
    params = dict(cell.params or {})
    keys = image_keys(spec, params)
    images = find_by_key(found.owner, keys)
    options = SnippetOptions(known_language(request.GET.get("language", "")))
    return print_request(spec, params, [images.get(key) for key in keys], options)
