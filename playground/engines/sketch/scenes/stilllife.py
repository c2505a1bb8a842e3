"""Still lifes: a thing on a plinth in studio light."""

from functools import partial
from random import Random

from playground.engines.sketch.canvas import Canvas, Fill, Point
from playground.engines.sketch.colour import mix, shift
from playground.engines.sketch.palette import Palette
from playground.engines.sketch.scenes.curves import arch
from playground.engines.sketch.scenes.objects import OBJECTS
from playground.engines.sketch.scenes.orbs import draw_sphere
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_still_life(stage: Stage) -> Scene:
    """Return the thing that the words name, else one that the seed picks, on a plinth before an arch or a disc."""
    random, palette, reach = stage.random, stage.palette, stage.reach
    name = next((name for name, (_, words) in OBJECTS.items() if stage.brief.mentions(*words.split())), None)
    draw = OBJECTS[name or random.choice(("vase", "bottle", "spheres", "lamp", "book"))][0]
    x = stage.centre[0]
    floor = min(stage.height * 0.9, stage.art[1] + (stage.art[3] - stage.art[1]) * 0.5 + reach * 0.36)
    top = floor - reach * 0.15
    height = max(reach * 0.2, min(reach * 0.56, top - stage.art[1] - reach * 0.06))
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, random.uniform(-20, 20))),
        *_backdrop(stage, floor),
        *_stand(stage, floor),
        partial(
            Canvas.shadow, centre=(x + reach * 0.03, top), radii=(height * 0.42, height * 0.07),
            opacity=0.5, colour=palette.deep,
        ),
        partial(draw, foot=(x, top + reach * 0.012), height=height, palette=palette),
        partial(
            draw_sphere, centre=(x + random.choice((-1, 1)) * reach * 0.38, floor - reach * 0.005), radius=reach * 0.06,
            colour=palette.second, palette_dark=palette.deep,
        ),
    ]  # fmt: skip
    return Scene(tuple(base), tuple(_motes(stage)))


def _stand(stage: Stage, floor: float) -> list[Layer]:
    """Return the floor, the light on the wall, and the plinth with its shadow."""
    palette, reach, x = stage.palette, stage.reach, stage.centre[0]
    marble = stage.brief.mentions("marble", "stone")
    ground = (-2.0, floor - reach * 0.06, stage.width + 2.0, stage.height + 2.0)
    light = (x - reach * 0.25, floor - reach * 0.45)
    return [
        partial(Canvas.rectangle, box=ground, fill=_floor(palette)),
        partial(Canvas.glow, centre=light, radius=reach * 0.75, colour=palette.pale, opacity=0.3),
        partial(_cast, foot=(x, floor), reach=reach, colour=palette.deep),
        partial(_draw_plinth, foot=(x, floor), size=(reach * 0.3, reach * 0.15), palette=palette, marble=marble),
    ]


def _floor(palette: Palette) -> Fill:
    near = mix(palette.haze, palette.main, 0.28)
    return Fill(shift(near, 0.02), shift(near, -0.14))


def _backdrop(stage: Stage, floor: float) -> list[Layer]:
    palette, reach, x = stage.palette, stage.reach, stage.centre[0]
    tone = mix(palette.haze, palette.accent, 0.45)
    fill = Fill(shift(tone, 0.05), mix(tone, palette.main, 0.3))
    if stage.random.random() < 0.5:
        outline = arch(x - reach * 0.31, max(stage.art[1], floor - reach * 0.86), x + reach * 0.31, floor)
        return [partial(Canvas.polygon, points=outline, fill=fill)]
    shift_x = stage.random.choice((-0.1, 0.1)) * reach
    return [partial(Canvas.disc, centre=(x + shift_x, floor - reach * 0.46), radius=reach * 0.34, fill=fill)]


def _cast(canvas: Canvas, foot: Point, reach: float, colour: tuple[int, int, int]) -> None:
    x, y = foot
    points = [
        (x - reach * 0.28, y),
        (x + reach * 0.3, y - reach * 0.02),
        (x + reach * 0.72, y + reach * 0.06),
        (x + reach * 0.4, y + reach * 0.1),
    ]
    canvas.soft(points, reach * 0.03, colour, 0.4)


def _draw_plinth(canvas: Canvas, foot: Point, size: tuple[float, float], palette: Palette, *, marble: bool) -> None:
    x, y = foot
    half, tall = size
    colour = palette.pale if marble else mix(palette.pale, palette.main, 0.22)
    body = Fill(shift(colour, -0.02), shift(colour, -0.24), 90)
    flat = half * 0.13
    canvas.ellipse((x, y), (half, flat), body)
    canvas.rectangle((x - half, y - tall, x + half, y), body)
    canvas.ellipse((x, y - tall), (half, flat), Fill(shift(colour, 0.02), shift(colour, -0.08), 90))
    if marble:
        _draw_veins(canvas, (x, y), half, tall)


def _draw_veins(canvas: Canvas, foot: Point, half: float, tall: float) -> None:
    random = Random(f"{half:.3f}")
    for _ in range(7):
        x, y = foot[0] + random.uniform(-0.9, 0.5) * half, foot[1] - tall * random.uniform(0.3, 0.85)
        points = [(x, y)]
        for _ in range(6):
            points.append((points[-1][0] + half * 0.09, points[-1][1] + tall * random.uniform(-0.16, 0.2)))
        inside = [(px, min(foot[1], max(foot[1] - tall * 0.92, py))) for px, py in points]
        canvas.line(inside, max(1.0, half * 0.006), (120, 120, 126), 0.42)


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
