"""Plants: fanned leaves and flowers before an arch or a sun."""

import math
from functools import partial

from playground.engines.sketch.canvas import Canvas, Fill, Point
from playground.engines.sketch.colour import Colour, mix, shift
from playground.engines.sketch.scenes.curves import arch, leaf
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_botanical(stage: Stage) -> Scene:
    """Return stems with leaves that grow from the lower edge of the subject's box."""
    random, palette = stage.random, stage.palette
    base: list[Layer] = [partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, random.uniform(-12, 12)))]
    base += _backdrop(stage)
    stems = random.randint(4, 6)
    foot = (stage.centre[0], stage.art[3] + stage.reach * 0.04)
    flowers: list[Layer] = []
    details: list[Layer] = []
    order = sorted(range(stems), key=lambda index: -abs(index - (stems - 1) / 2))
    for place in order:
        lean = 90 - (place - (stems - 1) / 2) * (112 / stems) + random.uniform(-4, 4)
        length = stage.reach * random.uniform(0.6, 0.86) * (1 - 0.0028 * abs(lean - 90))
        tone = mix(palette.main, palette.second, (place % 3) / 2)
        tip = draw_stem(stage, base, details, foot, lean=lean, length=length, tone=tone)
        if stage.brief.mentions("flower", "flowers", "floral", "rose", "bouquet", "bloom", "blossom") or place % 3 == 0:
            size = stage.reach * random.uniform(0.055, 0.085)
            flowers.append(partial(draw_flower, centre=tip, size=size, petals=random.randint(5, 8), stage=stage))
    return Scene((*base, *flowers), tuple(details))


def _backdrop(stage: Stage) -> list[Layer]:
    palette, reach, (x, _) = stage.palette, stage.reach, stage.centre
    ground = Fill(mix(palette.accent, palette.pale, 0.25), mix(palette.accent, palette.haze, 0.4))
    if stage.random.random() < 0.5:
        outline = arch(x - reach * 0.3, stage.art[1] + reach * 0.1, x + reach * 0.3, stage.art[3] + 4)
        return [partial(Canvas.polygon, points=outline, fill=ground)]
    middle = (x, stage.art[1] + (stage.art[3] - stage.art[1]) * 0.46)
    return [partial(Canvas.disc, centre=middle, radius=reach * 0.33, fill=ground)]


def draw_stem(
    stage: Stage, base: list[Layer], details: list[Layer], foot: Point, *, lean: float, length: float, tone: Colour
) -> Point:
    """Append a stem with paired leaves; the ribs are details. Return the tip."""
    random = stage.random
    bend = (90 - lean) * -0.35 + random.uniform(-6, 6)
    path = _path(foot, lean, length, bend)
    base.append(partial(Canvas.line, points=path, thickness=stage.reach * 0.006, colour=shift(tone, -0.1)))
    pairs = random.randint(4, 6)
    shape = random.uniform(0.17, 0.27)
    for index in range(pairs):
        share = 0.34 + 0.58 * index / pairs
        spot = path[round(share * (len(path) - 1))]
        size = length * 0.36 * (1.2 - 0.75 * share)
        for side in (-1, 1):
            angle = lean + bend * share + side * (62 - 26 * share)
            _add_leaf(stage, base, details, leaf(spot, angle, size, size * shape, bend=-side * 22), tone=tone)
    _add_leaf(stage, base, details, leaf(path[-1], lean + bend, length * 0.2, length * 0.2 * shape), tone=tone)
    return path[-1]


def _path(foot: Point, lean: float, length: float, bend: float) -> list[Point]:
    points = [foot]
    for index in range(24):
        turn = math.radians(lean + bend * index / 24)
        points.append((points[-1][0] + length / 24 * math.cos(turn), points[-1][1] - length / 24 * math.sin(turn)))
    return points


def _add_leaf(
    stage: Stage,
    base: list[Layer],
    details: list[Layer],
    outline: tuple[list[Point], list[Point], list[Point]],
    *,
    tone: Colour,
) -> None:
    one, other, spine = outline
    base.append(partial(Canvas.polygon, points=one, fill=Fill(shift(tone, 0.06, 1.05, -6))))
    base.append(partial(Canvas.polygon, points=other, fill=Fill(shift(tone, -0.05, 1.05, 6))))
    rib = mix(tone, stage.palette.pale, 0.5)
    details.append(
        partial(Canvas.line, points=spine, thickness=max(1.0, stage.reach * 0.0022), colour=rib, opacity=0.7)
    )


def draw_flower(canvas: Canvas, centre: Point, size: float, petals: int, *, stage: Stage) -> None:
    """Draw a flower of rounded petals."""
    palette = stage.palette
    tint = shift(palette.accent, 0.02, 1.1, -25)
    for ring, reach in enumerate((0.78, 0.46)):
        for index in range(petals):
            angle = math.radians((index + ring / 2) * 360 / petals + 12)
            spot = (centre[0] + size * reach * math.cos(angle), centre[1] + size * reach * math.sin(angle))
            canvas.disc(spot, size * (0.5 - 0.12 * ring), Fill(shift(tint, 0.05 - 0.07 * ring - 0.02 * (index % 2))))
    canvas.disc(centre, size * 0.3, Fill(palette.deep))
    canvas.disc(centre, size * 0.18, Fill(palette.accent))
