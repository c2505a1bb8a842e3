"""Soft spheres in light: one large and some small, a row, a tower, many, or one that fills the picture."""

import math
from collections.abc import Callable, Mapping
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.scenes.curves import circle
from playground.sketch.scenes.stage import Layer, Scene, Stage


def draw_orbs(stage: Stage) -> Scene:
    """Return a few spheres of different sizes, lit from above, before mingled light."""
    random, palette = stage.random, stage.palette
    tones = palette.tones()
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, stage.variety.between("fall", -60, 60)))
    ]
    for index in range(4):
        centre = (random.uniform(0, stage.width), random.uniform(0, stage.height))
        base.append(
            partial(
                Canvas.glow,
                centre=centre,
                radius=stage.unit * random.uniform(0.6, 0.95),
                colour=tones[index],
                opacity=0.5,
            )
        )
    spheres = _places(stage)
    for index, (centre, radius) in enumerate(spheres):
        base.append(
            partial(draw_sphere, centre=centre, radius=radius, colour=tones[index % 3], palette_dark=palette.deep)
        )
    details: list[Layer] = []
    for index in range(40):
        spot = stage.aside()
        size = stage.unit * random.uniform(0.0015, 0.0075)
        details.append(partial(Canvas.disc, centre=spot, radius=size, fill=Fill(tones[index % 3]), opacity=0.8))
    return Scene(tuple(base), tuple(details))


def _places(stage: Stage) -> list[tuple[Point, float]]:
    """Return where spheres are and how large, in the order in which they are drawn."""
    return GROUPS[stage.variety.each("group", tuple(GROUPS))](stage)


def _scattered(stage: Stage) -> list[tuple[Point, float]]:
    """One large sphere, small ones that keep clear of it."""
    near = stage.framed(
        1.0, stage.variety.between("orb aside", -0.8, 0.8), stage.variety.between("orb height", -0.6, 0.6)
    )
    return _fill(
        stage, [(near.centre, stage.reach * stage.variety.between("orb", 0.22, 0.34))], 6, (0.16, 0.24, 0.36, 0.5)
    )


def _giant(stage: Stage) -> list[tuple[Point, float]]:
    """A sphere too large for the picture, small ones in the room that it leaves."""
    side = stage.variety.side("giant")
    reach, (x, y) = stage.reach, stage.centre
    first = ((x - reach * 0.3, y + side * reach * 0.34), reach * 0.62)
    if stage.brief.texts:
        first = ((x - reach * 0.08, y), reach * 0.36)
    return _fill(stage, [first], 5, (0.1, 0.16, 0.24))


def _many(stage: Stage) -> list[tuple[Point, float]]:
    """Many spheres of two sizes."""
    size = stage.reach * stage.variety.between("many", 0.09, 0.13)
    return _fill(stage, [((stage.centre[0], stage.centre[1]), size)], 18, (1.0, 0.55, 0.8))


def _tower(stage: Stage) -> list[tuple[Point, float]]:
    """Spheres balanced on one another."""
    near = stage.framed(1.0, stage.variety.between("orb aside", -0.7, 0.7))
    reach, (x, y) = near.reach, near.centre
    sizes = stage.variety.pick("tower", ((0.2, 0.14, 0.09, 0.055), (0.12, 0.19, 0.08, 0.11), (0.15, 0.15, 0.15)))
    total = sum(sizes) * 2
    low, placed = y + reach * total / 2, []
    for index, share in enumerate(sizes):
        lean = reach * 0.035 * (0, 1, -0.6, 0.4)[index]
        placed.append(((x + lean, low - share * reach), share * reach))
        # A little less than the diameter, so that the spheres seem to touch.
        low -= share * reach * 1.97
    return _fill(stage, placed, len(placed) + 2, (0.3, 0.2))


def _row(stage: Stage) -> list[tuple[Point, float]]:
    """Spheres side by side that grow or shrink."""
    reach, (x, y) = stage.reach, stage.centre
    sizes = stage.variety.pick("row", ((0.06, 0.1, 0.15, 0.2), (0.13, 0.13, 0.13), (0.1, 0.2, 0.1, 0.05)))
    left, placed = x - reach * (sum(sizes) * 1.06), []
    for share in sizes:
        placed.append(((left + share * reach * 1.06, y + reach * (0.2 - share)), share * reach))
        left += share * reach * 2.12
    return placed


GROUPS: Mapping[str, Callable[[Stage], list[tuple[Point, float]]]] = {
    "scattered": _scattered,
    "row": _row,
    "giant": _giant,
    "tower": _tower,
    "many": _many,
}


def _fill(
    stage: Stage, placed: list[tuple[Point, float]], count: int, shares: tuple[float, ...]
) -> list[tuple[Point, float]]:
    """Return the spheres with more of them, up to a count, that keep clear of one another.

    `shares` are the sizes that the added ones may have, the first one's being 1.
    """
    random, (left, top, right, bottom) = stage.random, stage.art
    # There may be no room left, so the number of attempts is limited.
    for _ in range(count * 12):
        if len(placed) >= count:
            break
        radius = placed[0][1] * random.choice(shares)
        if right - left <= 2 * radius or bottom - top <= 2 * radius:
            continue
        spot = (random.uniform(left + radius, right - radius), random.uniform(top + radius, bottom - radius))
        if all(math.dist(spot, other) > radius * 1.1 + size for other, size in placed):
            placed.append((spot, radius))
    return placed


def draw_sphere(canvas: Canvas, centre: Point, radius: float, colour: Colour, *, palette_dark: Colour) -> None:
    """Draw a lit sphere with its shadow."""
    x, y = centre
    canvas.glow((x + radius * 0.14, y + radius * 0.3), radius * 1.3, palette_dark, 0.42)
    canvas.disc(centre, radius, Fill(shift(colour, 0.09, 1.0, -12), shift(colour, -0.2, 1.0, 14), 24))

    def light(inner: Canvas) -> None:
        inner.glow((x - radius * 0.34, y - radius * 0.42), radius * 0.95, mix(colour, (255, 255, 255), 0.75), 0.75)
        # The shaded side gets some light from below, as if the ground reflected it.
        inner.glow((x + radius * 0.45, y + radius * 0.98), radius * 0.75, shift(colour, 0.16, 1.1, 40), 0.55)

    canvas.clip(circle(centre, (radius, radius)), light)
