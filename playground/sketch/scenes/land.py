"""The parts of landscapes: ridges, peaks, pines, a boat, a road, light on water, birds."""

import math
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.palette import Palette
from playground.sketch.scenes.curves import smooth
from playground.sketch.scenes.stage import Layer, Stage


def ridge(stage: Stage, level: float, height: float, roughness: float) -> list[Point]:
    """Return the land below a crest that rises and falls by `height` around a level, down to the lower edge."""
    random = stage.random
    waves = [
        # As in fractal noise, higher frequencies have smaller amplitudes.
        (height / (octave**1.25), octave * random.uniform(0.7, 1.3) * 1.6, random.uniform(0, math.tau))
        for octave in range(1, 2 + round(4 * roughness))
    ]
    count = 140
    points: list[Point] = []
    for index in range(count + 1):
        share = index / count
        rise = sum(amplitude * math.sin(share * turns * math.pi + phase) for amplitude, turns, phase in waves)
        points.append((share * (stage.width + 4) - 2, level - rise))
    return [*points, (stage.width + 2.0, stage.height + 2.0), (-2.0, stage.height + 2.0)]


def peaks(stage: Stage, foot: float, height: float, sides: tuple[Colour, Colour], *, caps: bool) -> list[Layer]:
    """Return a row of mountains, each with a lit and a shaded side, and snow on top where asked."""
    random = stage.random
    layers: list[Layer] = []
    count = max(3, round(stage.width / height / 1.1))
    # A mixed order makes neighbouring mountains overlap in different ways.
    order = sorted(range(count), key=lambda index: (index * 5 + stage.variety.seed) % count)
    for place in order:
        x = stage.width * (place + 0.5 + random.uniform(-0.45, 0.45)) / count
        tall = height * random.uniform(0.45, 1.12)
        half = tall * random.uniform(0.85, 1.15)
        top, bend = (x, foot - tall), x + half * random.uniform(-0.1, 0.25)
        left, right, base = (x - half, foot + 2), (x + half, foot + 2), (bend, foot + 2)
        knee = (x + half * 0.14, foot - tall * 0.55)
        layers.append(partial(Canvas.polygon, points=[left, top, right], fill=Fill(sides[0], shift(sides[0], 0.03))))
        layers.append(partial(Canvas.polygon, points=[top, right, base, knee], fill=Fill(sides[1])))
        if caps:
            layers += _snow(top, half, tall, stage.palette)
    return layers


def _snow(top: Point, half: float, tall: float, palette: Palette) -> list[Layer]:
    (x, y), share = top, 0.3
    zigzag = [(0.7, 0.86), (0.4, 1.05), (0.14, 0.8), (-0.2, 1.1), (-0.5, 0.82), (-1.0, 1.0)]
    edge = [(x + half * share * across, y + tall * share * down) for across, down in [(1.0, 1.0), *zigzag]]
    shaded = [top, edge[0], edge[1], edge[2], edge[3]]
    light = mix(palette.pale, palette.haze, 0.15)
    return [
        partial(Canvas.polygon, points=[top, *edge], fill=Fill(light)),
        partial(Canvas.polygon, points=shaded, fill=Fill(mix(light, palette.main, 0.3))),
    ]


def draw_pine(canvas: Canvas, foot: Point, height: float, colour: Colour) -> None:
    """Draw a conifer."""
    (x, y), half = foot, height * 0.19
    canvas.rectangle((x - height * 0.012, y - height * 0.2, x + height * 0.012, y), Fill(colour))
    right: list[Point] = []
    for tier in range(5):
        low, wide = 0.12 + 0.16 * tier, half * (1 - tier * 0.19)
        right += [(wide, low), (wide * 0.42, low + 0.13)]
    outline = [(x + across, y - height * up) for across, up in right]
    mirrored = [(2 * x - px, py) for px, py in reversed(outline)]
    canvas.polygon([*outline, (x, y - height), *mirrored], Fill(shift(colour, 0.03), colour))


