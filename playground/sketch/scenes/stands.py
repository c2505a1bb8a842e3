"""Draws the surroundings of an object: plinths, blocks, steps, small companions, light through a window."""

import math
from functools import partial
from random import Random

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.palette import Palette
from playground.sketch.scenes.curves import leaf
from playground.sketch.scenes.orbs import draw_sphere
from playground.sketch.scenes.stage import Layer, Stage


def stone(stage: Stage) -> Colour:
    """Return the colour of what things stand on."""
    return stage.palette.pale if is_marble(stage) else mix(stage.palette.pale, stage.palette.main, 0.22)


def is_marble(stage: Stage) -> bool:
    """Return whether the words ask for stone."""
    return stage.brief.mentions("marble", "stone")


def draw_plinth(canvas: Canvas, foot: Point, size: tuple[float, float], colour: Colour, *, marble: bool) -> None:
    """Draw a round plinth of half width and height in pixels."""
    (x, y), (half, tall) = foot, size
    body = Fill(shift(colour, -0.02), shift(colour, -0.24), 90)
    flat = half * 0.13
    canvas.ellipse((x, y), (half, flat), body)
    canvas.rectangle((x - half, y - tall, x + half, y), body)
    canvas.ellipse((x, y - tall), (half, flat), Fill(shift(colour, 0.02), shift(colour, -0.08), 90))
    if marble:
        draw_veins(canvas, (x - half, y - tall * 0.92, x + half, y), half)


def draw_block(canvas: Canvas, foot: Point, size: tuple[float, float], colour: Colour, *, marble: bool) -> None:
    """Draw a square block of half width and height in pixels, its top and one side seen."""
    (x, y), (half, tall) = foot, size
    deep = half * 0.2
    back = y - tall - deep
    top = [(x - half, y - tall), (x - half * 0.72, back), (x + half * 1.28, back), (x + half, y - tall)]
    canvas.polygon(top, Fill(shift(colour, 0.02), shift(colour, -0.04), 90))
    canvas.polygon(
        [(x + half, y - tall), (x + half * 1.28, y - tall - deep), (x + half * 1.28, y - deep), (x + half, y)],
        Fill(shift(colour, -0.2), shift(colour, -0.26)),
    )
    canvas.rectangle((x - half, y - tall, x + half, y), Fill(shift(colour, -0.04), shift(colour, -0.13), 30))
    if marble:
        draw_veins(canvas, (x - half, y - tall * 0.95, x + half, y), half)


def draw_veins(canvas: Canvas, box: tuple[float, float, float, float], size: float) -> None:
    """Draw the veins of marble inside a box."""
    # The stage's generator is not available here. With the size as its seed, a stone has the same veins every time.
    random = Random(f"{size:.3f}")
    left, top, right, bottom = box
    tall = bottom - top
    for _ in range(7):
        points = [(left + random.uniform(0.05, 0.75) * (right - left), bottom - tall * random.uniform(0.3, 0.85))]
        for _ in range(6):
            points.append((points[-1][0] + (right - left) * 0.045, points[-1][1] + tall * random.uniform(-0.16, 0.2)))
        inside = [(min(right, x), min(bottom, max(top, y))) for x, y in points]
        canvas.line(inside, max(1.0, size * 0.006), (132, 132, 138), 0.4)


def companion(stage: Stage, foot: Point, size: float) -> Layer:
    """Return the small thing that the seed sets beside the subject, `size` pixels tall."""
    name = stage.variety.pick("companion", ("ball", "sprig", "coin", "pair", "cone"))
    return partial(_COMPANIONS[name], foot=foot, size=size, palette=stage.palette)


def _ball(canvas: Canvas, foot: Point, size: float, palette: Palette) -> None:
    centre = (foot[0], foot[1] - size / 2)
    draw_sphere(canvas, centre, size / 2, palette.second, palette_dark=palette.deep)


def _pair(canvas: Canvas, foot: Point, size: float, palette: Palette) -> None:
    _ball(canvas, foot, size, palette)
    centre = (foot[0] + size * 0.62, foot[1] - size * 0.2)
    draw_sphere(canvas, centre, size * 0.26, palette.accent, palette_dark=palette.deep)


