"""Interiors: window light on a wall, a table, a cup or a plant."""

from functools import partial

from playground.engines.sketch.canvas import Canvas, Fill, Point
from playground.engines.sketch.colour import mix, shift
from playground.engines.sketch.scenes.curves import leaf
from playground.engines.sketch.scenes.objects import OBJECTS, draw_cup, draw_vessel
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_interior(stage: Stage) -> Scene:
    """Return a wall with slanting light and a table on which the named thing stands, else a cup."""
    random, palette, reach = stage.random, stage.palette, stage.reach
    side = random.choice((-1, 1))
    table = stage.art[1] + (stage.art[3] - stage.art[1]) * 0.5 + reach * 0.27
    wood = mix(palette.second, palette.deep, 0.25)
    x = stage.centre[0] - side * reach * 0.1
    draw = next((draw for draw, words in OBJECTS.values() if stage.brief.mentions(*words.split())), draw_cup)
    warm = mix(palette.accent, palette.pale, 0.55)
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.haze, mix(palette.sky, palette.main, 0.22), side * 50)),
        *_panes(stage, side, warm),
        partial(Canvas.glow, centre=(stage.centre[0], stage.art[1]), radius=reach, colour=warm, opacity=0.3),
        *_frames(stage, side),
        *_table(stage, table, wood),
        partial(_lit_table, stage=stage, table=table, side=side, colour=warm),
        partial(
            _draw_plant,
            foot=(stage.centre[0] + side * reach * 0.34, table + reach * 0.05),
            height=reach * 0.52,
            stage=stage,
        ),
        partial(
            Canvas.shadow,
            centre=(x + side * reach * 0.06, table + reach * 0.1),
            radii=(reach * 0.34, reach * 0.06),
            opacity=0.5,
        ),
        partial(draw, foot=(x, table + reach * 0.1), height=reach * 0.46, palette=palette),
    ]
    return Scene(tuple(base), tuple(_details(stage, table, wood)))


def _table(stage: Stage, table: float, wood: tuple[int, int, int]) -> list[Layer]:
    """Return the table's top with its lit edge."""
    whole = (-2.0, table, stage.width + 2.0, stage.height + 2.0)
    edge = (-2.0, table, stage.width + 2.0, table + stage.unit * 0.008)
    return [
        partial(Canvas.rectangle, box=whole, fill=Fill(shift(wood, 0.08), shift(wood, -0.1))),
        partial(Canvas.rectangle, box=edge, fill=Fill(shift(wood, 0.16)), opacity=0.7),
    ]


def _panes(stage: Stage, side: int, colour: tuple[int, int, int]) -> list[Layer]:
    """Return the light of a window of two by three panes, slanting across the wall."""
    layers: list[Layer] = []
    reach = stage.reach
    for row in range(3):
        for column in range(2):
            left = stage.centre[0] + side * reach * (-0.42 + 0.27 * column)
            top = stage.art[1] + reach * (0.06 + 0.2 * row + 0.05 * column)
            wide, tall, slant = side * reach * 0.24, reach * 0.175, reach * 0.05
            points = [(left, top), (left + wide, top + slant), (left + wide, top + slant + tall), (left, top + tall)]
            layers.append(partial(Canvas.soft, points=points, blur=reach * 0.008, colour=colour, opacity=0.72))
    return layers


def _frames(stage: Stage, side: int) -> list[Layer]:
    palette, reach = stage.palette, stage.reach
    x, y = stage.centre[0] + side * reach * 0.33, stage.art[1] + reach * 0.22
    half, tall = reach * 0.1, reach * 0.13
    layers: list[Layer] = [
        partial(Canvas.shadow, centre=(x + reach * 0.02, y + reach * 0.03), radii=(half * 1.6, half * 2), opacity=0.28),
        partial(Canvas.rectangle, box=(x - half, y - tall, x + half, y + tall), fill=Fill(palette.deep)),
        partial(
            Canvas.rectangle, box=(x - half * 0.9, y - tall * 0.92, x + half * 0.9, y + tall * 0.92),
            fill=Fill(palette.pale),
        ),
        partial(Canvas.disc, centre=(x, y - tall * 0.12), radius=half * 0.48, fill=Fill(palette.accent, palette.main)),
        partial(
            Canvas.rectangle, box=(x - half * 0.62, y + tall * 0.3, x + half * 0.62, y + tall * 0.42),
            fill=Fill(palette.second),
        ),
    ]  # fmt: skip
    return layers


def _lit_table(canvas: Canvas, stage: Stage, table: float, side: int, *, colour: tuple[int, int, int]) -> None:
    x, reach = stage.centre[0], stage.reach
    points = [
        (x - side * reach * 0.45, table), (x + side * reach * 0.1, table),
        (x + side * reach * 0.5, stage.height + 4.0), (x - side * reach * 0.25, stage.height + 4.0),
    ]  # fmt: skip
    canvas.soft(points, reach * 0.02, colour, 0.3)


def _draw_plant(canvas: Canvas, foot: Point, height: float, stage: Stage) -> None:
    palette = stage.palette
    green = mix(palette.main, (62, 110, 72), 0.6)
    top = foot[1] - height * 0.34
    canvas.shadow((foot[0], foot[1]), (height * 0.34, height * 0.06), 0.5)
    for index, lean in enumerate((150, 32, 128, 54, 105, 78, 90)):
        length = height * (0.46, 0.44, 0.6, 0.58, 0.66, 0.64, 0.5)[index]
        one, other, spine = leaf((foot[0], top), lean, length, length * 0.15, bend=(lean - 90) * 0.35)
        canvas.polygon(one, Fill(shift(green, 0.05 + 0.02 * (index % 3))))
        canvas.polygon(other, Fill(shift(green, -0.06 + 0.02 * (index % 3))))
        canvas.line(spine, max(1.0, height * 0.005), shift(green, 0.14), 0.6)
    pot = [(0.0, 0.3), (0.03, 0.34), (0.5, 0.42), (0.86, 0.46), (1.0, 0.46)]
    draw_vessel(canvas, foot, height * 0.36, mix(palette.main, palette.accent, 0.3), profile=pot)


def _details(stage: Stage, table: float, wood: tuple[int, int, int]) -> list[Layer]:
    """Return the grain of the table's wood and dust in the light."""
    random = stage.random
    layers: list[Layer] = []
    for index in range(60):
        if index % 2:
            y = table + (stage.height - table) * random.uniform(0.08, 1.0) ** 1.2
            left = random.uniform(-0.1, 0.9) * stage.width
            line = [
                (left, y),
                (left + stage.width * random.uniform(0.1, 0.4), y + stage.unit * random.uniform(-0.003, 0.003)),
            ]
            tone = shift(wood, random.choice((-0.08, 0.07)))
            layers.append(partial(_under, points=line, thickness=max(1.0, stage.unit * 0.0016), colour=tone))
        else:
            spot = stage.aside()
            size = stage.unit * random.uniform(0.001, 0.0032)
            layers.append(partial(Canvas.disc, centre=spot, radius=size, fill=Fill(stage.palette.pale), opacity=0.55))
    return layers


def _under(canvas: Canvas, points: list[Point], thickness: float, colour: tuple[int, int, int]) -> None:
    canvas.line(points, thickness, colour, 0.28)
