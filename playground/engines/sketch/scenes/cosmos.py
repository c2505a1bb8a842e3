"""Space: a banded planet with rings and moons among stars."""

import math
from functools import partial

from playground.engines.sketch.canvas import Canvas, Fill, Point
from playground.engines.sketch.colour import Colour, lightness_of, mix, shift
from playground.engines.sketch.scenes.curves import circle
from playground.engines.sketch.scenes.orbs import draw_sphere
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_cosmos(stage: Stage) -> Scene:
    """Return a planet in the subject's box."""
    random, palette = stage.random, stage.palette
    night = palette.sky if palette.dark else palette.deep
    glow = palette.haze if palette.dark else mix(palette.deep, palette.main, 0.5)
    radius = stage.reach * random.uniform(0.24, 0.3)
    tilt = math.radians(random.uniform(-28, 28))
    named = palette.accent if palette.dark else palette.haze
    planet = palette.main if lightness_of(palette.main) > 0.45 else named
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(night, mix(night, glow, 0.8), random.uniform(-40, 40))),
        partial(Canvas.glow, centre=stage.centre, radius=stage.reach * 0.85, colour=glow, opacity=0.8),
        partial(_stars, stage=stage, seed=random.random(), count=70),
        partial(_ring, stage=stage, radius=radius, tilt=tilt, front=False),
        partial(draw_sphere, centre=stage.centre, radius=radius, colour=planet, palette_dark=night),
        partial(_bands, stage=stage, radius=radius, tilt=tilt, phase=random.random()),
        partial(_ring, stage=stage, radius=radius, tilt=tilt, front=True),
    ]
    for index in range(2):
        angle = random.uniform(0, math.tau)
        reach = radius * random.uniform(1.45, 1.7)
        spot = (stage.centre[0] + reach * math.cos(angle), stage.centre[1] + reach * math.sin(angle) * 0.8)
        size = radius * random.uniform(0.08, 0.17)
        colour = (palette.accent, palette.second)[index]
        base.append(partial(draw_sphere, centre=spot, radius=size, colour=shift(colour, 0.1), palette_dark=night))
    details: list[Layer] = [partial(_stars, stage=stage, seed=random.random(), count=8) for _ in range(50)]
    return Scene(tuple(base), tuple(details))


def _stars(canvas: Canvas, stage: Stage, seed: float, count: int) -> None:
    for index in range(count):
        x = (seed * 7919 + index * 0.61803398875 + math.sin(seed * 100 + index * 12.9898) * 0.31) % 1
        y = (seed * 104729 + index * 0.75487766625 + math.sin(seed * 50 + index * 78.233) * 0.27) % 1
        size = stage.unit * (0.0007 + 0.0018 * ((index * 37 % 11) / 11) ** 3)
        canvas.disc((x * stage.width, y * stage.height), size, Fill(stage.palette.pale), 0.85)


def _bands(canvas: Canvas, stage: Stage, radius: float, tilt: float, *, phase: float) -> None:
    x, y = stage.centre
    palette = stage.palette

    def stripe(inner: Canvas) -> None:
        for index in range(6):
            place = -0.8 + 1.6 * (index + phase) / 6
            height = radius * (0.05 + 0.06 * ((index * 5 + 2) % 4) / 3)
            points = [
                _turn((x - radius * 1.1, y + place * radius - height), (x, y), tilt),
                _turn((x + radius * 1.1, y + place * radius - height * 0.6), (x, y), tilt),
                _turn((x + radius * 1.1, y + place * radius + height), (x, y), tilt),
                _turn((x - radius * 1.1, y + place * radius + height), (x, y), tilt),
            ]
            tone: Colour = (palette.accent, palette.second, palette.pale)[index % 3]
            inner.soft(points, radius * 0.025, tone, 0.34)

    canvas.clip(circle(stage.centre, (radius, radius)), stripe)


def _turn(point: Point, centre: Point, angle: float) -> Point:
    x, y = point[0] - centre[0], point[1] - centre[1]
    return (
        centre[0] + x * math.cos(angle) - y * math.sin(angle),
        centre[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def _ring(canvas: Canvas, stage: Stage, radius: float, tilt: float, *, front: bool) -> None:
    x, y = stage.centre
    for index, share in enumerate((1.85, 1.66, 1.5)):
        start = 0 if front else math.pi
        path = []
        for step in range(61):
            angle = start + math.pi * step / 60
            path.append(
                _turn((x + radius * share * math.cos(angle), y + radius * share * 0.26 * math.sin(angle)), (x, y), tilt)
            )
        tone = (stage.palette.accent, stage.palette.pale, stage.palette.accent)[index]
        canvas.line(path, radius * (0.035, 0.06, 0.025)[index], tone, 0.85 if front else 0.5)
