"""Interiors: a table in window light, a window, lamps over a counter, a corner to sit in, a table from above."""

from collections.abc import Callable, Mapping
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.scenes.furniture import (
    draw_armchair,
    draw_cup_above,
    draw_floor_lamp,
    draw_frame,
    draw_jar,
    draw_pendant,
    draw_plant,
    draw_table,
    draw_window,
)
from playground.sketch.scenes.objects import OBJECTS, Thing, draw_cup
from playground.sketch.scenes.stage import Layer, Scene, Stage
from playground.sketch.scenes.stands import cast_light


def draw_interior(stage: Stage) -> Scene:
    """Return the room that the seed picks, with the named thing in it, else a cup."""
    thing = next((draw for draw, words in OBJECTS.values() if stage.brief.mentions(*words.split())), draw_cup)
    # Of all things only the cup can be drawn from above.
    rooms = [room for room in ROOMS if room != "above" or thing is draw_cup]
    base, table = ROOMS[stage.variety.each("room", rooms)](stage, thing)
    return Scene(tuple(base), tuple(_details(stage, table)))


def _wood(stage: Stage) -> Colour:
    palette = stage.palette
    return mix(palette.second, palette.deep, stage.variety.between("wood", 0.0, 0.4))


def _wall(stage: Stage, share: float = 0.22) -> Layer:
    palette = stage.palette
    return partial(Canvas.wash, fill=Fill(palette.haze, mix(palette.sky, palette.main, share), 50))


def _table(stage: Stage, table: float, wood: Colour) -> list[Layer]:
    """Return the table's top with its lit edge."""
    whole = (-2.0, table, stage.width + 2.0, stage.height + 2.0)
    edge = (-2.0, table, stage.width + 2.0, table + stage.unit * 0.008)
    return [
        partial(Canvas.rectangle, box=whole, fill=Fill(shift(wood, 0.08), shift(wood, -0.1))),
        partial(Canvas.rectangle, box=edge, fill=Fill(shift(wood, 0.16)), opacity=0.7),
    ]


def _standing(stage: Stage, thing: Thing, foot: Point, height: float) -> list[Layer]:
    spot, radii = (foot[0] + height * 0.1, foot[1]), (height * 0.72, height * 0.12)
    return [
        partial(Canvas.shadow, centre=spot, radii=radii, opacity=0.5),
        partial(thing, foot=foot, height=height, palette=stage.palette),
    ]


def _in_light(stage: Stage, thing: Thing) -> tuple[list[Layer], float | None]:
    """A table before a wall on which the light of a window lies."""
    stage = stage.framed(stage.variety.pick("near", (1.0, 1.25, 0.85)), 0.25)
    reach, palette, (x, y) = stage.reach, stage.palette, stage.centre
    table, warm = y + reach * 0.27, palette.light
    layers = [_wall(stage), *cast_light(stage, (x + reach * 0.06, y - reach * 0.14), reach * 0.66, warm, opacity=0.72)]
    layers += [
        partial(Canvas.glow, centre=(x, y - reach * 0.5), radius=reach, colour=warm, opacity=0.3),
        partial(draw_frame, at=(x - reach * 0.37, y - reach * 0.26), size=reach * 0.24, palette=palette),
        *_table(stage, table, _wood(stage)),
        partial(draw_plant, foot=(x - reach * 0.36, table + reach * 0.05), height=reach * 0.52, palette=palette),
    ]
    return [*layers, *_standing(stage, thing, (x + reach * 0.14, table + reach * 0.1), reach * 0.46)], table


def _at_window(stage: Stage, thing: Thing) -> tuple[list[Layer], float | None]:
    """A window with a view, the thing on its sill."""
    stage = stage.framed(1.0, -0.3)
    reach, palette, (x, y) = stage.reach, stage.palette, stage.centre
    sill = y + reach * 0.29
    arched = stage.variety.pick("arched", (True, False))
    window = (x - reach * 0.34, y - reach * 0.4, x + reach * 0.34, sill)
    layers: list[Layer] = [
        _wall(stage, 0.5),
        partial(draw_window, box=window, palette=palette, arched=arched, view=stage.variety.pick("view", (0, 1, 2))),
        partial(Canvas.glow, centre=(x, y), radius=reach * 0.75, colour=palette.light, opacity=0.3),
        partial(draw_pendant, at=(x + reach * 0.44, y - reach * 0.2), size=reach * 0.16, palette=palette),
        *_table(stage, sill, mix(_wood(stage), palette.pale, 0.25)),
        partial(draw_plant, foot=(x + reach * 0.3, sill + reach * 0.05), height=reach * 0.36, palette=palette),
    ]
    return [*layers, *_standing(stage, thing, (x - reach * 0.12, sill + reach * 0.1), reach * 0.4)], sill


