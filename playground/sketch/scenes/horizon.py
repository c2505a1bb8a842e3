"""Landscapes: hills in haze, peaks, water, dunes, a road, trees in front; a sun or moon above them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, lightness_of, mix, shift
from playground.sketch.scenes.land import draw_bird, draw_boat, draw_dashes, draw_pine, draw_road, peaks, ridge
from playground.sketch.scenes.stage import Layer, Scene, Stage

WATER = frozenset({"sea", "ocean", "lake", "beach", "water", "river", "island", "boat", "coast", "surf", "sail"})
MOUNTAINS = frozenset({"mountain", "mountains", "alps", "peak", "peaks", "snow", "canyon"})


DRY = frozenset({"desert", "dune", "dunes"})
ROADS = frozenset({"road", "trail", "highway"})


@dataclass(frozen=True, slots=True)
class View:
    """What the seed has decided about a landscape: its sun, the sun's radius, the horizon's height in pixels."""

    stage: Stage
    sun: Point
    radius: float
    line: float

    def land(self, share: float) -> Colour:
        """Return the colour of the land, from far (0) to near (1)."""
        palette = self.stage.palette
        # With a light second colour, the nearest land would be lighter than the haze behind it.
        near = palette.deep if lightness_of(palette.second) > 0.62 else mix(palette.second, palette.deep, 0.55)
        return mix(mix(palette.haze, palette.main, 0.35 + 0.5 * share), near, max(0.0, share - 0.35) * 1.4)

    def fill(self, share: float) -> Fill:
        """Return the land's colour, fading into haze at its foot."""
        tone = self.land(share)
        return Fill(shift(tone, 0.05, 1.05), mix(tone, self.stage.palette.haze, 0.34 * (1 - share)))


def draw_horizon(stage: Stage) -> Scene:
    """Return a landscape with a sun or moon in the subject's box, of a kind that the words allow."""
    variety, reach = stage.variety, stage.reach
    names = _fitting(set(stage.brief.words))
    if stage.art[3] < stage.height - 1:
        # Trees stand on the lower edge, where the type is in this case.
        names = [name for name in names if name != "trees"]
    name = variety.each("land", names)
    low, high = HEIGHTS[name]
    radius = reach * variety.between("sun size", 0.09, 0.25)
    free = max(0.0, (stage.art[2] - stage.art[0]) / 2 - radius - reach * 0.06)
    sun_x = stage.centre[0] + variety.between("sun place", -0.85, 0.85) * min(free, reach * 0.6)
    top = stage.art[1] if stage.art[1] > 0 else stage.height * 0.06
    line = max(top + reach * 0.34, stage.height * variety.between("horizon", low, high))
    rise = variety.between("sun height", -0.45, 1.9)
    view = View(stage, (sun_x, max(top + radius, line - radius * rise)), radius, min(line, stage.height * 0.86))
    base = [*_sky(view), *LANDS[name](view)]
    return Scene(tuple(base), tuple(_details(view)))


def _fitting(words: set[str]) -> list[str]:
    """Return the lands that suit the words."""
    names = [name for name, needs in NEEDS.items() if not needs or needs & words]
    if words & WATER:
        names = [name for name in names if name in WET]
    elif words & ROADS:
        names = ["road"]
    elif words & DRY:
        names = ["hills", "dunes", "peaks", "road"]
    elif words & (MOUNTAINS | {"forest", "hills", "valley", "field", "fields", "meadow"}):
        names = [name for name in names if name != "sea"]
    return names


def _sky(view: View) -> list[Layer]:
    palette, sun, radius = view.stage.palette, view.sun, view.radius
    face = Fill(mix(palette.accent, palette.pale, 0.55), palette.accent)
    layers: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, view.stage.variety.between("fall", -24, 24))),
        partial(
            Canvas.glow, centre=sun, radius=radius * 5.2, colour=mix(palette.accent, palette.haze, 0.35), opacity=0.75
        ),
        partial(Canvas.glow, centre=sun, radius=radius * 2.3, colour=palette.accent, opacity=0.6),
    ]
    if view.stage.variety.pick("halo", (False, True, False)):
        layers += [
            partial(Canvas.disc, centre=sun, radius=radius * share, fill=Fill(palette.accent), opacity=0.22)
            for share in (2.1, 1.7, 1.33)
        ]
    return [*layers, partial(Canvas.disc, centre=sun, radius=radius, fill=face)]


def _hills(view: View) -> list[Layer]:
    """Ridges behind ridges."""
    stage, count = view.stage, view.stage.variety.pick("ridges", (6, 4, 8))
    rough = stage.variety.pick("rough", (0.25, 0.9, 0.5))
    layers: list[Layer] = []
    for index in range(count):
        share = (index + 1) / count
        level = view.line + (stage.height * 1.02 - view.line) * share**1.25 * 0.8
        points = ridge(stage, level, stage.height * (0.055 + 0.03 * stage.random.random()), rough)
        layers.append(partial(Canvas.polygon, points=points, fill=view.fill(share)))
    return layers


