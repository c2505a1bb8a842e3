"""Space: a ringed planet, the limb of a large one, orbits around a sun, a view from a moon."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, lightness_of, mix, shift
from playground.sketch.scenes.curves import circle, wave
from playground.sketch.scenes.orbs import draw_sphere
from playground.sketch.scenes.stage import Layer, Scene, Stage


@dataclass(frozen=True, slots=True)
class Planet:
    """A planet: its middle, radius and tilt (radians), its colour, and the night behind it."""

    centre: Point
    radius: float
    tilt: float
    colour: Colour
    night: Colour


def draw_cosmos(stage: Stage) -> Scene:
    """Return the view of space that the seed picks."""
    random, palette = stage.random, stage.palette
    # Space is dark even if the palette is light.
    night = palette.sky if palette.dark else palette.deep
    glow = palette.haze if palette.dark else mix(palette.deep, palette.main, 0.5)
    heart = stage.framed(1.0, stage.variety.between("glow", -0.9, 0.9)).centre
    sky: list[Layer] = [
        partial(Canvas.wash, fill=Fill(night, mix(night, glow, 0.8), stage.variety.between("fall", -60, 60))),
        partial(Canvas.glow, centre=heart, radius=stage.reach * 0.85, colour=glow, opacity=0.8),
        partial(_stars, stage=stage, seed=random.random(), count=70),
    ]
    view = VIEWS[stage.variety.each("view of space", tuple(VIEWS))]
    details: list[Layer] = [partial(_stars, stage=stage, seed=random.random(), count=8) for _ in range(50)]
    if view is _from_moon:
        # Stars come before the ground that hides them.
        return Scene((*sky, *details[:20], *view(stage, night)))
    return Scene((*sky, *view(stage, night)), tuple(details))


def _tones(stage: Stage) -> list[Colour]:
    """Return the palette's colours that show on a dark sky, the leading one first."""
    palette = stage.palette
    tones = [tone for tone in (palette.main, palette.accent, palette.second, palette.haze) if lightness_of(tone) > 0.45]
    return [*tones, mix(palette.main, palette.pale, 0.5), palette.pale]


def _ringed(stage: Stage, night: Colour) -> list[Layer]:
    """A planet with rings, and moons."""
    variety, random = stage.variety, stage.random
    stage = stage.framed(variety.pick("planet near", (1.0, 0.66, 1.3)), variety.between("planet aside", -0.8, 0.8))
    radius, tilt = stage.reach * 0.27, math.radians(variety.between("tilt", -34, 34))
    planet = Planet(stage.centre, radius, tilt, _tones(stage)[0], night)
    layers: list[Layer] = [partial(_ring, stage=stage, planet=planet, front=False), *_globe(stage, planet)]
    layers.append(partial(_ring, stage=stage, planet=planet, front=True))
    for index in range(variety.pick("moons", (2, 1, 3))):
        angle, away = random.uniform(0, math.tau), radius * random.uniform(1.45, 1.7)
        spot = (stage.centre[0] + away * math.cos(angle), stage.centre[1] + away * math.sin(angle) * 0.8)
        layers.append(_moon(stage, spot, radius * random.uniform(0.08, 0.17), index, night=night))
    return layers


def _limb(stage: Stage, night: Colour) -> list[Layer]:
    """A large planet that fills a corner, a moon far off."""
    reach, (x, y) = stage.reach, stage.centre
    down = stage.variety.side("limb")
    radius = max(reach * 0.85, min(stage.width, stage.height) * 0.7 * (0.7 if stage.brief.texts else 1.0))
    centre = (x - reach * 0.42, y + down * (radius * 0.92))
    planet = Planet(centre, radius, math.radians(-24 * down), _tones(stage)[0], night)
    rim = partial(Canvas.glow, centre=centre, radius=radius * 1.28, colour=_tones(stage)[1], opacity=0.75)
    moon = (x + reach * 0.3, y - down * reach * 0.3)
    return [
        rim,
        *_globe(stage, planet),
        _moon(stage, moon, reach * 0.085, 1, night=night),
        _moon(stage, (moon[0] - reach * 0.28, moon[1] + reach * 0.06), reach * 0.03, 0, night=night),
    ]


def _orbits(stage: Stage, night: Colour) -> list[Layer]:
    """A sun and planets on their orbits, seen from above or aslant."""
    palette, reach = stage.palette, stage.reach
    flat = stage.variety.pick("slant", (1.0, 0.42, 0.66))
    x, y = stage.framed(1.0, stage.variety.between("planet aside", -0.5, 0.5)).centre
    tones = _tones(stage)
    layers: list[Layer] = [
        partial(Canvas.glow, centre=(x, y), radius=reach * 0.42, colour=tones[1], opacity=0.8),
        partial(Canvas.disc, centre=(x, y), radius=reach * 0.1, fill=Fill(mix(tones[1], palette.pale, 0.6), tones[1])),
    ]
    for index in range(5):
        room = 0.88 if flat == 1 else min(1.35, (stage.art[2] - stage.art[0]) / reach)
        radius = reach * (0.18 + 0.085 * index) * room
        line = mix(night, palette.pale, 0.45)
        path = circle((x, y), (radius, radius * flat))
        layers.append(partial(Canvas.line, points=[*path, path[0]], thickness=reach * 0.0035, colour=line, opacity=0.6))
        # 2.4 radians is about the golden angle, at which planets do not line up.
        turn = stage.variety.between("orbit", 0, math.tau) + index * 2.4
        spot = (x + radius * math.cos(turn), y + radius * flat * math.sin(turn))
        layers.append(_moon(stage, spot, reach * (0.022, 0.036, 0.03, 0.058, 0.042)[index], index, night=night))
    return layers