def _at_counter(stage: Stage, thing: Thing) -> tuple[list[Layer], float | None]:
    """Lamps in a row over a counter, shelves on the wall behind it."""
    reach, palette, (x, y) = stage.reach, stage.palette, stage.centre
    counter, wood = y + reach * 0.2, _wood(stage)
    layers = [_wall(stage, 0.6)]
    for row in range(2):
        shelf = y - reach * (0.16 - 0.2 * row)
        box = (x - reach * 0.18, shelf, x + reach * 0.62, shelf + reach * 0.016)
        layers.append(partial(Canvas.rectangle, box=box, fill=Fill(shift(wood, 0.05), shift(wood, -0.08))))
        for index in range(6):
            foot = (box[0] + reach * (0.09 + 0.125 * index), shelf)
            kind = (index * 3 + row * 2 + stage.variety.pick("jars", (0, 1, 2))) % 4
            layers.append(partial(draw_jar, foot=foot, size=reach * 0.1, palette=palette, kind=kind))
    lamps = stage.variety.pick("lamps", (3, 2, 1))
    for index in range(lamps):
        at = (x - reach * 0.4 + reach * 0.4 * index * (1 if lamps > 1 else 0), y - reach * (0.2 + 0.07 * (index % 2)))
        layers.append(partial(draw_pendant, at=at, size=reach * (0.22 if lamps < 3 else 0.17), palette=palette))
    layers += _table(stage, counter, wood)
    front = (-2.0, counter + reach * 0.1, stage.width + 2.0, stage.height + 2.0)
    layers.append(partial(Canvas.rectangle, box=front, fill=Fill(mix(palette.main, palette.deep, 0.35), palette.deep)))
    return [*layers, *_standing(stage, thing, (x - reach * 0.28, counter + reach * 0.07), reach * 0.4)], counter


def _in_corner(stage: Stage, thing: Thing) -> tuple[list[Layer], float | None]:
    """An armchair and a small table on a carpet, seen from across the room."""
    reach, palette, (x, y) = stage.reach, stage.palette, stage.centre
    floor, wood = y + reach * 0.2, _wood(stage)
    carpet = Fill(mix(palette.accent, palette.haze, 0.35), mix(palette.accent, palette.main, 0.4), 90)
    table = (x - reach * 0.25, floor + reach * 0.17)
    window = (x - reach * 0.44, y - reach * 0.38, x - reach * 0.14, y - reach * 0.02)
    layers: list[Layer] = [
        _wall(stage, 0.12),
        partial(draw_window, box=window, palette=palette, arched=False, view=stage.variety.pick("view", (2, 0, 1))),
        *_table(stage, floor, wood),
        partial(Canvas.ellipse, centre=(x, floor + reach * 0.16), radii=(reach * 0.5, reach * 0.1), fill=carpet),
        partial(draw_frame, at=(x + reach * 0.1, y - reach * 0.24), size=reach * 0.2, palette=palette),
        partial(draw_floor_lamp, foot=(x + reach * 0.42, floor + reach * 0.06), height=reach * 0.62, palette=palette),
        partial(draw_armchair, foot=(x + reach * 0.14, floor + reach * 0.18), size=reach * 0.4, palette=palette),
        partial(draw_table, foot=table, size=reach * 0.2, colour=mix(wood, palette.deep, 0.3)),
    ]  # fmt: skip
    return [*layers, *_standing(stage, thing, (table[0], table[1] - reach * 0.19), reach * 0.2)], None


