"""Geometric posters: a grid of motifs, arcs, bars, triangles, or a few large forms."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour
from playground.sketch.scenes.curves import circle
from playground.sketch.scenes.motifs import MOTIFS, Cell, corner_of, draw_cell, draw_spot, fill_cell, tint
from playground.sketch.scenes.stage import Layer, Scene, Stage

PATTERNED = ("pattern", "grid", "tiles", "mosaic")


def draw_geometry(stage: Stage) -> Scene:
    """Return plain forms in the subject's box, in the order that the seed picks."""
    # Colours given as hex codes must appear unchanged, so they take the roles with the largest areas.
    exact = dict(zip(("main", "accent", "second"), stage.brief.exact, strict=False))
    stage = replace(stage, palette=replace(stage.palette, **exact))
    names = [name for name in ORDERS if name != "large" or not stage.brief.mentions(*PATTERNED)]
    base, details = ORDERS[stage.variety.each("order", names)](stage)
    stage.random.shuffle(details)
    wash = partial(Canvas.wash, fill=Fill(stage.palette.sky, stage.palette.haze, 0))
    return Scene((wash, *base), tuple(details))


def _cells(stage: Stage, columns: int) -> list[Cell]:
    """Return the cells of a grid that fills the subject's box.

    Beside type the grid keeps whole squares and leaves the rest of the room empty.
    """
    random, (left, top, right, bottom) = stage.random, stage.art
    side = (right - left) / columns
    beside = top > 0 or bottom < stage.height
    # A row of which less than 2 % would be visible is left out.
    rows = max(1, int((bottom - top) / side)) if beside else math.ceil((bottom - top) / side - 0.02)
    above = top if bottom < stage.height else bottom - rows * side
    cells: list[Cell] = []
    for row in range(rows):
        for column in range(columns):
            ground, first, second = _three(stage, row, column)
            corner = (left + column * side, above + row * side)
            cells.append(Cell(*corner, side, random.randrange(4), ground, first, second))
    return cells


def _columns(stage: Stage, counts: tuple[int, ...]) -> int:
    wide = stage.art[2] - stage.art[0] > (stage.art[3] - stage.art[1]) * 1.3
    return round(stage.variety.pick("columns", counts) * (1.6 if wide else 1.0))