def _from_moon(stage: Stage, night: Colour) -> list[Layer]:
    """The ground of a moon, a planet in its sky."""
    variety, palette = stage.variety, stage.palette
    near = stage.framed(0.9, variety.between("planet aside", -0.7, 0.7))
    reach, ground = near.reach, min(stage.height * 0.9, stage.centre[1] + stage.reach * 0.22)
    centre = (near.centre[0], near.centre[1] - reach * 0.16)
    planet = Planet(centre, reach * 0.26, math.radians(variety.between("tilt", -34, 34)), _tones(stage)[0], night)
    layers: list[Layer] = [
        partial(_ring, stage=near, planet=planet, front=False),
        *_globe(near, planet),
        partial(_ring, stage=near, planet=planet, front=True),
    ]
    for row in range(3):
        tone = mix(mix(_tones(stage)[1], night, 0.45 + 0.2 * row), palette.deep, 0.2 * row)
        level = ground + (stage.height - ground) * 0.3 * row
        phase = variety.between("ground", 0, math.tau) + row * 2
        parts = [(stage.height * 0.03, 1.9 + 0.6 * row, phase), (stage.height * 0.015, 5.3, phase * 2)]
        crest = wave(-2, stage.width + 2, parts, level)
        shape = [*crest, (stage.width + 2.0, stage.height + 2.0), (-2.0, stage.height + 2.0)]
        layers.append(partial(Canvas.polygon, points=shape, fill=Fill(shift(tone, 0.06), shift(tone, -0.08))))
    for index in range(7):
        share = (index * 0.618 + variety.between("craters", 0, 1)) % 1
        spot = (stage.width * share, ground + (stage.height - ground) * (0.3 + 0.6 * (index * 0.37 % 1)))
        size = stage.unit * (0.02 + 0.025 * (index % 3))
        layers.append(partial(Canvas.ellipse, centre=spot, radii=(size, size * 0.26), fill=Fill(night), opacity=0.45))
    return layers


VIEWS: Mapping[str, Callable[[Stage, Colour], list[Layer]]] = {
    "ringed": _ringed,
    "limb": _limb,
    "orbits": _orbits,
    "moon": _from_moon,
}


def _moon(stage: Stage, spot: Point, size: float, index: int, *, night: Colour) -> Layer:
    tones = _tones(stage)
    return partial(draw_sphere, centre=spot, radius=size, colour=tones[(index + 1) % len(tones)], palette_dark=night)


def _stars(canvas: Canvas, stage: Stage, seed: float, count: int) -> None:
    for index in range(count):
        # 0.618 and 0.755 belong to the golden ratio and the plastic number: their multiples spread evenly over the
        # picture. The sines disturb the pattern that this would show.
        x = (seed * 7919 + index * 0.61803398875 + math.sin(seed * 100 + index * 12.9898) * 0.31) % 1
        y = (seed * 104729 + index * 0.75487766625 + math.sin(seed * 50 + index * 78.233) * 0.27) % 1
        # The cube makes most stars small and a few large.
        size = stage.unit * (0.0007 + 0.0018 * ((index * 37 % 11) / 11) ** 3)
        canvas.disc((x * stage.width, y * stage.height), size, Fill(stage.palette.pale), 0.85)


def _globe(stage: Stage, planet: Planet) -> list[Layer]:
    return [
        partial(
            draw_sphere, centre=planet.centre, radius=planet.radius, colour=planet.colour, palette_dark=planet.night
        ),
        partial(_bands, stage=stage, planet=planet, phase=stage.random.random()),
    ]


def _bands(canvas: Canvas, stage: Stage, planet: Planet, *, phase: float) -> None:
    (x, y), radius, palette = planet.centre, planet.radius, stage.palette

    def stripe(inner: Canvas) -> None:
        for index in range(6):
            place = -0.8 + 1.6 * (index + phase) / 6
            height = radius * (0.05 + 0.06 * ((index * 5 + 2) % 4) / 3)
            points = [
                _turn((x - radius * 1.1, y + place * radius - height), (x, y), planet.tilt),
                _turn((x + radius * 1.1, y + place * radius - height * 0.6), (x, y), planet.tilt),
                _turn((x + radius * 1.1, y + place * radius + height), (x, y), planet.tilt),
                _turn((x - radius * 1.1, y + place * radius + height), (x, y), planet.tilt),
            ]
            tone: Colour = (palette.accent, palette.second, palette.pale)[index % 3]
            inner.soft(points, radius * 0.025, tone, 0.34)

    canvas.clip(circle(planet.centre, (radius, radius)), stripe)


def _turn(point: Point, centre: Point, angle: float) -> Point:
    x, y = point[0] - centre[0], point[1] - centre[1]
    return (
        centre[0] + x * math.cos(angle) - y * math.sin(angle),
        centre[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def _ring(canvas: Canvas, stage: Stage, planet: Planet, *, front: bool) -> None:
    (x, y), radius = planet.centre, planet.radius
    tones = _tones(stage)
    for index, share in enumerate((1.85, 1.66, 1.5)):
        # As y grows downwards, the angles from 0 to π are the lower half, which is in front of the planet.
        start = 0 if front else math.pi
        path = []
        for step in range(61):
            angle = start + math.pi * step / 60
            spot = (x + radius * share * math.cos(angle), y + radius * share * 0.26 * math.sin(angle))
            path.append(_turn(spot, (x, y), planet.tilt))
        tone = (tones[1], stage.palette.pale, tones[1])[index]
        canvas.line(path, radius * (0.035, 0.06, 0.025)[index], tone, 0.85 if front else 0.5)
