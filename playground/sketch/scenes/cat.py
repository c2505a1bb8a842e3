"""Cats: sitting, close by, asleep, or looking out of a window."""

import math
from collections.abc import Callable, Mapping
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, contrast, mix, shift
from playground.sketch.scenes.backdrops import lay_backdrop
from playground.sketch.scenes.curves import circle, smooth
from playground.sketch.scenes.furniture import draw_plant, draw_window
from playground.sketch.scenes.stage import Layer, Scene, Stage


def draw_cat(stage: Stage) -> Scene:
    """Return a cat in the pose that the seed picks."""
    palette = stage.palette
    # A coat in the colour of the room would hide the cat.
    tones = [tone for tone in (palette.deep, palette.main, palette.second) if contrast(tone, palette.haze) > 1.5]
    coat = next(iter(stage.brief.colours), None) or stage.variety.each("coat", tones or [palette.deep])
    return Scene(tuple(POSES[stage.variety.each("pose", tuple(POSES))](stage, coat)), tuple(_dots(stage)))


def _room(stage: Stage, floor: float, coat: Colour) -> list[Layer]:
    """Return wall and floor, both apart from the coat."""
    palette = stage.palette
    sky, haze = palette.sky, palette.haze
    if contrast(coat, mix(sky, haze, 0.5)) < 1.6:
        light = contrast(coat, palette.pale) > contrast(coat, palette.deep)
        sky, haze = (mix(tone, palette.light if light else palette.deep, 0.55) for tone in (sky, haze))
    ground = mix(haze, palette.main if contrast(coat, palette.main) > 1.6 else palette.second, 0.35)
    if contrast(coat, ground) < 1.5:
        ground = shift(haze, -0.08 if contrast(coat, (0, 0, 0)) > 5 else 0.06)
    box = (-2.0, floor, stage.width + 2.0, stage.height + 2.0)
    return [
        partial(Canvas.wash, fill=Fill(sky, haze, stage.variety.between("fall", -30, 30))),
        partial(Canvas.rectangle, box=box, fill=Fill(shift(ground, 0.03), shift(ground, -0.1))),
    ]


def _sitting(stage: Stage, coat: Colour) -> list[Layer]:
    stage = stage.framed(
        stage.variety.pick("cat near", (1.0, 0.78, 1.18)), stage.variety.between("cat aside", -0.8, 0.8)
    )
    reach, x = stage.reach, stage.centre[0]
    foot = min(stage.height * 0.93, stage.centre[1] + reach * 0.38)
    wall, ground = _room(stage, foot - reach * 0.02, coat)
    behind = lay_backdrop(stage, (x, foot - reach * 0.42), reach * 0.36, foot)
    return [
        wall, behind, ground, _shadow(stage, (x, foot)),
        partial(_draw_body, at=(x, foot), reach=reach, coat=coat),
        partial(_draw_head, at=(x, foot - reach * 0.52), reach=reach, coat=coat, eyes=_eyes(stage, coat)),
    ]  # fmt: skip


def _close(stage: Stage, coat: Colour) -> list[Layer]:
    """The face alone, cut by the lower edge."""
    stage = stage.framed(1.0, stage.variety.between("cat aside", -0.5, 0.5))
    reach, (x, y) = stage.reach, stage.centre
    bottom = max(stage.art[3], y + reach * 0.5)
    wall, _ = _room(stage, bottom + 9, coat)
    big = reach * (1.9 if not stage.brief.texts else 1.5)
    shoulders = smooth([
        (x - big * 0.25, bottom + reach * 0.1), (x - big * 0.17, y + reach * 0.3), (x, y + reach * 0.18),
        (x + big * 0.17, y + reach * 0.3), (x + big * 0.25, bottom + reach * 0.1),
    ])  # fmt: skip
    below = [(x + big * 0.3, stage.height + 4.0), (x - big * 0.3, stage.height + 4.0)]
    fill = Fill(shift(coat, 0.02), shift(coat, -0.09))
    return [
        wall,
        lay_backdrop(stage, (x, y), reach * 0.44, bottom + 4),
        partial(Canvas.polygon, points=[*shoulders, *below], fill=fill),
        partial(_draw_head, at=(x, y + reach * 0.1), reach=big, coat=coat, eyes=_eyes(stage, coat)),
    ]


