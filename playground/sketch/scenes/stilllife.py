"""Still lifes: a thing in studio light, on a plinth, on steps, on a block, close by or in an empty room."""

from dataclasses import dataclass
from functools import partial

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.scenes.backdrops import lay_backdrop
from playground.sketch.scenes.objects import OBJECTS, Thing
from playground.sketch.scenes.stage import Layer, Scene, Stage
from playground.sketch.scenes.stands import (
    cast_light,
    companion,
    draw_block,
    draw_plinth,
    draw_veins,
    is_marble,
    stone,
)


@dataclass(frozen=True, slots=True)
class Shot:
    """How a still life is taken: how near, how far aside (0–1), the thing's height and the floor as shares of reach."""

    stand: str
    scale: float
    aside: float
    height: float
    floor: float


SHOTS = (
    Shot("plinth", 1.0, 0.0, 0.56, 0.36),
    Shot("floor", 1.3, 0.45, 0.66, 0.33),
    Shot("steps", 0.94, 0.3, 0.5, 0.38),
    Shot("floor", 0.74, 1.0, 0.6, 0.46),
    Shot("block", 1.05, 0.55, 0.54, 0.4),
)


def draw_still_life(stage: Stage) -> Scene:
    """Return the thing that the words name, else one that the seed picks, as one of the shots shows it."""
    variety = stage.variety
    named = next((name for name, (_, words) in OBJECTS.items() if stage.brief.mentions(*words.split())), None)
    thing = OBJECTS[named or variety.each("thing", ("vase", "bottle", "spheres", "lamp", "book"))][0]
    shot = variety.each("shot", SHOTS)
    side = variety.side("subject side")
    whole, stage = stage, stage.framed(shot.scale, side * shot.aside)
    floor = min(stage.height * 0.9, stage.centre[1] + stage.reach * shot.floor)
    stand = _stand(stage, shot.stand, floor, side)
    top, (x, height) = stand[1], (stage.centre[0], stage.reach * shot.height)
    # The thing must fit under the upper edge, or under the type.
    height = max(stage.reach * 0.2, min(height, top - whole.art[1] - whole.reach * 0.05))
    room: list[Layer] = [partial(Canvas.wash, fill=Fill(stage.palette.sky, stage.palette.haze, side * 20))]
    middle = (x - side * stage.reach * 0.06, floor - stage.reach * 0.45)
    room += [lay_backdrop(stage, middle, stage.reach * 0.36, floor)] if shot.scale > 0.8 else []
    room += [_ground(stage, floor), *_lit(stage, floor, shot, side)]
    beside = companion(stage, (x - side * stage.reach * 0.4, floor + stage.reach * 0.05), stage.reach * 0.12)
    return Scene((*room, *stand[0], *_placed(stage, thing, (x, top), height), beside), tuple(_motes(whole)))


def _placed(stage: Stage, thing: Thing, foot: Point, height: float) -> list[Layer]:
    spot, radii = (foot[0] + height * 0.05, foot[1]), (height * 0.42, height * 0.07)
    return [
        partial(Canvas.shadow, centre=spot, radii=radii, opacity=0.5, colour=stage.palette.deep),
        partial(thing, foot=(foot[0], foot[1] + height * 0.02), height=height, palette=stage.palette),
    ]


def _lit(stage: Stage, floor: float, shot: Shot, side: int) -> list[Layer]:
    """Return the light on the wall: a soft spot, or that of a window where the wall is bare."""
    palette, reach, x = stage.palette, stage.reach, stage.centre[0]
    if shot.scale < 0.8:
        at = (x - side * reach * 0.62, floor - reach * 0.56)
        return cast_light(stage, at, reach * 0.8, palette.light, opacity=0.5 if palette.dark else 0.75)
    spot = (x - side * reach * 0.25, floor - reach * 0.45)
    return [partial(Canvas.glow, centre=spot, radius=reach * 0.75, colour=palette.pale, opacity=0.3)]


def _ground(stage: Stage, floor: float) -> Layer:
    palette, reach = stage.palette, stage.reach
    near = stone(stage) if is_marble(stage) and palette.dark else mix(palette.haze, palette.main, 0.28)
    box = (-2.0, floor - reach * 0.06, stage.width + 2.0, stage.height + 2.0)
    return partial(Canvas.rectangle, box=box, fill=Fill(shift(near, 0.02), shift(near, -0.14)))


def _stand(stage: Stage, name: str, floor: float, side: int) -> tuple[list[Layer], float]:
    """Return what the thing stands on, and the height of its top."""
    reach, x, colour, marble = stage.reach, stage.centre[0], stone(stage), is_marble(stage)
    dark = stage.palette.deep
    cast = partial(_cast, foot=(x, floor), reach=reach, side=side, colour=dark)
    if name == "plinth":
        size = (reach * 0.3, reach * 0.15)
        return [cast, partial(draw_plinth, foot=(x, floor), size=size, colour=colour, marble=marble)], floor - size[1]
    if name == "block":
        size = (reach * 0.25, reach * 0.2)
        top = floor - size[1] - size[0] * 0.09
        return [cast, partial(draw_block, foot=(x, floor), size=size, colour=colour, marble=marble)], top
    if name == "steps":
        return [cast, *_steps(stage, (x, floor), side, colour)], floor - reach * 0.1
    if not marble:
        return [cast], floor + reach * 0.03
    slab = (-2.0, floor - reach * 0.06, stage.width + 2.0, stage.height + 2.0)
    return [partial(_slab, box=slab, colour=colour, size=reach), cast], floor + reach * 0.03


def _slab(canvas: Canvas, box: tuple[float, float, float, float], colour: Colour, size: float) -> None:
    canvas.rectangle(box, Fill(shift(colour, -0.03), shift(colour, -0.16)))
    low = min(box[3], box[1] + size * 0.26)
    for part in range(3):
        wide = (box[2] - box[0]) / 3
        draw_veins(
            canvas,
            (box[0] + part * wide, box[1] + size * 0.02, box[0] + (part + 1.2) * wide, low),
            size / (part + 2),
        )


def _steps(stage: Stage, foot: Point, side: int, colour: Colour) -> list[Layer]:
    """Return three round plinths of different heights, the thing's own in front."""
    reach, marble = stage.reach, is_marble(stage)
    sizes = ((-0.42, 0.19, 0.44, 0.35), (-0.2, 0.2, 0.25, 0.15), (0.0, 0.24, 0.1, 0.0))
    return [
        partial(
            draw_plinth,
            foot=(foot[0] + side * reach * across, foot[1] - reach * 0.035 * (2 - index)),
            size=(reach * half, reach * tall),
            colour=mix(colour, stage.palette.second, tint),
            marble=marble and index == 2,
        )
        for index, (across, half, tall, tint) in enumerate(sizes)
    ]


def _cast(canvas: Canvas, foot: Point, reach: float, side: int, *, colour: Colour) -> None:
    x, y = foot
    shape = ((-0.28, 0.0), (0.3, -0.02), (0.72, 0.06), (0.4, 0.1))
    points = [(x + side * reach * across, y + reach * down) for across, down in shape]
    canvas.soft(points, reach * 0.03, colour, 0.4)


def _motes(stage: Stage) -> list[Layer]:
    random = stage.random
    layers: list[Layer] = []
    for _ in range(50):
        spot = stage.aside()
        size = stage.unit * random.uniform(0.0012, 0.004)
        layers.append(
            partial(
                Canvas.disc, centre=spot, radius=size, fill=Fill(stage.palette.pale), opacity=random.uniform(0.25, 0.7)
            )
        )
    return layers
