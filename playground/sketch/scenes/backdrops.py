"""Plain forms behind a subject: a disc, doorways, a panel, a ring, a rising sun, a split wall."""

import math
from collections.abc import Mapping
from typing import Protocol

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import mix, shift
from playground.sketch.palette import Palette
from playground.sketch.scenes.curves import arch
from playground.sketch.scenes.stage import Layer, Stage


class Backdrop(Protocol):
    """Draws one form around a point. Forms that rest on the floor use its height in pixels."""

    def __call__(self, canvas: Canvas, centre: Point, radius: float, floor: float, *, palette: Palette) -> None: ...


def lay_backdrop(stage: Stage, centre: Point, radius: float, floor: float) -> Layer:
    """Return the form that the seed chooses, around a point. Forms that rest on the floor use its height in pixels."""
    draw = BACKDROPS[stage.variety.each("backdrop", tuple(BACKDROPS))]
    return lambda canvas: draw(canvas, centre, radius, floor, palette=stage.palette)


def _fill(palette: Palette, share: float = 0.0) -> Fill:
    tone = mix(mix(palette.haze, palette.accent, 0.62), palette.sky, share)
    return Fill(shift(tone, 0.04), mix(tone, palette.haze, 0.3), 15)


def _disc(canvas: Canvas, centre: Point, radius: float, floor: float, *, palette: Palette) -> None:
    canvas.disc(centre, radius, _fill(palette))


def _arch(canvas: Canvas, centre: Point, radius: float, floor: float, *, palette: Palette) -> None:
    outline = arch(centre[0] - radius * 0.86, centre[1] - radius * 1.12, centre[0] + radius * 0.86, floor)
    canvas.polygon(outline, _fill(palette))


def _arches(canvas: Canvas, centre: Point, radius: float, floor: float, *, palette: Palette) -> None:
    for index, share in enumerate((1.16, 0.9, 0.64)):
        half = radius * share
        outline = arch(centre[0] - half, centre[1] - half * 1.02, centre[0] + half, floor)
        canvas.polygon(outline, _fill(palette, (0.55, 0.3, 0.0)[index]))


def _panel(canvas: Canvas, centre: Point, radius: float, floor: float, *, palette: Palette) -> None:
    x, y = centre
    canvas.rectangle((x - radius * 0.1, y - radius * 1.12, x + radius * 1.02, floor), _fill(palette, 0.5))
    canvas.rectangle((x - radius * 0.86, y - radius * 0.78, x + radius * 0.6, floor), _fill(palette))


def _ring(canvas: Canvas, centre: Point, radius: float, floor: float, *, palette: Palette) -> None:
    canvas.disc(centre, radius * 1.08, _fill(palette, 0.72))
    canvas.ring(centre, (radius * 1.0, radius * 1.0), radius * 0.16, _fill(palette))


def _sunrise(canvas: Canvas, centre: Point, radius: float, floor: float, *, palette: Palette) -> None:
    foot = (centre[0], floor)
    for index in range(13):
        # Each of the thirteen rays fills 64 % of its share of the half circle.
        start, end = (math.radians(180 + (index + share) * 180 / 13) for share in (0.18, 0.82))
        far = radius * 2.4
        ends = [(foot[0] + far * math.cos(angle), foot[1] + far * math.sin(angle)) for angle in (start, end)]
        canvas.polygon([foot, *ends], _fill(palette, 0.8), 0.8)
    canvas.pie(foot, radius * 1.3, (180, 360), _fill(palette))


def _wall(canvas: Canvas, centre: Point, radius: float, floor: float, *, palette: Palette) -> None:
    # Shapes extend two pixels beyond the picture, so that their smooth edges do not show at its border.
    points = [(centre[0] + radius * 0.25, -2.0), (canvas.width + 2.0, -2.0), (canvas.width + 2.0, floor)]
    canvas.polygon([*points, (centre[0] - radius * 0.15, floor)], _fill(palette, 0.2))


BACKDROPS: Mapping[str, Backdrop] = {
    "disc": _disc,
    "arch": _arch,
    "panel": _panel,
    "ring": _ring,
    "arches": _arches,
    "sunrise": _sunrise,
    "wall": _wall,
}
