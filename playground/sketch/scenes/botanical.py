"""Plants: a fan of stems, a single large bloom, a wreath, sprigs laid out in rows, leaves hanging from a corner."""

import math
from collections.abc import Callable, Mapping
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.scenes.backdrops import lay_backdrop
from playground.sketch.scenes.curves import circle, leaf
from playground.sketch.scenes.stage import Layer, Scene, Stage

FLOWERS = ("flower", "flowers", "floral", "rose", "bouquet", "bloom", "blossom", "tulip")


class Bed:
    """The layers of a plant picture while it grows: stems and leaves, then flowers, then ribs as details."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        ground = Fill(stage.palette.sky, stage.palette.haze, stage.variety.between("fall", -30, 30))
        self.base: list[Layer] = [partial(Canvas.wash, fill=ground)]
        self.flowers: list[Layer] = []
        self.details: list[Layer] = []

    def behind(self, centre: Point, radius: float, floor: float) -> None:
        """Add the form behind the plant."""
        self.base.append(lay_backdrop(self.stage, centre, radius, floor))

    def stem(
        self,
        foot: Point,
        lean: float,
        length: float,
        tone: Colour,
        *,
        bend: float,
        flower: bool = False,
        bare: float = 0.34,
    ) -> Point:
        """Add a stem with paired leaves, `bare` of it without, and a flower on it if asked; return the tip."""
        random, stage = self.stage.random, self.stage
        path = _path(foot, lean, length, bend)
        self.base.append(partial(Canvas.line, points=path, thickness=length * 0.008, colour=shift(tone, -0.1)))
        pairs = random.randint(4, 6)
        shape = random.uniform(0.17, 0.27)
        for index in range(pairs):
            share = bare + (0.92 - bare) * index / pairs
            spot = path[round(share * (len(path) - 1))]
            # Towards the tip the leaves become smaller and lean closer to the stem.
            size = length * 0.36 * (1.2 - 0.75 * share)
            for side in (-1, 1):
                angle = lean + bend * share + side * (62 - 26 * share)
                self._leaf(leaf(spot, angle, size, size * shape, bend=-side * 22), tone)
        self._leaf(leaf(path[-1], lean + bend, length * 0.2, length * 0.2 * shape), tone)
        if flower:
            self.flower(path[-1], min(stage.reach * 0.09, length * random.uniform(0.085, 0.12)))
        return path[-1]

    def flower(self, at: Point, size: float) -> None:
        """Add a flower of that radius."""
        petals = self.stage.random.randint(5, 8)
        self.flowers.append(partial(draw_flower, centre=at, size=size, petals=petals, stage=self.stage))

    def _leaf(self, outline: tuple[list[Point], list[Point], list[Point]], tone: Colour) -> None:
        one, other, spine = outline
        self.base.append(partial(Canvas.polygon, points=one, fill=Fill(shift(tone, 0.06, 1.05, -6))))
        self.base.append(partial(Canvas.polygon, points=other, fill=Fill(shift(tone, -0.05, 1.05, 6))))
        thin, rib = max(1.0, self.stage.reach * 0.0022), mix(tone, self.stage.palette.pale, 0.5)
        self.details.append(partial(Canvas.line, points=spine, thickness=thin, colour=rib, opacity=0.7))

    def tone(self, place: int) -> Colour:
        """Return the colour of the stem at that place."""
        return mix(self.stage.palette.main, self.stage.palette.second, (place % 3) / 2)

    def blooms(self, place: int) -> bool:
        """Return whether the stem at that place carries a flower."""
        return self.stage.brief.mentions(*FLOWERS) or place % 3 == 0


def draw_botanical(stage: Stage) -> Scene:
    """Return plants in the arrangement that the seed picks."""
    bed = Bed(stage)
    ARRANGEMENTS[stage.variety.each("bed", tuple(ARRANGEMENTS))](bed)
    return Scene((*bed.base, *bed.flowers), tuple(bed.details))


def _fan(bed: Bed) -> None:
    """Stems that spread from the lower edge."""
    stage, random = bed.stage, bed.stage.random
    x = stage.centre[0]
    bed.behind((x, stage.art[1] + (stage.art[3] - stage.art[1]) * 0.46), stage.reach * 0.34, stage.art[3] + 4)
    foot, stems = (x, stage.art[3] + stage.reach * 0.04), stage.variety.pick("stems", (5, 3, 6, 4))
    # The outer stems are drawn first, so that the middle ones lie in front of them.
    for place in sorted(range(stems), key=lambda index: -abs(index - (stems - 1) / 2)):
        lean = 90 - (place - (stems - 1) / 2) * (112 / stems) + random.uniform(-4, 4)
        # Stems that lean far are shorter, because they would leave the picture.
        length = stage.reach * random.uniform(0.6, 0.86) * (1 - 0.0028 * abs(lean - 90))
        bend = (90 - lean) * -0.35 + random.uniform(-6, 6)
        bed.stem(foot, lean, length, bed.tone(place), bend=bend, flower=bed.blooms(place))


def _single(bed: Bed) -> None:
    """One large bloom on a stem that leans across the picture."""
    stage = bed.stage.framed(1.0, bed.stage.variety.between("bloom aside", -0.5, 0.5))
    reach, (x, y) = stage.reach, stage.centre
    bed.behind((x + reach * 0.06, y - reach * 0.08), reach * 0.36, y + reach * 0.62)
    foot = (x - reach * 0.14, max(stage.art[3], y + reach * 0.5) + reach * 0.06)
    for lean, length, place in ((122, 0.62, 1), (56, 0.5, 2)):
        bed.stem(foot, lean, reach * length, bed.tone(place), bend=(lean - 90) * 0.5)
    tip = bed.stem(foot, 92, (foot[1] - y) * 0.98 + reach * 0.1, bed.tone(0), bend=-22)
    bed.flower(tip, reach * 0.2)
    bed.flower((x + reach * 0.3, y + reach * 0.16), reach * 0.07)


def _wreath(bed: Bed) -> None:
    """Sprigs around a circle, flowers gathered in one place."""
    stage, random = bed.stage, bed.stage.random
    reach, (x, y) = stage.reach, stage.centre
    radius, start = reach * 0.33, stage.variety.between("wreath start", 0, 360)
    ground = Fill(
        mix(stage.palette.haze, stage.palette.accent, 0.5), mix(stage.palette.haze, stage.palette.accent, 0.25)
    )
    bed.base.append(partial(Canvas.disc, centre=(x, y), radius=radius * 0.98, fill=ground))
    hoop = circle((x, y), (radius, radius))
    stem = shift(bed.tone(0), -0.06)
    bed.base.append(partial(Canvas.line, points=[*hoop, hoop[0]], thickness=reach * 0.007, colour=stem))
    for place in range(18):
        angle = start + place * 360 / 18
        turn = math.radians(angle)
        spot = (x + radius * math.cos(turn), y - radius * math.sin(turn))
        # Sprigs follow the circle: they lean like its tangent, alternately turned inwards and outwards.
        lean = angle + 90 + (30 if place % 2 else -24)
        bed.stem(spot, lean, reach * random.uniform(0.2, 0.25), bed.tone(place), bend=30 if place % 2 else 44, bare=0.2)
    for place in range(4):
        turn = math.radians(start + place * 17)
        size = reach * (0.085, 0.06, 0.075, 0.045)[place]
        bed.flower((x + radius * 1.02 * math.cos(turn), y - radius * 1.02 * math.sin(turn)), size)


def _rows(bed: Bed) -> None:
    """Sprigs laid out side by side, as in a herbarium."""
    stage, random = bed.stage, bed.stage.random
    left, top, right, bottom = stage.art
    wide, tall = right - left, bottom - top
    columns = max(2, min(6, round(wide / stage.reach * stage.variety.pick("columns", (3, 2)))))
    rows = max(1, min(4, round(tall / stage.reach * (2 if columns < 6 else 1))))
    cell = (wide * 0.9 / columns, tall * 0.9 / rows)
    for place in range(columns * rows):
        column, row = place % columns, place // columns
        x, y = left + wide * 0.05 + cell[0] * (column + 0.5), top + tall * 0.05 + cell[1] * (row + 0.95)
        if (column + row) % 2:
            box = (x - cell[0] / 2, y - cell[1] * 0.95, x + cell[0] / 2, y + cell[1] * 0.05)
            ground = mix(stage.palette.haze, stage.palette.accent, 0.4)
            bed.base.append(partial(Canvas.rectangle, box=box, fill=Fill(ground), radius=cell[0] * 0.04))
        lean = 90 + random.uniform(-9, 9)
        length = min(cell[1] * 0.72, cell[0] * 1.25)
        foot = (x, y - (cell[1] * 0.9 - length * 1.2) / 2)
        bed.stem(foot, lean, length, bed.tone(place), bend=random.uniform(-16, 16), flower=bed.blooms(place), bare=0.14)


def _hanging(bed: Bed) -> None:
    """Leaves that hang into the picture from two corners, a sun between them."""
    stage, random = bed.stage, bed.stage.random
    left, top, right, bottom = stage.art
    reach, (x, y) = stage.reach, stage.centre
    palette = stage.palette
    sun = Fill(mix(palette.accent, palette.pale, 0.2), mix(palette.accent, palette.haze, 0.3))
    bed.base.append(
        partial(Canvas.disc, centre=(x, y), radius=reach * stage.variety.between("sun", 0.16, 0.28), fill=sun)
    )
    for place in range(5):
        foot = (left - reach * 0.05 + reach * 0.12 * place, top - reach * 0.06)
        lean = -72 + 11 * place + random.uniform(-4, 4)
        bed.stem(foot, lean, reach * (0.62 - 0.07 * place), bed.tone(place), bend=-14, flower=bed.blooms(place + 1))
    for place in range(5):
        foot = (right + reach * 0.05 - reach * 0.12 * place, bottom + reach * 0.06)
        lean = 108 + 11 * place + random.uniform(-4, 4)
        bed.stem(foot, lean, reach * (0.62 - 0.07 * place), bed.tone(place + 1), bend=-14, flower=bed.blooms(place))


ARRANGEMENTS: Mapping[str, Callable[[Bed], None]] = {
    "fan": _fan,
    "single": _single,
    "rows": _rows,
    "hanging": _hanging,
    "wreath": _wreath,
}


def _path(foot: Point, lean: float, length: float, bend: float) -> list[Point]:
    points = [foot]
    for index in range(24):
        turn = math.radians(lean + bend * index / 24)
        points.append((points[-1][0] + length / 24 * math.cos(turn), points[-1][1] - length / 24 * math.sin(turn)))
    return points


def draw_flower(canvas: Canvas, centre: Point, size: float, petals: int, *, stage: Stage) -> None:
    """Draw a flower of rounded petals."""
    palette = stage.palette
    tint = shift(palette.accent, 0.02, 1.1, -25)
    for ring, reach in enumerate((0.78, 0.46)):
        for index in range(petals):
            # The inner petals stand in the gaps between the outer ones.
            angle = math.radians((index + ring / 2) * 360 / petals + 12)
            spot = (centre[0] + size * reach * math.cos(angle), centre[1] + size * reach * math.sin(angle))
            canvas.disc(spot, size * (0.5 - 0.12 * ring), Fill(shift(tint, 0.05 - 0.07 * ring - 0.02 * (index % 2))))
    canvas.disc(centre, size * 0.3, Fill(palette.deep))
    canvas.disc(centre, size * 0.18, Fill(palette.accent))