def _coin(canvas: Canvas, foot: Point, size: float, palette: Palette) -> None:
    x, y = foot
    canvas.shadow((x + size * 0.2, y), (size * 1.0, size * 0.16), 0.4, palette.deep)
    canvas.disc((x + size * 0.1, y - size * 0.8), size * 0.8, Fill(shift(palette.second, -0.14)))
    canvas.disc((x, y - size * 0.8), size * 0.8, Fill(shift(palette.second, 0.08), shift(palette.second, -0.06), 40))


def _cone(canvas: Canvas, foot: Point, size: float, palette: Palette) -> None:
    (x, y), half = foot, size * 0.5
    canvas.shadow((x + size * 0.15, y), (size * 0.8, size * 0.14), 0.4, palette.deep)
    fill = Fill(shift(palette.accent, 0.1), shift(palette.accent, -0.16), 90)
    canvas.ellipse((x, y), (half, half * 0.22), fill)
    canvas.polygon([(x - half, y), (x, y - size * 1.5), (x + half, y)], fill)


def _sprig(canvas: Canvas, foot: Point, size: float, palette: Palette) -> None:
    (x, y), tone = foot, mix(palette.second, palette.main, 0.3)
    canvas.shadow((x, y), (size * 0.5, size * 0.1), 0.35, palette.deep)
    for index in range(7):
        angle = 90 + (index - 3) * 17
        one, other, _ = leaf((x, y), angle, size * (2.3 - 0.16 * abs(index - 3)), size * 0.2, bend=(angle - 90) * 0.5)
        canvas.polygon(one, Fill(shift(tone, 0.08 - 0.02 * (index % 2))))
        canvas.polygon(other, Fill(shift(tone, -0.04)))


_COMPANIONS = {"ball": _ball, "sprig": _sprig, "coin": _coin, "pair": _pair, "cone": _cone}


def cast_light(stage: Stage, at: Point, size: float, colour: Colour, *, opacity: float = 0.6) -> list[Layer]:
    """Return window light that slants over a wall, `size` pixels wide; the seed shapes the window."""
    kind = stage.variety.each("window light", ("grid", "blinds", "arched", "tall", "round"))
    # The term 0.22 x makes the light fall at a slant.
    shapes = [[(at[0] + x * size, at[1] + (y + 0.22 * x) * size) for x, y in shape] for shape in _PANES[kind]()]
    layers: list[Layer] = [
        partial(Canvas.soft, points=points, blur=size * 0.018, colour=colour, opacity=opacity) for points in shapes
    ]
    return layers


def _box(left: float, top: float, wide: float, tall: float) -> list[Point]:
    return [(left, top), (left + wide, top), (left + wide, top + tall), (left, top + tall)]


def _arched_panes() -> list[list[Point]]:
    # The square root is the equation of a circle, for the round top of the window.
    from_left = [(-0.42 + 0.39 * index / 8, -0.12 - 0.38 * (1 - (1 - index / 8) ** 2) ** 0.5) for index in range(9)]
    upper = [*from_left, (-0.03, -0.12)]
    mirrored = [(-x, y) for x, y in upper]
    lower = [_box(side, top, 0.39, 0.27) for side in (-0.42, 0.03) for top in (-0.08, 0.23)]
    return [upper, mirrored, *lower]


def _round_panes() -> list[list[Point]]:
    quarters: list[list[Point]] = []
    for quarter in range(4):
        start = math.pi / 2 * quarter
        middle = (0.022 * (1 if quarter in (0, 3) else -1), 0.022 * (1 if quarter < 2 else -1))
        bow = [start + math.pi / 2 * index / 12 for index in range(13)]
        rim = [(middle[0] + 0.44 * math.cos(angle), middle[1] + 0.44 * math.sin(angle)) for angle in bow]
        quarters.append([middle, *rim])
    return quarters


_PANES = {
    "grid": lambda: [
        _box(-0.44 + 0.46 * column, -0.5 + 0.35 * row, 0.41, 0.3) for row in range(3) for column in (0, 1)
    ],
    "blinds": lambda: [_box(-0.5, -0.5 + 0.125 * row, 1.0, 0.065) for row in range(9)],
    "arched": _arched_panes,
    "tall": lambda: [_box(-0.5 + 0.36 * column, -0.7, 0.26, 1.4) for column in range(3)],
    "round": _round_panes,
}
