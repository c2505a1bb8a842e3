"""Interfaces: a window with charts and cards, as in a mock-up of an app."""

import math
from functools import partial

from playground.engines.sketch.canvas import Box, Canvas, Fill, Point
from playground.engines.sketch.colour import Colour, mix, shift
from playground.engines.sketch.scenes.curves import smooth
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_interface(stage: Stage) -> Scene:
    """Return a window in the subject's box with a side bar, a line chart and two cards, and one card before it."""
    palette, random, reach = stage.palette, stage.random, stage.reach
    width = min((stage.art[2] - stage.art[0]) * 0.8, reach * 1.12)
    height = min((stage.art[3] - stage.art[1]) * 0.66, width * 0.8)
    left, top = stage.centre[0] - width / 2, stage.centre[1] - height / 2
    window = (left, top, left + width, top + height)
    paper = mix((255, 255, 255), palette.pale, 0.25)
    side = width * 0.22
    inner = (left + side + width * 0.05, top + height * 0.17, left + width * 0.95, top + height * 0.94)
    half, middle = (inner[0] + inner[2]) / 2, inner[1] + (inner[3] - inner[1]) * 0.56
    gap = width * 0.02
    chart, bars, ring = (
        (inner[0], inner[1], inner[2], middle - gap),
        (inner[0], middle + gap, half - gap, inner[3]),
        (half + gap, middle + gap, inner[2], inner[3]),
    )
    heights = [random.uniform(0.25, 0.95) for _ in range(18)]
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, random.uniform(-40, 40))),
        partial(Canvas.glow, centre=(left, top), radius=reach * 0.8, colour=palette.main, opacity=0.55),
        partial(Canvas.glow, centre=window[2:], radius=reach * 0.75, colour=palette.accent, opacity=0.55),
        partial(_draw_window, box=window, side=side, paper=paper, stage=stage),
        partial(_draw_chart, box=chart, heights=heights[:8], stage=stage),
        partial(_draw_bars, box=bars, heights=heights[8:15], stage=stage),
        partial(_draw_ring, box=ring, shares=heights[15:], stage=stage),
    ]
    return Scene(tuple(base), tuple(_details(stage, chart, window)))


def _draw_window(canvas: Canvas, box: Box, side: float, *, paper: Colour, stage: Stage) -> None:
    palette, round_by = stage.palette, stage.reach * 0.024
    left, top, right, bottom = box
    drop = stage.reach * 0.03
    shadow = [(left, top + drop), (right, top + drop), (right, bottom + drop), (left, bottom + drop)]
    canvas.soft(shadow, stage.reach * 0.035, palette.deep, 0.42)
    canvas.rectangle(box, Fill(paper), round_by)
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
    canvas.rectangle(title, Fill(palette.deep), side, 0.85)
    canvas.disc((right - side * 0.34, top + side * 0.28), side * 0.12, Fill(palette.accent, palette.main))


def _card(canvas: Canvas, box: Box, stage: Stage) -> None:
    canvas.rectangle(box, Fill(mix((255, 255, 255), stage.palette.haze, 0.34)), stage.reach * 0.016)


def _draw_chart(canvas: Canvas, box: Box, heights: list[float], stage: Stage) -> None:
    _card(canvas, box, stage)
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    count = len(heights) - 1
    spots: list[Point] = [
        (left + wide * (0.05 + 0.9 * index / count), bottom - tall * (0.14 + 0.62 * height))
        for index, height in enumerate(heights)
    ]
    curve = smooth(spots)
    area = [*curve, (curve[-1][0], bottom - tall * 0.08), (curve[0][0], bottom - tall * 0.08)]
    ground = mix((255, 255, 255), stage.palette.haze, 0.34)
    canvas.polygon(area, Fill(mix(stage.palette.main, ground, 0.4), ground))
    canvas.line(curve, max(1.5, stage.reach * 0.007), stage.palette.main)
    canvas.disc(spots[-3], stage.reach * 0.015, Fill((255, 255, 255)))
    canvas.disc(spots[-3], stage.reach * 0.0095, Fill(stage.palette.accent))


def _draw_bars(canvas: Canvas, box: Box, heights: list[float], stage: Stage) -> None:
    _card(canvas, box, stage)
    left, top, right, bottom = box
    pitch = (right - left) * 0.86 / len(heights)
    for index, height in enumerate(heights):
        x = left + (right - left) * 0.07 + pitch * index
        tone = stage.palette.accent if height == max(heights) else stage.palette.second
        foot = bottom - (bottom - top) * 0.12
        canvas.rectangle(
            (x + pitch * 0.2, foot - (bottom - top) * 0.7 * height, x + pitch * 0.8, foot), Fill(tone), pitch
        )


def _draw_ring(canvas: Canvas, box: Box, shares: list[float], stage: Stage) -> None:
    _card(canvas, box, stage)
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    radius = min(box[2] - box[0], box[3] - box[1]) * 0.36
    start, whole = -90.0, sum(shares)
    for share, tone in zip(shares, stage.palette.tones(), strict=False):
        end = start + 360 * share / whole
        canvas.pie(centre, radius, (start, end), Fill(tone))
        start = end
    canvas.disc(centre, radius * 0.62, Fill(mix((255, 255, 255), stage.palette.haze, 0.34)))


def _details(stage: Stage, chart: Box, window: Box) -> list[Layer]:
    """Return grid lines in the chart, then specks around the window."""
    layers: list[Layer] = []
    for index in range(5):
        y = chart[1] + (chart[3] - chart[1]) * (0.16 + 0.17 * index)
        ends = [(chart[0] + stage.reach * 0.02, y), (chart[2] - stage.reach * 0.02, y)]
        thin = max(1.0, stage.reach * 0.0012)
        layers.append(partial(Canvas.line, points=ends, thickness=thin, colour=stage.palette.deep, opacity=0.14))
    for index in range(60):
        size = stage.unit * (0.0012 + 0.003 * abs(math.sin(index * 7.1)))
        layers.append(
            partial(Canvas.disc, centre=stage.aside(), radius=size, fill=Fill(stage.palette.pale), opacity=0.6)
        )
    return layers
