"""Interfaces, as in the mock-up of an app: a window, phones, a wall of cards, a phone before a screen."""

import math
from collections.abc import Callable, Mapping
from functools import partial

from playground.sketch.canvas import Box, Canvas, Fill
from playground.sketch.colour import mix, shift
from playground.sketch.scenes.stage import Layer, Scene, Stage
from playground.sketch.scenes.widgets import (
    draw_balance,
    draw_bars,
    draw_chart,
    draw_device,
    draw_list,
    draw_ring,
    draw_tile,
    draw_title,
    ink,
)


def draw_interface(stage: Stage) -> Scene:
    """Return the screens that the seed picks, before two soft lights."""
    palette, reach, (x, y) = stage.palette, stage.reach, stage.centre
    names = [name for name in SCREENS if name != "phones" or not stage.brief.mentions("website", "webpage", "desktop")]
    screens, chart = SCREENS[stage.variety.each("screens", names)](stage)
    side = stage.variety.side("light")
    lights = ((x - side * reach * 0.5, y - reach * 0.4), (x + side * reach * 0.5, y + reach * 0.4))
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, stage.variety.between("fall", -60, 60))),
        partial(Canvas.glow, centre=lights[0], radius=reach * 0.8, colour=palette.main, opacity=0.55),
        partial(Canvas.glow, centre=lights[1], radius=reach * 0.75, colour=palette.accent, opacity=0.55),
        *screens,
    ]
    return Scene(tuple(base), tuple(_details(stage, chart)))


def _heights(stage: Stage, count: int) -> list[float]:
    return [stage.random.uniform(0.25, 0.95) for _ in range(count)]


def _window(stage: Stage) -> tuple[list[Layer], Box | None]:
    """A window with a side bar, a line chart and two cards."""
    reach = stage.reach
    width = min((stage.art[2] - stage.art[0]) * 0.88, reach * 1.12)
    height = min((stage.art[3] - stage.art[1]) * 0.66, width * 0.8)
    left, top = stage.centre[0] - width / 2, stage.centre[1] - height / 2
    window = (left, top, left + width, top + height)
    side = width * 0.22
    inner = (left + side + width * 0.05, top + height * 0.17, left + width * 0.95, top + height * 0.94)
    half, middle = (inner[0] + inner[2]) / 2, inner[1] + (inner[3] - inner[1]) * 0.56
    gap = width * 0.02
    chart = (inner[0], inner[1], inner[2], middle - gap)
    bars, ring = (inner[0], middle + gap, half - gap, inner[3]), (half + gap, middle + gap, inner[2], inner[3])
    return [
        partial(_draw_window, box=window, side=side, stage=stage),
        partial(draw_chart, box=chart, heights=_heights(stage, 8), stage=stage),
        partial(draw_bars, box=bars, heights=_heights(stage, 7), stage=stage),
        partial(draw_ring, box=ring, shares=_heights(stage, 3), stage=stage),
    ], chart


def _phones(stage: Stage) -> tuple[list[Layer], Box | None]:
    """One to three phones side by side, each with another screen."""
    reach, (x, y) = stage.reach, stage.centre
    count = stage.variety.pick("phones", (2, 3, 1))
    tall = reach * (0.74, 0.78, 0.86)[3 - count]
    wide, layers = tall * 0.485, []
    for index in range(count):
        middle = x + (index - (count - 1) / 2) * wide * 1.16
        lift = reach * 0.045 * (1 if index % 2 else -1) * (count > 1)
        box = (middle - wide / 2, y - tall / 2 + lift, middle + wide / 2, y + tall / 2 + lift)
        layers.append(_phone(stage, box, (index + stage.variety.pick("phone", (0, 1, 2))) % 3))
    return [layer for screen in layers for layer in screen], None


def _phone(stage: Stage, box: Box, kind: int) -> list[Layer]:
    """Return a phone whose screen shows a card with a balance, charts, or a list."""
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    pad = wide * 0.1
    upper = (left + pad, top + tall * 0.15, right - pad, top + tall * 0.43)
    lower = (left + pad, top + tall * 0.47, right - pad, top + tall * 0.68)
    half = (left + right) / 2
    small = [(left + pad, top + tall * 0.72, half - pad * 0.2, bottom - tall * 0.07),
             (half + pad * 0.2, top + tall * 0.72, right - pad, bottom - tall * 0.07)]  # fmt: skip
    layers: list[Layer] = [
        partial(draw_device, box=box, radius=wide * 0.14, stage=stage),
        partial(draw_title, box=box, stage=stage),
    ]
    if kind == 0:
        rest = (left + pad, top + tall * 0.47, right - pad, bottom - tall * 0.07)
        layers += [partial(draw_balance, box=upper, stage=stage), partial(draw_list, box=rest, rows=5, stage=stage)]
    elif kind == 1:
        layers += [
            partial(draw_ring, box=upper, shares=_heights(stage, 3), stage=stage),
            partial(draw_bars, box=lower, heights=_heights(stage, 6), stage=stage),
            *(partial(draw_tile, box=spot, stage=stage, bright=index == 0) for index, spot in enumerate(small)),
        ]
    else:
        rest = (left + pad, top + tall * 0.47, right - pad, bottom - tall * 0.07)
        layers += [
            partial(draw_chart, box=upper, heights=_heights(stage, 7), stage=stage),
            partial(draw_list, box=rest, rows=4, stage=stage),
        ]
    return layers