def draw_boat(canvas: Canvas, foot: Point, size: float, palette: Palette) -> None:
    """Draw a sailing boat, `size` pixels tall, and its image in the water."""
    (x, y), hull = foot, palette.deep
    mirror = [(x - size * 0.26, y), (x + size * 0.26, y), (x + size * 0.04, y + size * 0.55)]
    canvas.soft(mirror, size * 0.03, palette.deep, 0.35)
    canvas.line([(x, y - size * 0.1), (x, y - size)], size * 0.014, hull)
    main = smooth(
        [(x + size * 0.02, y - size * 0.97), (x + size * 0.2, y - size * 0.5), (x + size * 0.3, y - size * 0.14)]
    )
    canvas.polygon(
        [*main, (x + size * 0.02, y - size * 0.14)], Fill(palette.pale, mix(palette.pale, palette.accent, 0.35))
    )
    jib = [(x - size * 0.02, y - size * 0.88), (x - size * 0.02, y - size * 0.16), (x - size * 0.24, y - size * 0.16)]
    canvas.polygon(jib, Fill(mix(palette.accent, palette.pale, 0.35), palette.accent))
    body = [
        (x - size * 0.32, y - size * 0.1),
        (x + size * 0.34, y - size * 0.1),
        (x + size * 0.24, y + size * 0.02),
        (x - size * 0.2, y + size * 0.02),
    ]
    canvas.polygon(body, Fill(shift(hull, 0.08), hull))


def draw_road(canvas: Canvas, stage: Stage, line: float, land: Colour) -> None:
    """Draw open land and a road that winds from the lower edge to the horizon."""
    canvas.rectangle((-2.0, line, stage.width + 2.0, stage.height + 2.0), Fill(shift(land, 0.06), shift(land, -0.1)))
    x, swing = stage.centre[0], stage.reach * stage.variety.between("bend", 0.12, 0.3)
    edges: tuple[list[Point], list[Point], list[Point]] = ([], [], [])
    for step in range(41):
        share = step / 40
        # Perspective compresses the road towards the horizon.
        y = line + (stage.height + 4 - line) * share**1.8
        middle = x + swing * math.sin(share * 5.4) * (1 - share) * 1.4
        half = stage.reach * (0.006 + 0.24 * share**1.5)
        for edge, side in zip(edges, (-1, 0, 1), strict=True):
            edge.append((middle + side * half, y))
    tone = mix(stage.palette.deep, stage.palette.haze, 0.18)
    canvas.polygon([*edges[0], *reversed(edges[2])], Fill(mix(tone, stage.palette.haze, 0.4), tone))
    for step in range(4, 40, 4):
        thick = max(1.0, stage.reach * 0.016 * (step / 40) ** 1.4)
        canvas.line(edges[1][step : step + 3], thick, mix(stage.palette.accent, stage.palette.pale, 0.4), 0.9)


def draw_dashes(canvas: Canvas, stage: Stage, dashes: list[tuple[float, float, float]]) -> None:
    """Draw light on water: strokes of (middle, height, half width) in pixels."""
    thickness = stage.unit * 0.0045
    for x, y, width in dashes:
        # Strokes that are lower in the picture are nearer, and therefore thicker.
        grown = thickness * (0.6 + 2.2 * (y / stage.height))
        box = (x - width, y - grown / 2, x + width, y + grown / 2)
        canvas.rectangle(box, Fill(mix(stage.palette.accent, stage.palette.pale, 0.4)), grown, 0.75)


def draw_bird(canvas: Canvas, place: Point, size: float, stage: Stage) -> None:
    """Draw a bird far off."""
    x, y = place
    wing = ((-1.0, -0.35), (-0.4, -0.45), (0.0, 0.0), (0.4, -0.45), (1.0, -0.35))
    points = [(x + across * size, y + down * size) for across, down in wing]
    canvas.line(points, max(1.0, size * 0.16), stage.palette.ink_on(stage.palette.sky), 0.8)
