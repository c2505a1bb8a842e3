"""Landscapes: a sky with a sun, ridges behind ridges, water or mist."""

import math

from playground.engines.sketch.canvas import Canvas, Fill, Point
from playground.engines.sketch.colour import lightness_of, mix, shift
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_horizon(stage: Stage) -> Scene:
    """Return a landscape with a sun or moon in the subject's box."""
    random, palette = stage.random, stage.palette
    sun = (
        stage.centre[0] + random.uniform(-0.22, 0.22) * stage.reach,
        stage.art[1] + stage.reach * random.uniform(0.32, 0.42),
    )
    radius = stage.reach * random.uniform(0.15, 0.22)
    line = max(stage.height * 0.5, min(stage.height * 0.66, sun[1] + radius * random.uniform(0.1, 0.9)))
    water = stage.brief.mentions(
        "sea", "ocean", "lake", "beach", "water", "river", "island", "boat", "coast", "surf"
    ) or (
        not stage.brief.mentions("mountain", "mountains", "forest", "desert", "hills", "valley")
        and random.random() < 0.3
    )
    sky = Fill(palette.sky, palette.haze, random.uniform(-8, 8))
    base: list[Layer] = [
        lambda canvas: canvas.wash(sky),
        lambda canvas: canvas.glow(sun, radius * 5.2, mix(palette.accent, palette.haze, 0.35), 0.75),
        lambda canvas: canvas.glow(sun, radius * 2.3, palette.accent, 0.6),
        lambda canvas: canvas.disc(sun, radius, Fill(mix(palette.accent, palette.pale, 0.55), palette.accent)),
    ]
    base += _water(stage, line, sun[0]) if water else []
    base += _ridges(stage, line, 3 if water else 6, water)
    return Scene(tuple(base), tuple(_details(stage, sun, line, water)))


def _ridge(stage: Stage, level: float, height: float, roughness: float) -> list[Point]:
    random = stage.random
    waves = [
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


def _ridges(stage: Stage, line: float, count: int, water: bool) -> list[Layer]:
    random, palette = stage.random, stage.palette
    rough = (
        1.0
        if stage.brief.mentions("mountain", "mountains", "alps", "peak", "peaks")
        else random.choice((0.25, 0.5, 0.9))
    )
    near = palette.deep if lightness_of(palette.second) > 0.62 else mix(palette.second, palette.deep, 0.55)
    layers: list[Layer] = []
    for index in range(count):
        share = (index + 1) / count
        if water:
            level, height = line - stage.height * 0.012, stage.height * (0.05 - 0.012 * index)
        else:
            level = line + (stage.height * 1.02 - line) * share**1.25 * 0.8
            height = stage.height * (0.055 + 0.03 * random.random())
        if water and index == count - 1:
            level, height = stage.height * 0.95, stage.height * 0.05
        tone = mix(mix(palette.haze, palette.main, 0.35 + 0.5 * share), near, max(0.0, share - 0.35) * 1.4)
        points = _ridge(stage, level, height, rough)
        if water and index < count - 1:
            points = [(x, min(y, line)) for x, y in points[:-2]] + [(stage.width + 2.0, line), (-2.0, line)]
        fill = Fill(shift(tone, 0.05, 1.05), mix(tone, palette.haze, 0.34 * (1 - share)))
        layers.append(lambda canvas, points=points, fill=fill: canvas.polygon(points, fill))  # type: ignore[misc]
    return layers


def _water(stage: Stage, line: float, sun: float) -> list[Layer]:
    palette, random = stage.palette, stage.random
    surface = Fill(mix(palette.haze, palette.main, 0.45), mix(palette.second, palette.deep, 0.35))
    layers: list[Layer] = [lambda canvas: canvas.rectangle((-2, line, stage.width + 2, stage.height + 2), surface)]
    dashes: list[tuple[float, float, float]] = []
    for index in range(26):
        depth = (index + 0.6) / 26
        y = line + (stage.height - line) * depth**1.5
        width = stage.reach * (0.09 + 0.3 * depth) * random.uniform(0.35, 1.0)
        dashes.append((sun + random.uniform(-0.5, 0.5) * width, y, width))
    layers.append(lambda canvas: _draw_dashes(canvas, stage, dashes))
    return layers


def _draw_dashes(canvas: Canvas, stage: Stage, dashes: list[tuple[float, float, float]]) -> None:
    thickness = stage.unit * 0.0045
    for x, y, width in dashes:
        grown = thickness * (0.6 + 2.2 * (y / stage.height))
        box = (x - width, y - grown / 2, x + width, y + grown / 2)
        canvas.rectangle(box, Fill(mix(stage.palette.accent, stage.palette.pale, 0.4)), grown, 0.75)


def _details(stage: Stage, sun: Point, line: float, water: bool) -> list[Layer]:
    random, palette = stage.random, stage.palette
    layers: list[Layer] = []
    for index in range(60):
        if palette.dark and index % 2:
            star = (random.uniform(0, stage.width), random.uniform(0, line * 0.8) ** 1.0)
            size = stage.unit * random.uniform(0.0008, 0.0024)
            layers.append(lambda canvas, star=star, size=size: canvas.disc(star, size, Fill(palette.pale), 0.8))  # type: ignore[misc]
        elif index % 4 == 0 and index < 24:
            place = (sun[0] + random.gauss(0, 0.22) * stage.reach, sun[1] + random.uniform(-0.3, 0.2) * stage.reach)
            size = stage.unit * random.uniform(0.008, 0.018)
            layers.append(lambda canvas, place=place, size=size: _bird(canvas, place, size, stage))  # type: ignore[misc]
        else:
            y = line + random.uniform(-0.12, 0.14) * stage.height
            box = (random.uniform(0, stage.width), y)
            radii = (stage.width * random.uniform(0.12, 0.35), stage.height * random.uniform(0.008, 0.022))
            layers.append(lambda canvas, box=box, radii=radii: canvas.glow(box, radii, palette.haze, 0.28))  # type: ignore[misc]
    return layers


def _bird(canvas: Canvas, place: Point, size: float, stage: Stage) -> None:
    x, y = place
    points = [
        (x - size, y - size * 0.35),
        (x - size * 0.4, y - size * 0.45),
        (x, y),
        (x + size * 0.4, y - size * 0.45),
        (x + size, y - size * 0.35),
    ]
    canvas.line(points, max(1.0, size * 0.16), stage.palette.ink_on(stage.palette.sky), 0.8)
