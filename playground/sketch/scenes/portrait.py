"""Portraits: the bust of a person in rounded forms, with skin, hair, clothes and distance from the seed."""

from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, contrast, from_oklch, mix, shift
from playground.sketch.scenes.backdrops import lay_backdrop
from playground.sketch.scenes.curves import leaf, smooth
from playground.sketch.scenes.hair import draw_hair_before, draw_hair_behind
from playground.sketch.scenes.stage import Layer, Scene, Stage

# Lightness, chroma and hue of six tones of skin, from the lightest to the darkest; the seeds take them in turn.
SKINS = (
    (0.87, 0.05, 62),
    (0.79, 0.072, 64),
    (0.71, 0.082, 60),
    (0.62, 0.082, 57),
    (0.52, 0.072, 54),
    (0.42, 0.056, 50),
)
# How near, how far aside and how far up (-1 to 1): bust, close by, beside the form, small.
SHOTS = ((1.0, 0.0, 0.0), (1.42, 0.3, 0.12), (0.92, 0.75, 0.1), (0.72, -0.55, 0.0))
MALE = ("man", "boy", "king", "sailor", "he", "father", "grandfather", "businessman", "guy", "gentleman", "prince")


def choose_skin(stage: Stage) -> Colour:
    """Return a tone of skin; six seeds in a row get six."""
    lightness, chroma, hue = stage.variety.each("skin", SKINS)
    return from_oklch(lightness, chroma, hue)


def draw_portrait(stage: Stage) -> Scene:
    """Return a bust of a person, near or far, before a form that the seed picks."""
    variety, palette, whole = stage.variety, stage.palette, stage
    scale, across, down = variety.each("portrait shot", SHOTS)
    stage = stage.framed(scale, across, down)
    reach, at = stage.reach, (stage.centre[0], stage.centre[1] + stage.reach * 0.02)
    # The bust reaches the lower edge of the picture, unless there is type below it.
    bottom = max(stage.height + 4.0 if whole.art[3] >= stage.height - 1 else 0.0, at[1] + reach * 0.5)
    skin, hair, male = choose_skin(stage), _hair_colour(stage), stage.brief.mentions(*MALE)
    style = variety.each(
        "hair", ("short", "beard", "curls", "cap") if male else ("long", "curls", "bun", "bob", "scarf")
    )
    behind = (stage.centre[0] - across * reach * 0.3, at[1] - reach * 0.06)
    # Clothes in the colour of the background would hide the shoulders.
    cloth = palette.main if contrast(palette.main, mix(palette.sky, palette.haze, 0.6)) > 1.3 else palette.second
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, variety.between("fall", -30, 30))),
        lay_backdrop(stage, behind, reach * 0.37, bottom),
        *(_foliage(stage, at) if variety.pick("foliage", (True, False, True)) else []),
        partial(draw_hair_behind, at=at, reach=reach, colours=(hair, palette.accent), style=style),
        partial(_draw_body, at=at, reach=reach, bottom=bottom, colours=(skin, cloth)),
        partial(_draw_cloth, at=at, reach=reach, stage=stage, cloth=cloth),
        partial(_draw_head, at=at, reach=reach, skin=skin),
        partial(_draw_face, at=at, reach=reach, skin=skin, palette_tones=(palette.deep, palette.accent), male=male),
        partial(draw_hair_before, at=at, reach=reach, colours=(hair, palette.accent), style=style),
    ]
    if variety.pick("glasses", (False, False, True, False, False)):
        base.append(partial(_draw_glasses, at=at, reach=reach, colour=palette.deep))
    return Scene(tuple(base), tuple(_dots(whole)))


def _hair_colour(stage: Stage) -> Colour:
    """Return the colour that the words give the hair, else one of the usual and the palette's."""
    deep, second = stage.palette.deep, stage.palette.second
    named = {("old", "elderly", "grandmother", "grandfather", "grey"): (206, 206, 208), ("blonde", "blond"): (222,
        178, 104),
             ("redhead", "ginger"): (176, 78, 34)}  # fmt: skip
    found = next((colour for words, colour in named.items() if stage.brief.mentions(*words)), None)
    dark = from_oklch(0.24, 0.02, 40)
    brown = mix(deep, (96, 48, 22), 0.7)
    return found or stage.variety.pick("hair colour", (dark, brown, mix(deep, second, 0.5), (150, 92, 48), deep))


