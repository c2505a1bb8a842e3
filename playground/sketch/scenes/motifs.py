"""The motifs of geometric posters, each of which fills one square of the grid."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, shift


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the grid: its corner and side in pixels, a quarter turn, a ground and two colours on it."""

    left: float
    top: float
    side: float
    turn: int
    ground: Colour
    first: Colour
    second: Colour


def draw_cell(canvas: Canvas, cell: Cell, name: str) -> None:
    """Draw one motif on its ground."""
    fill_cell(canvas, cell)
    MOTIFS[name](canvas, cell)


def fill_cell(canvas: Canvas, cell: Cell) -> None:
    """Lay the ground of a cell."""
    # Whole pixels, so that no gap shows between neighbouring cells.
    box = (round(cell.left), round(cell.top), round(cell.left + cell.side), round(cell.top + cell.side))
    canvas.image.paste(cell.ground, box)


def corner_of(cell: Cell, turn: int) -> Point:
    """Return a corner, counted clockwise from the upper left."""
    across, down = ((0, 0), (1, 0), (1, 1), (0, 1))[turn % 4]
    return cell.left + across * cell.side, cell.top + down * cell.side


def tint(colour: Colour) -> Fill:
    """Return the colour with the least of a gradient."""
    return Fill(shift(colour, 0.012, 1.02, -2), shift(colour, -0.014, 1.02, 3), 45)


def _quarter(canvas: Canvas, cell: Cell) -> None:
    start = cell.turn * 90
    canvas.pie(corner_of(cell, cell.turn), cell.side, (start, start + 90), tint(cell.first))
    canvas.pie(corner_of(cell, cell.turn), cell.side * 0.5, (start, start + 90), tint(cell.second))


def _halves(canvas: Canvas, cell: Cell) -> None:
    middle = cell.side / 2
    for index, colour in enumerate((cell.first, cell.second)):
        centre = (cell.left + middle, cell.top + index * middle + middle)
        if cell.turn % 2:
            canvas.pie((cell.left + index * middle, cell.top + middle), middle, (-90, 90), tint(colour))
        else:
            canvas.pie(centre, middle, (180, 360), tint(colour))


def _disc(canvas: Canvas, cell: Cell) -> None:
    centre = (cell.left + cell.side / 2, cell.top + cell.side / 2)
    canvas.disc(centre, cell.side * 0.42, tint(cell.first))
    start = cell.turn * 90
    canvas.pie(centre, cell.side * 0.42, (start, start + 180), tint(cell.second))


def _rings(canvas: Canvas, cell: Cell) -> None:
    start = cell.turn * 90
    for index, share in enumerate((1.0, 0.78, 0.56, 0.34)):
        colour = (cell.first, cell.ground, cell.second, cell.ground)[index]
        canvas.pie(corner_of(cell, cell.turn), cell.side * share, (start, start + 90), Fill(colour))


def _stripes(canvas: Canvas, cell: Cell) -> None:
    for index in range(4):
        near, far = cell.side * (index * 2) / 8, cell.side * (index * 2 + 1) / 8
        if cell.turn % 2:
            canvas.rectangle((cell.left, cell.top + near, cell.left + cell.side, cell.top + far), Fill(cell.first))
        else:
            canvas.rectangle((cell.left + near, cell.top, cell.left + far, cell.top + cell.side), Fill(cell.first))


def _petal(canvas: Canvas, cell: Cell) -> None:
    one, other = corner_of(cell, cell.turn), corner_of(cell, cell.turn + 2)
    outline: list[Point] = []
    for corner, opposite in ((corner_of(cell, cell.turn + 1), one), (corner_of(cell, cell.turn + 3), other)):
        start = math.atan2(opposite[1] - corner[1], opposite[0] - corner[0])
        end = one if opposite == other else other
        finish = math.atan2(end[1] - corner[1], end[0] - corner[0])
        # The remainder brings the angle between -π and π, which is the shorter way round.
        sweep = (finish - start + math.pi) % math.tau - math.pi
        for index in range(25):
            angle = start + sweep * index / 24
            outline.append((corner[0] + cell.side * math.cos(angle), corner[1] + cell.side * math.sin(angle)))
    canvas.polygon(outline, tint(cell.first))


def _triangle(canvas: Canvas, cell: Cell) -> None:
    corners = [corner_of(cell, cell.turn + index) for index in range(3)]
    canvas.polygon(corners, tint(cell.first))
    middle = (cell.left + cell.side / 2, cell.top + cell.side / 2)
    canvas.disc(middle, cell.side * 0.2, tint(cell.second))


def _dots(canvas: Canvas, cell: Cell) -> None:
    for row in range(4):
        for column in range(4):
            centre = (cell.left + cell.side * (column + 0.5) / 4, cell.top + cell.side * (row + 0.5) / 4)
            canvas.disc(centre, cell.side * 0.075, Fill(cell.first))


def draw_spot(canvas: Canvas, cell: Cell, count: int) -> None:
    """Set a small accent on a cell: what a later step adds."""
    for index in range(count):
        centre = (cell.left + cell.side * (index + 1) / (count + 1), cell.top + cell.side * 0.5)
        if count == 1:
            canvas.ring(centre, (cell.side * 0.13, cell.side * 0.13), cell.side * 0.018, Fill(cell.ground), opacity=0.9)
            canvas.disc(centre, cell.side * 0.05, Fill(cell.ground), 0.9)
        else:
            canvas.disc(centre, cell.side * 0.028, Fill(cell.ground), 0.9)


MOTIFS: Mapping[str, Callable[[Canvas, Cell], None]] = {
    "quarter": _quarter,
    "halves": _halves,
    "disc": _disc,
    "rings": _rings,
    "stripes": _stripes,
    "petal": _petal,
    "triangle": _triangle,
    "dots": _dots,
}
