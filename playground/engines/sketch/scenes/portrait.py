"""Figures in rounded forms: a person before a disc, or a cat."""

from functools import partial

from playground.engines.sketch.canvas import Canvas, Fill, Point
from playground.engines.sketch.colour import Colour, from_oklch, mix, shift
from playground.engines.sketch.scenes.curves import circle, leaf, smooth
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_portrait(stage: Stage) -> Scene:
    """Return a bust of a person in the subject's box."""
    random, palette, reach = stage.random, stage.palette, stage.reach
    x, y = stage.centre[0], stage.centre[1] + reach * 0.02
    bottom = stage.art[3] if stage.art[3] >= stage.height - 1 else y + reach * 0.5
    skin = from_oklch(
        random.choice((0.84, 0.76, 0.66, 0.54, 0.44)), random.uniform(0.055, 0.085), random.uniform(48, 66)
    )
    hair = random.choice((palette.deep, mix(palette.deep, palette.second, 0.5), mix(palette.deep, (96, 48, 22), 0.7)))
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, random.uniform(-20, 20))),
        partial(
            Canvas.disc,
            centre=(x + reach * 0.04, y - reach * 0.06),
            radius=reach * 0.37,
            fill=Fill(palette.accent, mix(palette.accent, palette.main, 0.45), 20),
        ),
        *_foliage(stage, (x, y)),
        partial(_draw_hair_behind, at=(x, y), reach=reach, hair=hair, long=random.random() < 0.6),
        partial(_draw_body, at=(x, y), reach=reach, bottom=bottom, colours=(skin, palette.main)),
        partial(_draw_head, at=(x, y), reach=reach, skin=skin, hair=hair),
        partial(_draw_face, at=(x, y), reach=reach, skin=skin, palette_tones=(palette.deep, palette.accent)),
    ]
    return Scene(tuple(base), tuple(_dots(stage)))


def _foliage(stage: Stage, at: Point) -> list[Layer]:
    layers: list[Layer] = []
    for index in range(8):
        side = -1 if index % 2 else 1
        root = (at[0] + side * stage.reach * (0.2 + 0.03 * index), at[1] + stage.reach * 0.3)
        angle = 90 - side * (14 + 9 * index)
        one, other, _ = leaf(root, angle, stage.reach * (0.5 - 0.03 * index), stage.reach * 0.05)
        tone = mix(stage.palette.second, stage.palette.main, (index % 4) / 4)
        layers.append(partial(Canvas.polygon, points=one, fill=Fill(shift(tone, 0.06))))
        layers.append(partial(Canvas.polygon, points=other, fill=Fill(shift(tone, -0.04))))
    return layers


def _draw_hair_behind(canvas: Canvas, at: Point, reach: float, hair: Colour, *, long: bool) -> None:
    x, y = at
    if long:
        outline = smooth(
            [
                (x, y - reach * 0.36),
                (x + reach * 0.19, y - reach * 0.2),
                (x + reach * 0.21, y + reach * 0.1),
                (x + reach * 0.16, y + reach * 0.26),
                (x - reach * 0.16, y + reach * 0.26),
                (x - reach * 0.21, y + reach * 0.1),
                (x - reach * 0.19, y - reach * 0.2),
            ],
            closed=True,
        )
        canvas.polygon(outline, Fill(shift(hair, 0.04), shift(hair, -0.04), 90))
    else:
        canvas.disc((x, y - reach * 0.37), reach * 0.085, Fill(shift(hair, 0.05), hair))


def _draw_body(canvas: Canvas, at: Point, reach: float, bottom: float, *, colours: tuple[Colour, Colour]) -> None:
    x, y = at
    skin, cloth = colours
    top = y + reach * 0.22
    shoulders = smooth(
        [
            (x - reach * 0.42, bottom + reach * 0.2),
            (x - reach * 0.36, top + reach * 0.13),
            (x - reach * 0.2, top + reach * 0.03),
            (x - reach * 0.08, top - reach * 0.01),
            (x + reach * 0.08, top - reach * 0.01),
            (x + reach * 0.2, top + reach * 0.03),
            (x + reach * 0.36, top + reach * 0.13),
            (x + reach * 0.42, bottom + reach * 0.2),
        ]
    )
    canvas.polygon(shoulders, Fill(shift(cloth, 0.07, 1.0, -6), shift(cloth, -0.12, 1.0, 8), 60))
    neck = [
        (x - reach * 0.066, y + reach * 0.02),
        (x + reach * 0.066, y + reach * 0.02),
        (x + reach * 0.085, top + reach * 0.03),
        (x, top + reach * 0.1),
        (x - reach * 0.085, top + reach * 0.03),
    ]
    canvas.polygon(smooth(neck, closed=True), Fill(shift(skin, -0.11), shift(skin, -0.03)))