def _asleep(stage: Stage, coat: Colour) -> list[Layer]:
    """Curled up on a cushion, beside a plant."""
    stage = stage.framed(stage.variety.pick("cat near", (1.12, 0.95)), 0.15)
    reach, x = stage.reach, stage.centre[0]
    floor = min(stage.height * 0.84, stage.centre[1] + reach * 0.3)
    palette = stage.palette
    wall, ground = _room(stage, floor - reach * 0.14, coat)
    cushion = palette.accent if contrast(palette.accent, coat) > 1.5 else palette.second
    bed = Fill(shift(cushion, 0.06), shift(cushion, -0.1))
    behind = lay_backdrop(stage, (x + reach * 0.1, floor - reach * 0.44), reach * 0.3, floor - reach * 0.14)
    return [
        wall, behind, ground,
        partial(draw_plant, foot=(x - reach * 0.42, floor - reach * 0.06), height=reach * 0.56, palette=palette),
        _shadow(stage, (x + reach * 0.06, floor + reach * 0.06)),
        partial(Canvas.ellipse, centre=(x + reach * 0.04, floor), radii=(reach * 0.4, reach * 0.085), fill=bed),
        partial(_draw_curled, at=(x + reach * 0.04, floor), reach=reach, coat=coat),
    ]  # fmt: skip


def _watching(stage: Stage, coat: Colour) -> list[Layer]:
    """From behind, on the sill of a window."""
    reach, palette, (x, y) = stage.reach, stage.palette, stage.centre
    sill = min(stage.height * 0.86, y + reach * 0.36)
    wall, ground = _room(stage, sill, coat)
    window = (x - reach * 0.34, y - reach * 0.4, x + reach * 0.34, sill)
    arched, view = stage.variety.pick("arched", (True, False)), stage.variety.pick("view", (0, 1, 2))
    at = (x + reach * 0.06, sill + reach * 0.05)
    return [
        wall, partial(draw_window, box=window, palette=palette, arched=arched, view=view), ground, _shadow(stage, at),
        partial(_draw_back, at=at, reach=reach * 0.82, coat=coat),
        partial(draw_plant, foot=(x - reach * 0.3, at[1]), height=reach * 0.4, palette=palette),
    ]  # fmt: skip


POSES: Mapping[str, Callable[[Stage, Colour], list[Layer]]] = {
    "sitting": _sitting,
    "close": _close,
    "asleep": _asleep,
    "watching": _watching,
}


def _eyes(stage: Stage, coat: Colour) -> Colour:
    """Return a colour for the eyes that stands out from the coat."""
    # Amber is a usual colour of cats' eyes.
    options = (stage.palette.accent, stage.palette.second, (226, 170, 46))
    return next((tone for tone in options if contrast(tone, coat) > 2), options[2])


def _shadow(stage: Stage, at: Point) -> Layer:
    radii = (stage.reach * 0.36, stage.reach * 0.05)
    return partial(Canvas.shadow, centre=at, radii=radii, opacity=0.5, colour=stage.palette.deep)