def _cards(stage: Stage) -> tuple[list[Layer], Box | None]:
    """Cards of different sizes that fill a grid."""
    reach, (x, y) = stage.reach, stage.centre
    wide = min((stage.art[2] - stage.art[0]) * 0.86, reach * 1.3)
    tall = min((stage.art[3] - stage.art[1]) * 0.86, wide * 1.1)
    cell, gap = (wide / 3, tall / 3), reach * 0.014
    flip = stage.variety.side("cards") < 0

    def spot(column: float, row: float, columns: float, rows: float) -> Box:
        start = 3 - column - columns if flip else column
        left, top = x - wide / 2 + start * cell[0], y - tall / 2 + row * cell[1]
        return left + gap, top + gap, left + columns * cell[0] - gap, top + rows * cell[1] - gap

    chart = spot(0, 0, 2, 1.2)
    return [
        partial(draw_chart, box=chart, heights=_heights(stage, 8), stage=stage),
        partial(draw_ring, box=spot(2, 0, 1, 1.2), shares=_heights(stage, 3), stage=stage),
        partial(draw_tile, box=spot(0, 1.2, 0.9, 0.8), stage=stage, bright=True),
        partial(draw_bars, box=spot(0.9, 1.2, 1.1, 0.8), heights=_heights(stage, 7), stage=stage),
        partial(draw_list, box=spot(2, 1.2, 1, 1.8), rows=5, stage=stage),
        partial(draw_balance, box=spot(0, 2, 1.2, 1), stage=stage),
        partial(draw_tile, box=spot(1.2, 2, 0.8, 1), stage=stage, bright=False),
    ], chart


def _layers(stage: Stage) -> tuple[list[Layer], Box | None]:
    """A large screen, cut by the edge, with a phone in front of it."""
    reach, (x, y) = stage.reach, stage.centre
    side = stage.variety.side("front")
    wide, tall = reach * 1.0, reach * 0.62
    left = x - wide / 2 - side * reach * 0.16
    screen = (left, y - tall * 0.62, left + wide, y + tall * 0.38)
    pad = wide * 0.06
    chart = (screen[0] + pad, screen[1] + tall * 0.2, screen[2] - pad, screen[3] - pad)
    middle, high = x + side * reach * 0.27, reach * 0.66
    box = (middle - high * 0.2425, y - high * 0.38, middle + high * 0.2425, y + high * 0.62)
    return [
        partial(draw_device, box=screen, radius=reach * 0.03, stage=stage),
        partial(draw_title, box=screen, stage=stage),
        partial(draw_chart, box=chart, heights=_heights(stage, 8), stage=stage),
        *_phone(stage, box, stage.variety.pick("phone", (0, 1, 2))),
    ], None


SCREENS: Mapping[str, Callable[[Stage], tuple[list[Layer], Box | None]]] = {
    "window": _window,
    "phones": _phones,
    "cards": _cards,
    "layers": _layers,
}


def _draw_window(canvas: Canvas, box: Box, side: float, *, stage: Stage) -> None:
    palette, round_by = stage.palette, stage.reach * 0.024
    left, top, right, bottom = box
    draw_device(canvas, box, round_by, stage)
    canvas.rectangle((left, top, left + side, bottom), Fill(shift(palette.deep, 0.05), palette.deep), round_by)
    canvas.rectangle((left + side - round_by, top, left + side, bottom), Fill(shift(palette.deep, 0.05), palette.deep))
    for index, colour in enumerate((palette.main, palette.accent, palette.pale)):
        canvas.disc((left + side * (0.18 + 0.14 * index), top + side * 0.2), side * 0.045, Fill(colour))
    for index in range(6):
        y = top + (bottom - top) * (0.22 + 0.1 * index)
        tone = palette.accent if index == 1 else mix(palette.deep, palette.pale, 0.4)
        canvas.rectangle((left + side * 0.16, y, left + side * 0.26, y + side * 0.1), Fill(tone), side * 0.03)
        bar = (left + side * 0.36, y + side * 0.025, left + side * (0.62 + 0.2 * (index * 7 % 3) / 2), y + side * 0.075)
        canvas.rectangle(bar, Fill(tone), side)
    title = (left + side * 1.23, top + side * 0.22, left + side * 2.3, top + side * 0.34)
    canvas.rectangle(title, Fill(ink(stage)), side, 0.85)
    canvas.disc((right - side * 0.34, top + side * 0.28), side * 0.12, Fill(palette.accent, palette.main))


def _details(stage: Stage, chart: Box | None) -> list[Layer]:
    """Return grid lines in a chart that nothing covers, then specks around the screens."""
    layers: list[Layer] = _lines(stage, chart) if chart else []
    for index in range(60):
        size = stage.unit * (0.0012 + 0.003 * abs(math.sin(index * 7.1)))
        layers.append(
            partial(Canvas.disc, centre=stage.aside(), radius=size, fill=Fill(stage.palette.pale), opacity=0.6)
        )
    return layers


def _lines(stage: Stage, chart: Box) -> list[Layer]:
    layers: list[Layer] = []
    for index in range(5):
        y = chart[1] + (chart[3] - chart[1]) * (0.16 + 0.17 * index)
        ends = [(chart[0] + stage.reach * 0.02, y), (chart[2] - stage.reach * 0.02, y)]
        thin = max(1.0, stage.reach * 0.0012)
        layers.append(partial(Canvas.line, points=ends, thickness=thin, colour=ink(stage), opacity=0.14))
    return layers
