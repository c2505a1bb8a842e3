"""Soft spheres that float in light."""

import math
from functools import partial

from playground.engines.sketch.canvas import Canvas, Fill, Point
from playground.engines.sketch.colour import Colour, mix, shift
from playground.engines.sketch.scenes.curves import circle
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_orbs(stage: Stage) -> Scene:
    """Return a few spheres of different sizes, lit from above, in front of mingled light."""
    random, palette = stage.random, stage.palette
    tones = palette.tones()
    base: list[Layer] = [partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, random.uniform(-35, 35)))]
    for index in range(4):
        centre = (random.uniform(0, stage.width), random.uniform(0, stage.height))
        base.append(
            partial(
                Canvas.glow,
                centre=centre,
                radius=stage.unit * random.uniform(0.6, 0.95),
                colour=tones[index],
                opacity=0.5,
            )
        )
    spheres = _places(stage)
    for index, (centre, radius) in enumerate(spheres):
        base.append(
            partial(draw_sphere, centre=centre, radius=radius, colour=tones[index % 3], palette_dark=palette.deep)
        )
    details: list[Layer] = []
    for index in range(40):
        spot = stage.aside()
        size = stage.unit * random.uniform(0.0015, 0.0075)
        details.append(partial(Canvas.disc, centre=spot, radius=size, fill=Fill(tones[index % 3]), opacity=0.8))
    return Scene(tuple(base), tuple(details))


def _places(stage: Stage) -> list[tuple[Point, float]]:
    """Return spheres that keep clear of one another, the largest first."""
    random = stage.random
    first = stage.reach * random.uniform(0.27, 0.33)
    middle = (
        stage.centre[0] + random.uniform(-0.08, 0.08) * stage.reach,
        stage.centre[1] + random.uniform(-0.06, 0.06) * stage.reach,
    )
    placed: list[tuple[Point, float]] = [(middle, first)]
    for _ in range(60):
        if len(placed) == 6:
            break
        radius = first * random.choice((0.16, 0.24, 0.36, 0.5))
        spot = (random.uniform(stage.art[0], stage.art[2]), random.uniform(stage.art[1], stage.art[3]))
        inside = all(
            (
                stage.art[0] + radius < spot[0] < stage.art[2] - radius,
                stage.art[1] + radius < spot[1] < stage.art[3] - radius,
            )
        )
        if inside and all(math.dist(spot, other) > radius * 1.1 + size for other, size in placed):
            placed.append((spot, radius))
    return placed


def draw_sphere(canvas: Canvas, centre: Point, radius: float, colour: Colour, *, palette_dark: Colour) -> None:
    """Draw a lit sphere with its shadow."""
    x, y = centre
    canvas.glow((x + radius * 0.14, y + radius * 0.3), radius * 1.3, palette_dark, 0.42)
    canvas.disc(centre, radius, Fill(shift(colour, 0.09, 1.0, -12), shift(colour, -0.2, 1.0, 14), 24))

    def light(inner: Canvas) -> None:
        inner.glow((x - radius * 0.34, y - radius * 0.42), radius * 0.95, mix(colour, (255, 255, 255), 0.75), 0.75)
        inner.glow((x + radius * 0.45, y + radius * 0.98), radius * 0.75, shift(colour, 0.16, 1.1, 40), 0.55)

    canvas.clip(circle(centre, (radius, radius)), light)
