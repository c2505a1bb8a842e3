"""Abstract waves: ribbons of paper that lie on one another."""

import math
from functools import partial

from playground.engines.sketch.canvas import Canvas, Fill
from playground.engines.sketch.colour import mix, shift
from playground.engines.sketch.scenes.curves import wave
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_waves(stage: Stage) -> Scene:
    """Return ribbons that flow across the picture, each casting a shadow on the one behind it."""
    random, palette = stage.random, stage.palette
    count = random.randint(6, 8)
    start = stage.art[1] + (stage.art[3] - stage.art[1]) * 0.16 if stage.art[1] > 0 else stage.height * 0.2
    tilt = random.uniform(-0.22, 0.22) * stage.height
    ramp = [palette.haze, palette.accent, palette.main, palette.second, palette.deep]
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, random.uniform(-30, 30))),
        partial(
            Canvas.glow, centre=(stage.width * random.uniform(0.2, 0.8), start), radius=stage.unit * 0.8,
            colour=mix(palette.accent, palette.pale, 0.3), opacity=0.55,
        ),
    ]  # fmt: skip
    phase = random.uniform(0, math.tau)
    details: list[Layer] = []
    for index in range(count):
        share = (index + 0.5) / count
        level = start + (stage.height * 1.02 - start) * share**1.1
        swell = stage.unit * (0.05 + 0.09 * (1 - share))
        parts = [
            (swell, 0.8 + random.random() * 0.5, phase + index * 0.55),
            (swell * 0.35, 2.1, phase * 2 + index * 0.9),
        ]
        parts.append((tilt * (1 - share), 0.25, math.pi / 4 + 1.2))
        crest = wave(-4, stage.width + 4, parts, level)
        shape = [*crest, (stage.width + 4.0, stage.height + 4.0), (-4.0, stage.height + 4.0)]
        tone = _along(ramp, 0.12 + 0.88 * share)
        lifted = [(x, y - stage.unit * 0.012) for x, y in shape]
        base.append(partial(Canvas.soft, points=lifted, blur=stage.unit * 0.028, colour=palette.deep, opacity=0.42))
        fill = Fill(shift(tone, 0.07, 1.05, -8), shift(tone, -0.05, 1.05, 10), 90 if index % 2 else -90)
        base.append(partial(Canvas.polygon, points=shape, fill=fill))
        details += _contours(stage, crest, mix(tone, palette.pale, 0.55))
    order = sorted(range(len(details)), key=lambda place: place % 4)
    return Scene(tuple(base), tuple(details[place] for place in order))


def _along(ramp: list[tuple[int, int, int]], share: float) -> tuple[int, int, int]:
    place = min(0.9999, max(0.0, share)) * (len(ramp) - 1)
    return mix(ramp[int(place)], ramp[int(place) + 1], place - int(place))


def _contours(stage: Stage, crest: list[tuple[float, float]], colour: tuple[int, int, int]) -> list[Layer]:
    """Return fine lines that follow a crest, the first one close to it."""
    lines: list[Layer] = []
    for index in range(4):
        drop = stage.unit * (0.004 + 0.011 * index)
        line = [(x, y + drop * (1 + 0.25 * math.sin(x / stage.width * 5 + index))) for x, y in crest]
        thickness = max(1.0, stage.unit * (0.0022 - 0.0003 * index))
        lines.append(partial(Canvas.line, points=line, thickness=thickness, colour=colour, opacity=0.5 - 0.1 * index))
    return lines