def _draw_head(canvas: Canvas, at: Point, reach: float, skin: Colour, *, hair: Colour) -> None:
    x, y = at
    face = smooth(
        [
            (x, y - reach * 0.3),
            (x + reach * 0.115, y - reach * 0.24),
            (x + reach * 0.135, y - reach * 0.1),
            (x + reach * 0.105, y + reach * 0.03),
            (x, y + reach * 0.105),
            (x - reach * 0.105, y + reach * 0.03),
            (x - reach * 0.135, y - reach * 0.1),
            (x - reach * 0.115, y - reach * 0.24),
        ],
        closed=True,
    )
    canvas.polygon(face, Fill(shift(skin, 0.03), shift(skin, -0.07), 70))
    fringe = smooth(
        [
            (x - reach * 0.15, y - reach * 0.06),
            (x - reach * 0.17, y - reach * 0.22),
            (x - reach * 0.06, y - reach * 0.35),
            (x + reach * 0.1, y - reach * 0.34),
            (x + reach * 0.17, y - reach * 0.2),
            (x + reach * 0.15, y - reach * 0.05),
            (x + reach * 0.11, y - reach * 0.17),
            (x - reach * 0.02, y - reach * 0.25),
            (x - reach * 0.11, y - reach * 0.17),
        ],
        closed=True,
    )
    canvas.polygon(fringe, Fill(shift(hair, 0.07), shift(hair, -0.02), 60))


def _draw_face(canvas: Canvas, at: Point, reach: float, skin: Colour, *, palette_tones: tuple[Colour, Colour]) -> None:
    x, y = at
    line, accent = shift(skin, -0.3, 1.1), palette_tones[1]
    for side in (-1, 1):
        eye = [
            (x + side * reach * (0.032 + 0.016 * index), y - reach * (0.082 - 0.01 * (1 - (index - 1.5) ** 2 / 2.25)))
            for index in range(4)
        ]
        canvas.line(smooth(eye), reach * 0.006, palette_tones[0])
        canvas.line([(px, py - reach * 0.042) for px, py in smooth(eye)][::-1], reach * 0.007, palette_tones[0], 0.75)
        canvas.glow((x + side * reach * 0.075, y - reach * 0.015), reach * 0.05, (226, 96, 84), 0.4)
        canvas.disc(
            (x + side * reach * 0.137, y + reach * 0.02), reach * 0.018, Fill(shift(accent, 0.08), shift(accent, -0.1))
        )
    canvas.line(
        smooth(
            [
                (x + reach * 0.004, y - reach * 0.08),
                (x + reach * 0.02, y - reach * 0.02),
                (x - reach * 0.004, y - reach * 0.012),
            ]
        ),
        reach * 0.005,
        line,
        0.7,
    )
    mouth = [
        (x - reach * 0.034, y + reach * 0.035),
        (x - reach * 0.01, y + reach * 0.028),
        (x, y + reach * 0.031),
        (x + reach * 0.01, y + reach * 0.028),
        (x + reach * 0.034, y + reach * 0.035),
        (x, y + reach * 0.053),
    ]
    canvas.polygon(smooth(mouth, closed=True), Fill((178, 62, 64)))


def _dots(stage: Stage) -> list[Layer]:
    random = stage.random
    return [
        partial(
            Canvas.disc, centre=stage.aside(),
            radius=stage.unit * random.uniform(0.0012, 0.0045), fill=Fill(stage.palette.pale), opacity=0.6,
        )
        for _ in range(50)
    ]  # fmt: skip


def draw_cat(stage: Stage) -> Scene:
    """Return a sitting cat before a disc."""
    random, palette, reach = stage.random, stage.palette, stage.reach
    x, foot = stage.centre[0], min(stage.height * 0.93, stage.centre[1] + reach * 0.38)
    coat = next(iter(stage.brief.colours), None) or random.choice((palette.deep, palette.main, palette.second))
    disc = Fill(mix(palette.accent, palette.pale, 0.2), mix(palette.accent, palette.haze, 0.35))
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, random.uniform(-20, 20))),
        partial(Canvas.disc, centre=(x, foot - reach * 0.42), radius=reach * 0.36, fill=disc),
        partial(
            Canvas.rectangle,
            box=(-2, foot - reach * 0.02, stage.width + 2, stage.height + 2),
            fill=Fill(mix(palette.haze, palette.main, 0.4), mix(palette.main, palette.deep, 0.3)),
        ),
        partial(
            Canvas.shadow,
            centre=(x, foot + reach * 0.01),
            radii=(reach * 0.36, reach * 0.05),
            opacity=0.5,
            colour=palette.deep,
        ),
        partial(_draw_cat_body, at=(x, foot), reach=reach, coat=coat),
        partial(_draw_cat_head, at=(x, foot - reach * 0.52), reach=reach, coat=coat, eyes=palette.accent),
    ]
    return Scene(tuple(base), tuple(_dots(stage)))


def _draw_cat_body(canvas: Canvas, at: Point, reach: float, coat: Colour) -> None:
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


def _draw_cat_head(canvas: Canvas, at: Point, reach: float, coat: Colour, *, eyes: Colour) -> None:
    x, y = at
    for side in (-1, 1):
        ear = [
            (x + side * reach * 0.03, y - reach * 0.09),
            (x + side * reach * 0.125, y - reach * 0.22),
            (x + side * reach * 0.145, y - reach * 0.02),
        ]
        canvas.polygon(ear, Fill(shift(coat, 0.02)))
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
    canvas.line(mouth[2:34], max(1.0, reach * 0.0035), shift(coat, -0.22), 0.8)