def _tiles(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """A grid of many motifs."""
    base: list[Layer] = []
    details: list[Layer] = []
    previous = ""
    for cell in _cells(stage, _columns(stage, (3, 5, 4, 2))):
        previous = stage.random.choice([motif for motif in MOTIFS if motif != previous])
        base.append(partial(draw_cell, cell=cell, name=previous))
        if stage.random.random() < 0.55:
            details.append(partial(draw_spot, cell=cell, count=stage.random.choice((1, 3, 4))))
    return base, details


def _arcs(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """Rows of arcs, like scales, in one direction."""
    palette, random = stage.palette, stage.random
    turn = stage.variety.pick("arcs turn", (0, 2))
    base: list[Layer] = []
    tones = (palette.main, palette.pale, palette.accent, palette.deep, palette.second, palette.haze)
    details: list[Layer] = []
    for cell in _cells(stage, _columns(stage, (2, 3, 4))):
        base.append(partial(_draw_arcs, cell=cell, tones=tones, turn=turn, start=random.randrange(6)))
        details.append(partial(draw_spot, cell=cell, count=3))
    return base, details


def _draw_arcs(canvas: Canvas, cell: Cell, tones: Sequence[Colour], turn: int, *, start: int) -> None:
    fill_cell(canvas, cell)
    half = cell.side / 2
    for index, share in enumerate((1.0, 0.8, 0.6, 0.4, 0.2)):
        tone = tones[(start + index) % len(tones)]
        for row in range(2):
            foot = (cell.left + half, cell.top + half * (row + (1 if turn == 0 else 0)))
            angles = (180, 360) if turn == 0 else (0, 180)
            canvas.pie(foot, half * share, angles, tint(tone))


def _large(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """A few large forms that overlap: a quarter, a disc and its half, bars, a ring."""
    palette, reach, (x, y) = stage.palette, stage.reach, stage.centre
    between, side = stage.variety.between, stage.variety.side("large side")
    others = [palette.accent, palette.second, palette.deep, palette.pale]
    turn = stage.variety.pick("large tones", (0, 1, 2))
    first, second, third, fourth, fifth = [palette.main, *others[turn:], *others[:turn]]
    disc = (x + side * reach * between("disc x", 0.02, 0.2), y - reach * between("disc y", -0.05, 0.2))
    radius, quarter = reach * between("disc", 0.22, 0.34), reach * between("quarter", 0.4, 0.62)
    corner, small = (x - side * reach * 0.48, y + reach * 0.48), (x - side * reach * 0.3, y - reach * 0.3)
    edge = (-90, 0) if side > 0 else (180, 270)
    half = (90, 270) if side > 0 else (-90, 90)
    face = Fill(first) if stage.brief.exact else tint(first)
    place = reach * between("bar", 0.05, 0.2)
    base: list[Layer] = [
        partial(Canvas.pie, centre=corner, radius=quarter, angles=edge, fill=tint(third)),
        partial(Canvas.disc, centre=disc, radius=radius, fill=face),
        _slanted(stage, place, reach * 0.085, fourth),
        _slanted(stage, place + reach * 0.1, reach * 0.025, second),
        partial(Canvas.ring, centre=small, radii=(reach * 0.12,) * 2, thickness=reach * 0.035, fill=Fill(second)),
        partial(Canvas.pie, centre=disc, radius=radius * 0.56, angles=half, fill=tint(fifth)),
    ]
    ink = Fill(palette.ink_on(palette.haze))
    details: list[Layer] = []
    for index in range(16):
        spot = (x + side * reach * (0.2 + 0.07 * (index % 4)), y + reach * (0.24 + 0.07 * (index // 4)))
        details.append(partial(Canvas.disc, centre=spot, radius=reach * 0.014, fill=ink))
    return base, details


def _slanted(stage: Stage, offset: float, thick: float, tone: Colour) -> Layer:
    """Return a bar through the subject's box, `offset` pixels from its middle."""
    (x, y), far = stage.centre, stage.reach * 0.62
    lean = math.radians(stage.variety.between("lean", 25, 65) * stage.variety.side("large side"))
    across, along = (math.cos(lean), math.sin(lean)), (-math.sin(lean), math.cos(lean))
    points: list[Point] = []
    for end, edge in ((-far, -thick / 2), (far, -thick / 2), (far, thick / 2), (-far, thick / 2)):
        down = offset + edge
        points.append((x + across[0] * end + along[0] * down, y + across[1] * end + along[1] * down))
    return partial(Canvas.polygon, points=points, fill=tint(tone))


def _bars(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """Upright bars of many widths, a disc across them in exchanged colours."""
    palette, random, (left, top, right, bottom) = stage.palette, stage.random, stage.art
    tones = (palette.main, palette.haze, palette.accent, palette.deep, palette.second, palette.pale)
    level = stage.variety.side("bars level") > 0
    length = (bottom - top) if level else (right - left)
    count = stage.variety.pick("bars", (7, 11, 5))
    widths = [random.uniform(0.5, 1.6) for _ in range(count)]
    cuts = [sum(widths[:index]) / sum(widths) * length for index in range(count + 1)]
    centre = (stage.centre[0] + stage.variety.between("bars x", -0.2, 0.2) * stage.reach, stage.centre[1])
    radius = stage.reach * stage.variety.between("bars disc", 0.26, 0.4)

    def stripes(canvas: Canvas, turn: int) -> None:
        for index in range(count):
            # An overlap of one pixel keeps the ground from showing through the smooth edges between two bars.
            near, far = cuts[index], cuts[index + 1] + 1
            box = (left, top + near, right, top + far) if level else (left + near, top, left + far, bottom)
            canvas.rectangle(box, tint(tones[(index + turn) % len(tones)]))

    outline = circle(centre, (radius, radius))
    base: list[Layer] = [
        lambda canvas: stripes(canvas, 0),
        lambda canvas: canvas.clip(outline, lambda inner: stripes(inner, 3)),
    ]
    ring = partial(Canvas.ring, centre=centre, radii=(radius * 0.5, radius * 0.5), thickness=radius * 0.04,
                   fill=Fill(palette.pale), opacity=0.8)  # fmt: skip
    return base, [ring]


def _triangles(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """A grid cut along its diagonals, light and dark drifting across it."""
    base: list[Layer] = []
    details: list[Layer] = []
    for cell in _cells(stage, _columns(stage, (4, 6, 3))):
        base.append(partial(_draw_diagonal, cell=cell))
        if stage.random.random() < 0.4:
            details.append(partial(draw_spot, cell=cell, count=1))
    return base, details


def _draw_diagonal(canvas: Canvas, cell: Cell) -> None:
    fill_cell(canvas, cell)
    corners = [corner_of(cell, cell.turn + index) for index in range(3)]
    canvas.polygon(corners, tint(cell.first))
    if cell.turn % 2:
        middle = (cell.left + cell.side / 2, cell.top + cell.side / 2)
        canvas.polygon([corners[0], corners[1], middle], tint(cell.second))


ORDERS: Mapping[str, Callable[[Stage], tuple[list[Layer], list[Layer]]]] = {
    "tiles": _tiles,
    "large": _large,
    "arcs": _arcs,
    "bars": _bars,
    "triangles": _triangles,
}


def _three(stage: Stage, row: int, column: int) -> Sequence[Colour]:
    palette = stage.palette
    options = [palette.main, palette.second, palette.accent, palette.deep, palette.pale, palette.haze]
    first = options.pop((row * 3 + column * 2 + stage.random.randrange(3)) % len(options))
    stage.random.shuffle(options)
    return first, options[0], options[1]