def _peaks(view: View) -> list[Layer]:
    """Pointed mountains with snow, hills before them; a lake where the words ask for water."""
    stage, wet = view.stage, bool(set(view.stage.brief.words) & WATER)
    foot = view.line + stage.height * 0.14
    layers: list[Layer] = []
    for row, tall in enumerate((0.4, 0.3)):
        tone = view.land(0.3 + 0.3 * row)
        layers += peaks(
            stage,
            foot,
            stage.reach * tall,
            (shift(tone, 0.06), shift(tone, -0.08)),
            caps=row == 0 and not DRY & set(stage.brief.words),
        )
    if wet:
        return [*layers, *_water(view, foot), *_shore(view)]
    for index in range(3):
        share = 0.6 + 0.2 * index
        level = foot + (stage.height - foot) * (0.02 + 0.3 * index)
        layers.append(
            partial(Canvas.polygon, points=ridge(stage, level, stage.height * 0.05, 0.4), fill=view.fill(share))
        )
    return layers


def _water(view: View, line: float) -> list[Layer]:
    stage, palette = view.stage, view.stage.palette
    surface = Fill(mix(palette.haze, palette.main, 0.45), mix(palette.second, palette.deep, 0.35))
    dashes: list[tuple[float, float, float]] = []
    for index in range(26):
        depth = (index + 0.6) / 26
        # In perspective the strokes lie closer together towards the horizon.
        y = line + (stage.height - line) * depth**1.5
        width = stage.reach * (0.09 + 0.3 * depth) * stage.random.uniform(0.35, 1.0)
        dashes.append((view.sun[0] + stage.random.uniform(-0.5, 0.5) * width, y, width))
    return [
        partial(Canvas.rectangle, box=(-2, line, stage.width + 2, stage.height + 2), fill=surface),
        partial(draw_dashes, stage=stage, dashes=dashes),
    ]


def _shore(view: View) -> list[Layer]:
    stage = view.stage
    points = ridge(stage, stage.height * 0.96, stage.height * 0.05, 0.4)
    return [partial(Canvas.polygon, points=points, fill=view.fill(1.0))]


def _sea(view: View) -> list[Layer]:
    """Open water with low land on the horizon."""
    return [*_far(view), *_water(view, view.line), *_shore(view)]


def _far(view: View) -> list[Layer]:
    """Return what lies on the horizon: mountains where the words name them, else low land."""
    stage = view.stage
    if MOUNTAINS & set(stage.brief.words):
        tone = view.land(0.3)
        sides = (shift(tone, 0.07), shift(tone, -0.06))
        return peaks(stage, view.line, stage.reach * stage.variety.between("far", 0.13, 0.24), sides, caps=True)
    layers: list[Layer] = []
    for index in range(2):
        height = stage.height * (0.05 - 0.012 * index)
        points = ridge(stage, view.line - stage.height * 0.012, height, stage.variety.pick("rough", (0.25, 0.9, 0.5)))
        layers.append(partial(Canvas.polygon, points=points, fill=view.fill((index + 1) / 3)))
    return layers


def _boat(view: View) -> list[Layer]:
    """Water almost to the top, a boat on it."""
    stage = view.stage
    place = stage.centre[0] + stage.variety.between("boat", -0.3, 0.3) * stage.reach
    at = (place, view.line + (stage.height - view.line) * 0.42)
    return [
        *_far(view),
        *_water(view, view.line),
        partial(draw_boat, foot=at, size=stage.reach * 0.3, palette=stage.palette),
    ]


def _trees(view: View) -> list[Layer]:
    """Hills or water seen between trees that stand in front."""
    stage, random = view.stage, view.stage.random
    wet = bool(set(stage.brief.words) & WATER)
    layers = _sea(view)[:-1] if wet else _hills(view)[:3]
    tone = mix(stage.palette.deep, stage.palette.second, 0.18)
    ground = ridge(stage, stage.height * 0.93, stage.height * 0.025, 0.4)
    heavy = stage.variety.side("trees")
    for index in range(12):
        share = (index + random.uniform(0.1, 0.9)) / 12
        lean = share if heavy > 0 else 1 - share
        tall = stage.height * (0.16 + 0.52 * abs(lean - 0.35) ** 1.3) * random.uniform(0.85, 1.1)
        foot = (share * stage.width, stage.height * 0.96)
        # Trees before type stay low, so that it can be read.
        tall *= 1.0 if stage.art[0] <= foot[0] <= stage.art[2] else 0.3
        layers.append(
            partial(draw_pine, foot=foot, height=tall, colour=mix(tone, stage.palette.main, 0.16 * (index % 2)))
        )
    return [*layers, partial(Canvas.polygon, points=ground, fill=Fill(tone, stage.palette.deep))]


