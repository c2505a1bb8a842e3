"""The parts of screens: the device, cards, charts, lists and tiles, in a light or a dark theme."""

from playground.sketch.canvas import Box, Canvas, Fill, Point
from playground.sketch.colour import Colour, contrast, mix, shift
from playground.sketch.scenes.curves import smooth
from playground.sketch.scenes.stage import Stage


def is_dark(stage: Stage) -> bool:
    """Return whether the seed has picked the dark theme."""
    return stage.variety.each("theme", (False, True, False))


def paper(stage: Stage) -> Colour:
    """Return the colour of a screen."""
    return shift(stage.palette.deep, 0.0) if is_dark(stage) else mix((255, 255, 255), stage.palette.pale, 0.25)


def card(stage: Stage) -> Colour:
    """Return the colour of a card on a screen."""
    return shift(stage.palette.deep, 0.09) if is_dark(stage) else mix((255, 255, 255), stage.palette.haze, 0.34)


def ink(stage: Stage) -> Colour:
    """Return the colour of lines and writing on a screen."""
    return stage.palette.pale if is_dark(stage) else stage.palette.deep


def tones(stage: Stage) -> list[Colour]:
    """Return the colours of data, those that show on a card."""
    ground = card(stage)
    return [tone if contrast(tone, ground) > 1.5 else mix(tone, ink(stage), 0.45) for tone in stage.palette.tones()]


def draw_device(canvas: Canvas, box: Box, radius: float, stage: Stage) -> None:
    """Draw an empty screen with its shadow."""
    left, top, right, bottom = box
    drop = stage.reach * 0.03
    shadow = [(left, top + drop), (right, top + drop), (right, bottom + drop), (left, bottom + drop)]
    canvas.soft(shadow, stage.reach * 0.035, stage.palette.deep, 0.42)
    if radius > stage.reach * 0.04:
        rim = stage.reach * 0.009
        canvas.rectangle(
            (left - rim, top - rim, right + rim, bottom + rim), Fill(shift(stage.palette.deep, -0.03)), radius + rim
        )
    canvas.rectangle(box, Fill(paper(stage)), radius)


def draw_title(canvas: Canvas, box: Box, stage: Stage) -> None:
    """Draw the title of a screen."""
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    title = (left + wide * 0.1, top + tall * 0.075, left + wide * 0.46, top + tall * 0.1)
    canvas.rectangle(title, Fill(ink(stage)), tall, 0.85)


def _card(canvas: Canvas, box: Box, stage: Stage) -> None:
    canvas.rectangle(box, Fill(card(stage)), stage.reach * 0.016)


def draw_balance(canvas: Canvas, box: Box, stage: Stage) -> None:
    """Draw a bright card with a number on it, as of a bank."""
    left, top, right, bottom = box
    wide, tall, palette = right - left, bottom - top, stage.palette
    canvas.rectangle(box, Fill(palette.main, mix(palette.main, palette.accent, 0.65), 50), stage.reach * 0.022)
    light = palette.ink_on(palette.main)
    for share, high, down in ((0.3, 0.06, 0.18), (0.56, 0.13, 0.36)):
        canvas.rectangle(
            (left + wide * 0.1, top + tall * down, left + wide * (0.1 + share), top + tall * (down + high)),
            Fill(light),
            tall,
            0.9,
        )
    for index in range(4):
        spot = left + wide * (0.1 + 0.12 * index)
        canvas.rectangle((spot, bottom - tall * 0.22, spot + wide * 0.08, bottom - tall * 0.17), Fill(light), tall, 0.7)
    for index in range(2):
        canvas.disc((right - wide * (0.12 + 0.08 * index), bottom - tall * 0.2), tall * 0.1, Fill(light), 0.55)


def draw_list(canvas: Canvas, box: Box, rows: int, stage: Stage) -> None:
    """Draw rows of an icon, two lines and a figure."""
    left, top, right, bottom = box
    wide, pitch = right - left, (bottom - top) / rows
    for index in range(rows):
        y, tone = top + pitch * (index + 0.5), tones(stage)[index % 3]
        _card(canvas, (left, y - pitch * 0.42, right, y + pitch * 0.42), stage)
        canvas.disc((left + wide * 0.14, y), min(pitch * 0.26, wide * 0.09), Fill(tone))
        for share, down, shade in ((0.34, -0.14, 0.8), (0.22, 0.1, 0.35)):
            line = (left + wide * 0.28, y + pitch * down, left + wide * (0.28 + share), y + pitch * (down + 0.09))
            canvas.rectangle(line, Fill(ink(stage)), pitch, shade)
        canvas.rectangle(
            (right - wide * 0.22, y - pitch * 0.06, right - wide * 0.07, y + pitch * 0.04), Fill(tone), pitch
        )


def draw_tile(canvas: Canvas, box: Box, stage: Stage, *, bright: bool) -> None:
    """Draw a small card with an icon and a figure."""
    left, top, right, bottom = box
    size, palette = min(right - left, bottom - top), stage.palette
    canvas.rectangle(box, Fill(palette.accent if bright else palette.second), stage.reach * 0.016)
    light = palette.ink_on(palette.accent if bright else palette.second)
    canvas.disc((left + size * 0.28, top + size * 0.3), size * 0.14, Fill(light), 0.9)
    for share, up in ((0.5, 0.34), (0.34, 0.2)):
        canvas.rectangle(
            (left + size * 0.14, bottom - size * up, left + size * (0.14 + share), bottom - size * (up - 0.08)),
            Fill(light),
            size,
            0.8,
        )


def draw_chart(canvas: Canvas, box: Box, heights: list[float], stage: Stage) -> None:
    """Draw a line chart of those heights (0–1)."""
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
    ground = card(stage)
    canvas.polygon(area, Fill(mix(stage.palette.main, ground, 0.4), ground))
    canvas.line(curve, max(1.5, stage.reach * 0.007), tones(stage)[0])
    canvas.disc(spots[-3], stage.reach * 0.015, Fill((255, 255, 255)))
    canvas.disc(spots[-3], stage.reach * 0.0095, Fill(stage.palette.accent))


def draw_bars(canvas: Canvas, box: Box, heights: list[float], stage: Stage) -> None:
    """Draw a bar chart of those heights (0–1), the highest marked."""
    _card(canvas, box, stage)
    left, top, right, bottom = box
    pitch = (right - left) * 0.86 / len(heights)
    for index, height in enumerate(heights):
        x = left + (right - left) * 0.07 + pitch * index
        tone = tones(stage)[2 if height == max(heights) else 1]
        foot = bottom - (bottom - top) * 0.12
        canvas.rectangle(
            (x + pitch * 0.2, foot - (bottom - top) * 0.7 * height, x + pitch * 0.8, foot), Fill(tone), pitch
        )


def draw_ring(canvas: Canvas, box: Box, shares: list[float], stage: Stage) -> None:
    """Draw a ring chart of those shares."""
    _card(canvas, box, stage)
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    radius = min(box[2] - box[0], box[3] - box[1]) * 0.36
    start, whole = -90.0, sum(shares)
    for share, tone in zip(shares, tones(stage), strict=False):
        end = start + 360 * share / whole
        canvas.pie(centre, radius, (start, end), Fill(tone))
        start = end
    canvas.disc(centre, radius * 0.62, Fill(card(stage)))