def _from_above(stage: Stage, thing: Thing) -> tuple[list[Layer], float | None]:
    """A table from above: cups, a plate and a book in light that falls through leaves or panes."""
    stage = stage.framed(stage.variety.pick("near", (1.1, 0.9, 1.3)), 0.2)
    reach, palette, (x, y) = stage.reach, stage.palette, stage.centre
    wood, warm = mix(_wood(stage), palette.haze, 0.35), palette.light
    layers: list[Layer] = [
        partial(Canvas.wash, fill=Fill(shift(wood, 0.06), shift(wood, -0.05), 40)),
        *cast_light(stage, (x, y), reach * 1.15, warm, opacity=0.38),
        partial(_book_above, at=(x - reach * 0.36, y + reach * 0.2), size=reach * 0.3, stage=stage),
        partial(_plate, at=(x - reach * 0.2, y - reach * 0.32), size=reach * 0.15, stage=stage),
        partial(draw_cup_above, at=(x + reach * 0.1, y + reach * 0.02), size=reach * 0.24, palette=palette),
    ]
    return layers, None


def _book_above(canvas: Canvas, at: Point, size: float, stage: Stage) -> None:
    (x, y), palette = at, stage.palette
    shape = [(-0.5, -0.42), (0.36, -0.62), (0.58, 0.4), (-0.28, 0.6)]
    points = [(x + across * size, y + down * size) for across, down in shape]
    canvas.soft([(px + size * 0.06, py + size * 0.08) for px, py in points], size * 0.08, palette.deep, 0.45)
    canvas.polygon(points, Fill(shift(palette.main, 0.04), shift(palette.main, -0.06), 40))
    spine = [points[0], (points[0][0] + size * 0.1, points[0][1] - size * 0.023)]
    canvas.polygon(
        [*spine, (points[3][0] + size * 0.1, points[3][1] - size * 0.023), points[3]], Fill(palette.deep), 0.5
    )
    canvas.disc((x + size * 0.07, y - size * 0.06), size * 0.2, Fill(palette.accent, palette.pale, 30))


def _plate(canvas: Canvas, at: Point, size: float, stage: Stage) -> None:
    (x, y), palette = at, stage.palette
    canvas.glow((x + size * 0.1, y + size * 0.16), size * 1.5, palette.deep, 0.5)
    canvas.disc(at, size, Fill(shift(palette.pale, 0.0), shift(palette.pale, -0.1), 40))
    canvas.disc(at, size * 0.72, Fill(shift(palette.pale, -0.07), shift(palette.pale, 0.0), 40))
    crust = mix(palette.accent, (150, 92, 48), 0.6)
    for across, down, share in ((-0.2, 0.08, 0.4), (0.24, -0.12, 0.36)):
        spot = (x + across * size, y + down * size)
        canvas.disc(spot, size * share, Fill(shift(crust, 0.06), shift(crust, -0.06), 40))
        for index in range(5):
            chip = (
                spot[0] + size * share * (0.6 - 0.3 * index),
                spot[1] + size * share * (0.5 - (index * 2 % 5) * 0.24),
            )
            canvas.disc(chip, size * 0.045, Fill(shift(crust, -0.22)))


ROOMS: Mapping[str, Callable[[Stage, Thing], tuple[list[Layer], float | None]]] = {
    "light": _in_light,
    "window": _at_window,
    "corner": _in_corner,
    "counter": _at_counter,
    "above": _from_above,
}


def _details(stage: Stage, table: float | None) -> list[Layer]:
    """Return dust in the light and, of a table seen from the side, the grain of its wood."""
    random, wood = stage.random, _wood(stage)
    layers: list[Layer] = []
    for index in range(60):
        if index % 2 and table is not None:
            y = table + (stage.height - table) * random.uniform(0.08, 1.0) ** 1.2
            left = random.uniform(-0.1, 0.9) * stage.width
            right = left + stage.width * random.uniform(0.1, 0.4)
            line = [(left, y), (right, y + stage.unit * random.uniform(-0.003, 0.003))]
            tone, thin = shift(wood, random.choice((-0.08, 0.07))), max(1.0, stage.unit * 0.0016)
            layers.append(partial(Canvas.line, points=line, thickness=thin, colour=tone, opacity=0.2))
        else:
            spot = stage.aside()
            size = stage.unit * random.uniform(0.001, 0.0032)
            layers.append(partial(Canvas.disc, centre=spot, radius=size, fill=Fill(stage.palette.pale), opacity=0.55))
    return layers
