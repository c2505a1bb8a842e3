"""Hair and what is worn on it, in the part behind a head and the part before it."""

import math

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, shift
from playground.sketch.scenes.curves import smooth

# Half outlines from the top down, as shares of reach beside and below the face's point.
_BEHIND = {
    "long": ((0.0, -0.36), (0.19, -0.2), (0.21, 0.1), (0.16, 0.26)),
    "bob": ((0.0, -0.37), (0.2, -0.24), (0.215, -0.04), (0.17, 0.07)),
    "scarf": ((0.0, -0.37), (0.18, -0.24), (0.19, 0.0), (0.13, 0.16)),
}


def draw_hair_behind(canvas: Canvas, at: Point, reach: float, colours: tuple[Colour, Colour], *, style: str) -> None:
    """Draw what is behind the neck: long hair, a bob, curls, a bun, a scarf."""
    (x, y), (hair, cloth) = at, colours
    if style in _BEHIND:
        right = [(x + across * reach, y + down * reach) for across, down in _BEHIND[style]]
        left = [(2 * x - px, py) for px, py in reversed(right[1:])]
        tone = cloth if style == "scarf" else hair
        canvas.polygon(smooth([*right, *left], closed=True), Fill(shift(tone, 0.04), shift(tone, -0.05), 90))
    elif style == "curls":
        for index in range(14):
            angle = math.radians(-118 + index * 236 / 13 - 90)
            spot = (x + reach * 0.155 * math.cos(angle), y - reach * 0.15 + reach * 0.19 * math.sin(angle))
            canvas.disc(spot, reach * (0.085 - 0.012 * (index % 2)), Fill(shift(hair, 0.05), shift(hair, -0.03), 40))
    elif style == "bun":
        canvas.disc((x, y - reach * 0.37), reach * 0.085, Fill(shift(hair, 0.05), hair))


def draw_hair_before(canvas: Canvas, at: Point, reach: float, colours: tuple[Colour, Colour], *, style: str) -> None:
    """Draw what lies over the forehead, and a beard."""
    hair, cloth = colours
    if style == "scarf":
        _draw_band(canvas, at, reach, cloth)
    elif style == "cap":
        _draw_short(canvas, at, reach, hair)
        _draw_cap(canvas, at, reach, cloth)
    elif style == "bob":
        _draw_bangs(canvas, at, reach, hair)
    elif style in ("short", "beard", "curls"):
        _draw_short(canvas, at, reach, hair)
    else:
        _draw_parted(canvas, at, reach, hair)
    if style in ("beard", "cap"):
        _draw_beard(canvas, at, reach, hair)


def _outline(canvas: Canvas, at: Point, reach: float, colour: Colour, *, shape: tuple[Point, ...]) -> None:
    points = [(at[0] + across * reach, at[1] + down * reach) for across, down in shape]
    canvas.polygon(smooth(points, closed=True), Fill(shift(colour, 0.07), shift(colour, -0.02), 60))


def _draw_parted(canvas: Canvas, at: Point, reach: float, hair: Colour) -> None:
    shape = ((-0.15, -0.06), (-0.17, -0.22), (-0.06, -0.35), (0.1, -0.34), (0.17, -0.2), (0.15, -0.05), (0.11, -0.17),
             (-0.02, -0.25), (-0.11, -0.17))  # fmt: skip
    _outline(canvas, at, reach, hair, shape=shape)


def _draw_short(canvas: Canvas, at: Point, reach: float, hair: Colour) -> None:
    shape = ((-0.138, -0.1), (-0.152, -0.22), (-0.09, -0.335), (0.06, -0.35), (0.145, -0.27), (0.138, -0.1), (0.118,
        -0.19),
             (0.04, -0.235), (-0.06, -0.225), (-0.12, -0.19))  # fmt: skip
    _outline(canvas, at, reach, hair, shape=shape)


def _draw_bangs(canvas: Canvas, at: Point, reach: float, hair: Colour) -> None:
    shape = ((-0.17, 0.02), (-0.18, -0.2), (-0.08, -0.35), (0.08, -0.35), (0.18, -0.2), (0.17, 0.02), (0.13, -0.12),
        (0.1, -0.155),
             (0.0, -0.165), (-0.1, -0.155), (-0.13, -0.12))  # fmt: skip
    _outline(canvas, at, reach, hair, shape=shape)


def _draw_band(canvas: Canvas, at: Point, reach: float, cloth: Colour) -> None:
    shape = ((-0.16, -0.02), (-0.17, -0.22), (-0.08, -0.35), (0.08, -0.35), (0.17, -0.22), (0.16, -0.02), (0.12, -0.15),
             (0.0, -0.225), (-0.12, -0.15))  # fmt: skip
    _outline(canvas, at, reach, cloth, shape=shape)
    fold = [
        (at[0] + across * reach, at[1] + down * reach)
        for across, down in ((-0.15, -0.14), (-0.05, -0.27), (0.1, -0.31))
    ]
    canvas.line(smooth(fold), reach * 0.006, shift(cloth, -0.14), 0.6)


def _draw_cap(canvas: Canvas, at: Point, reach: float, cloth: Colour) -> None:
    shape = (
        (-0.165, -0.215),
        (-0.16, -0.31),
        (-0.06, -0.39),
        (0.08, -0.385),
        (0.165, -0.3),
        (0.165, -0.215),
        (0.0, -0.235),
    )
    _outline(canvas, at, reach, cloth, shape=shape)
    box = (at[0] - reach * 0.165, at[1] - reach * 0.25, at[0] + reach * 0.165, at[1] - reach * 0.2)
    canvas.rectangle(box, Fill(shift(cloth, -0.06), shift(cloth, -0.16), 60), reach * 0.024)


def _draw_beard(canvas: Canvas, at: Point, reach: float, hair: Colour) -> None:
    shape = ((-0.132, -0.09), (-0.125, 0.04), (-0.07, 0.125), (0.0, 0.15), (0.07, 0.125), (0.125, 0.04), (0.132,
        -0.09), (0.1, -0.01),
             (0.045, 0.012), (0.0, 0.008), (-0.045, 0.012), (-0.1, -0.01))  # fmt: skip
    _outline(canvas, at, reach, hair, shape=shape)
    x, y = at
    smile = [(x - reach * 0.03, y + reach * 0.042), (x, y + reach * 0.05), (x + reach * 0.03, y + reach * 0.042)]
    canvas.line(smooth(smile), reach * 0.01, (176, 84, 78))
