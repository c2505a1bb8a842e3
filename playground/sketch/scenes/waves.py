"""Abstract waves: sheets of paper that lie on one another, from any side, or in rings like the lines of a map."""

import math
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.scenes.curves import wave
from playground.sketch.scenes.stage import Layer, Scene, Stage

# The directions in which the sheets descend, in degrees: 0 is downwards, 90 to the right.
WAYS = (0, 118, 180, 34)


def draw_waves(stage: Stage) -> Scene:
    """Return sheets that flow across the picture, each casting a shadow on the one behind it."""
    variety, palette = stage.variety, stage.palette
    way = (
        variety.each("flow", (*WAYS, None)) if not stage.brief.texts else variety.each("flow", (_towards(stage), None))
    )
    spot = (stage.width * variety.between("glow", 0.15, 0.85), stage.height * variety.between("glow height", 0.0, 0.4))
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, variety.between("fall", -40, 40))),
        partial(
            Canvas.glow,
            centre=spot,
            radius=stage.unit * 0.8,
            colour=mix(palette.accent, palette.pale, 0.3),
            opacity=0.55,
        ),
    ]
    edges = _rings(stage) if way is None else _sheets(stage, way)
    details: list[Layer] = []
    ramp = _ramp(stage)
    for index, (crest, rest) in enumerate(edges):
        share = (index + 0.5) / len(edges)
        tone = _along(ramp, 0.12 + 0.88 * share)
        shape = [*crest, *rest]
        # The shadow is the shape of the sheet, lifted towards the one behind it.
        lifted = [(x, y - stage.unit * 0.012) for x, y in shape]
        base.append(partial(Canvas.soft, points=lifted, blur=stage.unit * 0.028, colour=palette.deep, opacity=0.42))
        fill = Fill(shift(tone, 0.07, 1.05, -8), shift(tone, -0.05, 1.05, 10), 90 if index % 2 else -90)
        base.append(partial(Canvas.polygon, points=shape, fill=fill))
        details += _contours(stage, crest, mix(tone, palette.pale, 0.55))
    # The first line of every crest comes before the second line of any, so that few steps still treat all sheets alike.
    order = sorted(range(len(details)), key=lambda place: place % 4)
    return Scene(tuple(base), tuple(details[place] for place in order))


def _towards(stage: Stage) -> int:
    """Return the direction from the type to the subject's box."""
    if stage.art[0] > 0:
        return 90
    if stage.art[2] < stage.width:
        return -90
    return 180 if stage.art[3] < stage.height else 0


def _ramp(stage: Stage) -> list[Colour]:
    """Return the colours of the sheets from back to front, in the order that the seed gives them."""
    palette = stage.palette
    orders = (
        [palette.haze, palette.accent, palette.main, palette.second, palette.deep],
        [palette.main, palette.second, palette.deep, palette.accent, palette.pale],
        [palette.deep, palette.second, palette.main, palette.accent, palette.pale],
        [palette.accent, palette.pale, palette.main, palette.deep, palette.second],
    )
    return stage.variety.each("ramp", orders)


def _sheets(stage: Stage, way: float) -> list[tuple[list[Point], list[Point]]]:
    """Return the crest of each sheet and the rest of its outline."""
    random, variety = stage.random, stage.variety
    down, right = math.cos(math.radians(way)), math.sin(math.radians(way))
    depth = abs(stage.height * down) + abs(stage.width * right)
    breadth = abs(stage.width * down) + abs(stage.height * right) + 8
    count, swell = variety.pick("sheets", ((7, 1.0), (4, 1.7), (9, 0.7), (6, 1.25)))
    start = depth * (0.5 if stage.brief.texts else variety.between("start", 0.08, 0.34))
    tilt, phase = random.uniform(-0.2, 0.2) * depth, random.uniform(0, math.tau)
    sheets: list[tuple[list[Point], list[Point]]] = []

    def place(point: Point) -> Point:
        across, along = point[0] - breadth / 2, point[1] - depth / 2
        x, y = stage.width / 2 + across * down + along * right, stage.height / 2 - across * right + along * down
        return x, y

    for index in range(count):
        share = (index + 0.5) / count
        level = start + (depth * 1.02 - start) * share**1.1
        high = stage.unit * (0.05 + 0.09 * (1 - share)) * swell
        turns = (0.8 + random.random() * 0.5) * max(0.6, min(1.6, breadth / stage.unit / 1.2))
        parts = [(high, turns, phase + index * 0.55), (high * 0.35, turns * 2.1, phase * 2 + index * 0.9)]
        parts.append((tilt * (1 - share), 0.25, math.pi / 4 + 1.2))
        crest = [place(point) for point in wave(0, breadth, parts, level)]
        sheets.append((crest, [place((breadth, depth + 4)), place((0.0, depth + 4))]))
    return sheets


def _rings(stage: Stage) -> list[tuple[list[Point], list[Point]]]:
    """Return closed lines inside one another, as those of a hill on a map."""
    variety, random = stage.variety, stage.random
    near = stage.framed(1.0, variety.between("hill aside", -0.8, 0.8), variety.between("hill height", -0.6, 0.6))
    count, (x, y) = variety.pick("rings", (7, 5, 9)), near.centre
    largest = stage.reach * (0.5 if stage.brief.texts else variety.between("hill", 0.6, 0.82))
    # Smaller amplitudes at higher frequencies keep the outline smooth.
    wobble = [(random.uniform(0.05, 0.16) / turn**0.5, turn, random.uniform(0, math.tau)) for turn in (2, 3, 5)]
    rings: list[tuple[list[Point], list[Point]]] = []
    for index in range(count):
        share = 1 - index / count
        line: list[Point] = []
        for step in range(121):
            angle = math.tau * step / 120
            reach = 1 + sum(high * math.sin(turn * angle + phase + 0.25 * index) for high, turn, phase in wobble)
            reach *= largest * (0.1 + 0.9 * share)
            line.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
        rings.append((line, []))
    return rings


def _along(ramp: list[Colour], share: float) -> Colour:
    # Mixtures of opposite colours are grey, so the ramp stays near its own.
    place = min(0.9999, max(0.0, share)) * (len(ramp) - 1)
    between = min(1.0, max(0.0, (place - int(place) - 0.3) / 0.4))
    low, high = ramp[int(place)], ramp[int(place) + 1]
    return mix(low, high, 0.12 + 0.76 * between if abs(between - 0.5) < 0.4 else round(between))


def _contours(stage: Stage, crest: list[Point], colour: Colour) -> list[Layer]:
    """Return fine lines that follow a crest, the first one close to it."""
    lines: list[Layer] = []
    for index in range(4):
        drop = stage.unit * (0.004 + 0.011 * index)
        line = [(x, y + drop * (1 + 0.25 * math.sin(x / stage.width * 5 + index))) for x, y in crest]
        thickness = max(1.0, stage.unit * (0.0022 - 0.0003 * index))
        lines.append(partial(Canvas.line, points=line, thickness=thickness, colour=colour, opacity=0.5 - 0.1 * index))
    return lines