def _dunes(view: View) -> list[Layer]:
    """Dunes with a lit and a shaded side."""
    stage = view.stage
    layers: list[Layer] = []
    for index in range(3):
        share = (index + 1) / 3
        level = view.line + (stage.height - view.line) * (0.02 + 0.22 * index)
        top = stage.width * ((0.3 + 0.37 * index + stage.variety.between("dune", 0, 1)) % 1.0)
        rise = stage.reach * (0.08 + 0.05 * index)
        left = [(-2.0 + (top + 2) * step / 20, level - rise * (step / 20) ** 2) for step in range(21)]
        right = [
            (top + (stage.width + 2 - top) * step / 20, level - rise * (1 - step / 20) ** 1.5) for step in range(21)
        ]
        tone = mix(view.land(share * 0.8), stage.palette.accent, 0.2)
        end = [(stage.width + 2.0, stage.height + 2.0), (-2.0, stage.height + 2.0)]
        layers.append(
            partial(Canvas.polygon, points=[*left, *right, *end], fill=Fill(shift(tone, 0.06), shift(tone, -0.03)))
        )
        crest = [(top + rise * 0.9 * math.sin(step * 0.5) * step / 12,
            level - rise + (stage.height - level) * step / 12)
                 for step in range(13)]  # fmt: skip
        layers.append(
            partial(Canvas.polygon, points=[*crest, *end[:1], *reversed(right)], fill=Fill(shift(tone, -0.1)))
        )
    return layers


def _road(view: View) -> list[Layer]:
    """A road that winds to the horizon, and what lies beyond it."""
    stage = view.stage
    draw, count = stage.variety.each("beyond", ((_hills, 2), (_dunes, 4), (_peaks, 60), (_plain, 0)))
    line = view.line + stage.height * stage.variety.between("road", 0.04, 0.14)
    return [*draw(view)[:count], partial(draw_road, stage=stage, line=line, land=view.land(0.7))]


def _plain(view: View) -> list[Layer]:
    return []


LANDS: Mapping[str, Callable[[View], list[Layer]]] = {
    "hills": _hills,
    "sea": _sea,
    "peaks": _peaks,
    "boat": _boat,
    "trees": _trees,
    "dunes": _dunes,
    "road": _road,
}
# The words without which a land is not drawn; none where it suits any landscape.
NEEDS: Mapping[str, frozenset[str]] = {
    "hills": frozenset(),
    "sea": frozenset(),
    "peaks": frozenset(),
    "trees": frozenset(),
    "boat": WATER - {"river"},
    "dunes": frozenset({"desert", "dune", "dunes", "canyon", "sunset", "beach"}),
    "road": frozenset({"road", "trail", "desert", "valley", "field", "fields", "meadow", "landscape"}),
}
WET = ("sea", "peaks", "trees", "boat")
# Where the horizon may lie, as shares of the height.
HEIGHTS: Mapping[str, tuple[float, float]] = {
    "hills": (0.42, 0.66),
    "sea": (0.5, 0.72),
    "peaks": (0.42, 0.58),
    "boat": (0.32, 0.46),
    "trees": (0.5, 0.66),
    "dunes": (0.46, 0.62),
    "road": (0.34, 0.66),
}


def _details(view: View) -> list[Layer]:
    stage, sun, line = view.stage, view.sun, view.line
    random, palette = stage.random, stage.palette
    layers: list[Layer] = []
    for index in range(60):
        if palette.dark and index % 2:
            star = (random.uniform(0, stage.width), random.uniform(0, line * 0.7))
            size = stage.unit * random.uniform(0.0008, 0.0024)
            layers.append(partial(Canvas.disc, centre=star, radius=size, fill=Fill(palette.pale), opacity=0.8))
        elif index % 4 == 0 and index < 24:
            place = (sun[0] + random.gauss(0, 0.22) * stage.reach, sun[1] + random.uniform(-0.3, 0.2) * stage.reach)
            layers.append(partial(draw_bird, place=place, size=stage.unit * random.uniform(0.008, 0.018), stage=stage))
        else:
            spot = (random.uniform(0, stage.width), line + random.uniform(-0.12, 0.14) * stage.height)
            radii = (stage.width * random.uniform(0.12, 0.35), stage.height * random.uniform(0.008, 0.022))
            layers.append(partial(Canvas.glow, centre=spot, radius=radii, colour=palette.haze, opacity=0.28))
    return layers