def _foliage(stage: Stage, at: Point) -> list[Layer]:
    layers: list[Layer] = []
    lush = stage.variety.pick("lush", (0, 1))
    for index in range(8):
        side = -1 if index % 2 else 1
        root = (at[0] + side * stage.reach * (0.2 + 0.03 * index), at[1] + stage.reach * (0.3 - 0.1 * lush))
        angle = 90 - side * (14 + (9 + 4 * lush) * index)
        wide = stage.reach * (0.05 + 0.035 * lush)
        one, other, _ = leaf(root, angle, stage.reach * (0.5 - 0.03 * index), wide, bend=-side * 30 * lush)
        tone = mix(stage.palette.second, stage.palette.main, (index % 4) / 4)
        layers.append(partial(Canvas.polygon, points=one, fill=Fill(shift(tone, 0.06))))
        layers.append(partial(Canvas.polygon, points=other, fill=Fill(shift(tone, -0.04))))
    return layers


def _draw_cloth(canvas: Canvas, at: Point, reach: float, stage: Stage, *, cloth: Colour) -> None:
    """Draw what the clothes have: a collar, a high neck or buttons."""
    (x, y), kind = at, stage.variety.each("cloth", ("plain", "polo", "buttons"))
    if kind == "polo":
        chest = ((-0.1, 0.2), (0.1, 0.2), (0.11, 0.3), (0.0, 0.38), (-0.11, 0.3))
        points = [(x + across * reach, y + down * reach) for across, down in chest]
        canvas.polygon(smooth(points, closed=True), Fill(shift(cloth, 0.03), shift(cloth, -0.05), 70))
        box = (x - reach * 0.088, y + reach * 0.12, x + reach * 0.088, y + reach * 0.25)
        canvas.rectangle(box, Fill(shift(cloth, 0.08), shift(cloth, -0.08), 90), reach * 0.03)
    elif kind == "buttons":
        for side in (-1, 1):
            lapel = [
                (x, y + reach * 0.33),
                (x + side * reach * 0.09, y + reach * 0.22),
                (x + side * reach * 0.16, y + reach * 0.3),
            ]
            canvas.polygon(lapel, Fill(shift(cloth, 0.12), shift(cloth, 0.0)))
        for index in range(4):
            canvas.disc((x, y + reach * (0.38 + 0.07 * index)), reach * 0.011, Fill(stage.palette.accent))


def _draw_glasses(canvas: Canvas, at: Point, reach: float, colour: Colour) -> None:
    x, y = at
    for side in (-1, 1):
        spot = (x + side * reach * 0.06, y - reach * 0.08)
        canvas.ring(spot, (reach * 0.05, reach * 0.046), reach * 0.008, Fill(colour))
    canvas.line([(x - reach * 0.012, y - reach * 0.085), (x + reach * 0.012, y - reach * 0.085)], reach * 0.008, colour)


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


def _draw_head(canvas: Canvas, at: Point, reach: float, skin: Colour) -> None:
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


def _draw_face(
    canvas: Canvas, at: Point, reach: float, skin: Colour, *, palette_tones: tuple[Colour, Colour], male: bool
) -> None:
    x, y = at
    line, accent = shift(skin, -0.3, 1.1), palette_tones[1]
    for side in (-1, 1):
        eye = [
            (x + side * reach * (0.032 + 0.016 * index), y - reach * (0.082 - 0.01 * (1 - (index - 1.5) ** 2 / 2.25)))
            for index in range(4)
        ]
        canvas.line(smooth(eye), reach * 0.006, palette_tones[0])
        brow = [(px, 2 * (y - reach * 0.1) - py) for px, py in smooth(eye)]
        canvas.line(brow, reach * 0.007, palette_tones[0], 0.75)
        canvas.glow((x + side * reach * 0.075, y - reach * 0.015), reach * 0.05, (226, 96, 84), 0.4)
        if not male:
            spot = (x + side * reach * 0.13, y + reach * 0.02)
            canvas.disc(spot, reach * 0.018, Fill(shift(accent, 0.08), shift(accent, -0.1)))
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
    canvas.polygon(smooth(mouth, closed=True), Fill(shift(skin, -0.14, 1.5, -16) if male else (178, 62, 64)))


def _dots(stage: Stage) -> list[Layer]:
    random = stage.random
    return [
        partial(
            Canvas.disc, centre=stage.aside(),
            radius=stage.unit * random.uniform(0.0012, 0.0045), fill=Fill(stage.palette.pale), opacity=0.6,
        )
        for _ in range(50)
    ]  # fmt: skip