def _draw_curled(canvas: Canvas, at: Point, reach: float, coat: Colour) -> None:
    x, y = at
    body = smooth([
        (x - reach * 0.3, y - reach * 0.03), (x - reach * 0.27, y - reach * 0.16), (x - reach * 0.06, y - reach * 0.27),
        (x + reach * 0.18, y - reach * 0.24), (x + reach * 0.31, y - reach * 0.1), (x + reach * 0.27, y + reach * 0.01),
        (x, y + reach * 0.035), (x - reach * 0.22, y + reach * 0.02),
    ], closed=True)  # fmt: skip
    canvas.polygon(body, Fill(shift(coat, 0.09), shift(coat, -0.08)))
    haunch = [(x + reach * (0.12 + 0.13 * math.cos(a)), y - reach * (0.06 + 0.12 * math.sin(a))) for a in
              (index * math.pi / 12 - 0.4 for index in range(15))]  # fmt: skip
    canvas.line(haunch, reach * 0.006, shift(coat, -0.15), 0.6)
    tail = smooth([(x + reach * 0.28, y - reach * 0.04), (x + reach * 0.16, y + reach * 0.03),
                   (x - reach * 0.02, y + reach * 0.03), (x - reach * 0.14, y + reach * 0.0)])  # fmt: skip
    canvas.line(tail, reach * 0.06, shift(coat, -0.04))
    canvas.disc(tail[-1], reach * 0.03, Fill(shift(coat, -0.04)))
    head = (x - reach * 0.19, y - reach * 0.06)
    for side in (-1, 1):
        root = (head[0] + side * reach * 0.06, head[1] - reach * 0.06)
        ear = [(root[0] - reach * 0.045, root[1]), (root[0] + side * reach * 0.03, root[1] - reach * 0.1),
               (root[0] + reach * 0.05, root[1] + reach * 0.02)]  # fmt: skip
        canvas.polygon(ear, Fill(shift(coat, 0.02)))
    canvas.ellipse(head, (reach * 0.115, reach * 0.092), Fill(shift(coat, 0.12), shift(coat, -0.02), 30))
    # On a dark coat, lines have to be lighter than it.
    lid = shift(coat, 0.34 if sum(coat) < 300 else -0.32)
    for side in (-1, 1):
        spot = (head[0] + side * reach * 0.045, head[1] - reach * 0.005)
        curve = [
            (spot[0] + reach * 0.02 * index / 4, spot[1] + reach * 0.01 * (1 - index * index / 16))
            for index in range(-4, 5)
        ]
        canvas.line(curve, reach * 0.006, lid)
    nose = [(head[0] - reach * 0.012, head[1] + reach * 0.028), (head[0] + reach * 0.012, head[1] + reach * 0.028),
            (head[0], head[1] + reach * 0.041)]  # fmt: skip
    canvas.polygon(nose, Fill((222, 120, 126)))


def _draw_back(canvas: Canvas, at: Point, reach: float, coat: Colour) -> None:
    x, y = at
    tail = smooth([(x + reach * 0.05, y - reach * 0.05), (x + reach * 0.29, y - reach * 0.02),
                   (x + reach * 0.36, y + reach * 0.09), (x + reach * 0.27, y + reach * 0.16)])  # fmt: skip
    canvas.line(tail, reach * 0.05, shift(coat, 0.01))
    canvas.disc(tail[-1], reach * 0.025, Fill(shift(coat, 0.01)))
    body = smooth([
        (x, y - reach * 0.5), (x - reach * 0.13, y - reach * 0.4), (x - reach * 0.2, y - reach * 0.12),
        (x - reach * 0.14, y + reach * 0.005), (x + reach * 0.14, y + reach * 0.005),
        (x + reach * 0.2, y - reach * 0.12), (x + reach * 0.13, y - reach * 0.4),
    ], closed=True)  # fmt: skip
    canvas.polygon(body, Fill(shift(coat, 0.08), shift(coat, -0.08), 60))
    head = (x, y - reach * 0.54)
    for side in (-1, 1):
        ear = [(x + side * reach * 0.02, head[1] - reach * 0.07), (x + side * reach * 0.1, head[1] - reach * 0.19),
               (x + side * reach * 0.125, head[1] - reach * 0.01)]  # fmt: skip
        canvas.polygon(ear, Fill(shift(coat, 0.04)))
    canvas.ellipse(head, (reach * 0.135, reach * 0.115), Fill(shift(coat, 0.1), shift(coat, -0.04), 60))


