"""Takes a grid away: as one labelled picture, as a table, and as an archive of its pictures."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from playground.imaging.decoding import DECODES
from playground.imaging.names import make_slug
from playground.library.export.archive import Export, ExportOptions
from playground.library.export.table import BEGINNING, write_row
from playground.pages.file_naming import name_for
from playground.pages.requests import HtmxHttpRequest
from playground.pages.sweep import find_sweep, make_grid
from playground.pages.sweep_cells import CellView
from playground.pages.sweep_grid import Grid
from playground.pages.toasts import refuse
from playground.pages.too_busy import person_of
from playground.prices.money import plain
from playground.sweeps.models import Kind, Sweep
from playground.sweeps.sheet import Sheet, draw_sheet

COLUMNS = ("state", "seed", "width", "height", "starred", "rating", "verdict", "price", "reused", "note", "address")
NOTHING = "There is no picture to export yet. Buy some cells first."


@require_safe
def sheet(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Send one labelled picture of the grid, in the order that the page shows."""
    found = find_sweep(request, id)
    # A table can have more lines than a JPEG is high enough for, and its cells say nothing without their prompts.
    if found.kind != Kind.GRID:
        raise Http404
    grid = make_grid(request, found)
    if not grid.bar.done:
        return refuse(request, NOTHING, found.get_absolute_url())
    with DECODES.take(person_of(request)):
        content = draw_grid(grid)
    return _download(found, content, "image/jpeg", "jpg")


def draw_grid(grid: Grid) -> bytes:
    """Return the grid as one JPEG."""
    columns, rows = grid.columns, grid.rows
    axes = "  ".join(f"{title} {arrow}" for title, arrow in zip(grid.titles, "→↓", strict=False))
    words = Sheet(grid.sweep.name, axes, [line.label.words for line in columns], [line.label.words for line in rows])
    return draw_sheet(words, _read_pictures([row.cells for row in rows]))


def _read_pictures(rows: Sequence[Sequence[CellView]]) -> Iterator[tuple[int, int, bytes]]:
    """Yield the thumbnail of each picture, or the picture itself while it has none. What is lost is left out."""
    for row, cells in enumerate(rows):
        for column, view in enumerate(cells):
            for shot in view.card.shots[:1] if view.card and view.is_filled else ():
                for key in (shot.picture.thumbnail_keys["small"], shot.picture.file_key):
                    try:
                        with default_storage.open(key) as file:
                            content = file.read()
                    except OSError:
                        continue
                    yield row, column, content
                    break


@require_safe
def table(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Send a row for each cell."""
    found = find_sweep(request, id)
    grid = make_grid(request, found)
    column, row = (*grid.titles, *("column", "row")[len(grid.titles) :])
    rows = [write_row([row, column, *COLUMNS])]
    rows += [write_row([line.label.words, *_describe(view)]) for line in grid.rows for view in line.cells]
    content = (BEGINNING + "".join(rows)).encode(errors="replace")
    return _download(found, content, "text/csv; charset=utf-8", "csv")


def _describe(view: CellView) -> list[object]:
    """Return the cells of one row of the table after the words of its row."""
    card, quoted = view.card, view.cell.quoted
    generation = card.generation if card else None
    marks = card.marks if card else None
    return [
        view.names[0],
        generation.status if generation else ("impossible" if view.cell.problem else "open"),
        generation.seed if generation else "",
        generation.width if generation else "",
        generation.height if generation else "",
        "yes" if marks and marks.starred else "no",
        marks.rating if marks else 0,
        marks.verdict if marks else "",
        "" if quoted is None else plain(quoted),
        "yes" if view.cell.reused else "no",
        " ".join(filter(None, [view.cell.problem, view.cell.note, generation.error if generation else ""])),
        generation.get_absolute_url() if generation else "",
    ]


@require_safe
def archive(request: HtmxHttpRequest, id: UUID) -> HttpResponseBase:
    """Send all pictures with their recipes, a contact sheet and a table."""
    found = find_sweep(request, id)
    ids = list(dict.fromkeys(view.card.generation.id for view in make_grid(request, found).bar.done if view.card))
    if not ids:
        return refuse(request, NOTHING, found.get_absolute_url())
    export = Export(ids, ExportOptions(name_for(found.owner)))
    response = StreamingHttpResponse(export.stream(), content_type="application/zip")
    return _name(response, found, "zip")


def _download(found: Sweep, content: bytes, type_: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=type_)
    _name(response, found, ending)
    return response


def _name(response: HttpResponseBase, found: Sweep, ending: str) -> HttpResponseBase:
    name = f"sweep-{make_slug(found.name, 40) or 'grid'}-{datetime.now(UTC):%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