def _draw_body(canvas: Canvas, at: Point, reach: float, coat: Colour) -> None:
    x, y = at
    fill = Fill(shift(coat, 0.07), shift(coat, -0.08), 60)
    tail = smooth(
        [
            (x + reach * 0.14, y - reach * 0.05),
            (x + reach * 0.3, y - reach * 0.03),
            (x + reach * 0.34, y - reach * 0.16),
            (x + reach * 0.27, y - reach * 0.26),
            (x + reach * 0.31, y - reach * 0.33),
        ]
    )
    canvas.line(tail, reach * 0.055, shift(coat, -0.03))
    canvas.disc(tail[-1], reach * 0.0275, Fill(shift(coat, -0.03)))
    body = smooth(
        [
            (x - reach * 0.1, y - reach * 0.48),
            (x - reach * 0.15, y - reach * 0.28),
            (x - reach * 0.2, y - reach * 0.06),
            (x - reach * 0.12, y),
            (x + reach * 0.14, y),
            (x + reach * 0.22, y - reach * 0.08),
            (x + reach * 0.17, y - reach * 0.3),
            (x + reach * 0.1, y - reach * 0.48),
        ],
        closed=True,
    )
    canvas.polygon(body, fill)
    for side in (-1, 1):
        canvas.ellipse(
            (x + side * reach * 0.055, y - reach * 0.012),
            (reach * 0.055, reach * 0.026),
            Fill(shift(coat, 0.1), shift(coat, 0.0)),
        )
        canvas.line(
            [(x + side * reach * 0.012, y - reach * 0.2), (x + side * reach * 0.02, y - reach * 0.02)],
            reach * 0.005,
            shift(coat, -0.13),
            0.6,
        )


def _draw_head(canvas: Canvas, at: Point, reach: float, coat: Colour, *, eyes: Colour) -> None:
    x, y = at
    for side in (-1, 1):
        ear = [
            (x + side * reach * 0.03, y - reach * 0.09),
            (x + side * reach * 0.125, y - reach * 0.22),
            (x + side * reach * 0.145, y - reach * 0.02),
        ]
        canvas.polygon(ear, Fill(shift(coat, 0.02)))
        # The inner ear is the ear, shrunk towards a point at its foot.
        inner = [(px * 0.62 + (x + side * reach * 0.1) * 0.38, py * 0.62 + (y - reach * 0.1) * 0.38) for px, py in ear]
        canvas.polygon(inner, Fill(mix(coat, (236, 140, 140), 0.6)))
    canvas.ellipse((x, y), (reach * 0.155, reach * 0.128), Fill(shift(coat, 0.08), shift(coat, -0.05), 40))
    for side in (-1, 1):
        spot = (x + side * reach * 0.062, y - reach * 0.008)
        canvas.ellipse(spot, (reach * 0.031, reach * 0.034), Fill(shift(eyes, 0.12), shift(eyes, -0.02)))
        canvas.ellipse(spot, (reach * 0.01, reach * 0.028), Fill((16, 16, 20)))
        canvas.disc((spot[0] - reach * 0.01, spot[1] - reach * 0.012), reach * 0.006, Fill((255, 255, 255)))
        for index in range(3):
            start = (x + side * reach * 0.04, y + reach * (0.05 + 0.008 * index))
            end = (x + side * reach * 0.2, y + reach * (0.025 + 0.03 * index))
            canvas.line([start, end], max(1.0, reach * 0.0028), shift(coat, 0.3 if coat[0] < 120 else -0.3), 0.7)
    canvas.polygon(
        [(x - reach * 0.016, y + reach * 0.038), (x + reach * 0.016, y + reach * 0.038), (x, y + reach * 0.055)],
        Fill((222, 120, 126)),
    )
    mouth = circle((x, y + reach * 0.066), (reach * 0.02, reach * 0.01))
    # These points are the lower half of the ellipse.
    canvas.line(mouth[2:34], max(1.0, reach * 0.0035), shift(coat, -0.22), 0.8)


def _dots(stage: Stage) -> list[Layer]:
    random = stage.random
    return [
        partial(
            Canvas.disc, centre=stage.aside(),
            radius=stage.unit * random.uniform(0.0012, 0.0045), fill=Fill(stage.palette.pale), opacity=0.6,
        )
        for _ in range(50)
    ]  # fmt: skip
