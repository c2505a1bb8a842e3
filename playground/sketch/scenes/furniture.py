"""The objects in rooms: windows, frames, plants, lamps, chairs, jars, and a cup seen from above."""

import math

from playground.sketch.canvas import Box, Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.palette import Palette
from playground.sketch.scenes.curves import arch, leaf, smooth
from playground.sketch.scenes.objects import draw_vessel


def draw_window(canvas: Canvas, box: Box, palette: Palette, *, arched: bool, view: int) -> None:
    """Draw a window with bars; behind it hills, a moon or sun over roofs, or trees."""
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    edge = wide * 0.035
    outer = (left - edge, top - edge, right + edge, bottom)
    wood = mix(palette.pale, palette.second, 0.12)
    shape = arch(*outer) if arched else _corners(outer)
    canvas.polygon(shape, Fill(shift(wood, -0.03), shift(wood, -0.1), 40))
    glass = arch(*box) if arched else _corners(box)
    canvas.clip(glass, lambda inner: _draw_view(inner, box, palette, view))
    if arched:
        canvas.rectangle((left, top + wide / 2 - edge / 2, right, top + wide / 2 + edge / 2), Fill(wood))
    for share in (0.5,) if arched else (1 / 3, 2 / 3):
        across = left + wide * share
        canvas.rectangle((across - edge / 2, top, across + edge / 2, bottom), Fill(wood))
    down = top + tall * (0.66 if arched else 0.5)
    canvas.rectangle((left, down - edge / 2, right, down + edge / 2), Fill(wood))


def _corners(box: Box) -> list[Point]:
    return [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]


def _draw_view(canvas: Canvas, box: Box, palette: Palette, view: int) -> None:
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    light = palette.light
    canvas.rectangle(box, Fill(mix(palette.sky, light, 0.45), light))
    sun = (left + wide * (0.66, 0.3, 0.5)[view], top + tall * (0.36, 0.3, 0.52)[view])
    canvas.disc(sun, wide * 0.13, Fill(mix(palette.accent, palette.pale, 0.15), palette.accent))
    for index in range(3):
        tone = mix(mix(light, palette.main, 0.35 + 0.25 * index), palette.deep, 0.12 * index)
        level = bottom - tall * (0.34 - 0.11 * index)
        if view == 1:
            for block in range(5):
                x = left + wide * (0.22 * block - 0.06 * index)
                high = level - tall * 0.06 * (block * 3 + index * 2) % (tall * 0.2)
                canvas.rectangle((x, high, x + wide * 0.2, bottom), Fill(tone))
        else:
            swing = tall * (0.08 if view == 0 else 0.04)
            crest = [
                (left + wide * step / 20, level + swing * math.sin(step * (0.3 + 0.12 * index) + 2.1 * index + view))
                for step in range(21)
            ]
            canvas.polygon([*crest, (right, bottom), (left, bottom)], Fill(tone))


def draw_frame(canvas: Canvas, at: Point, size: float, palette: Palette) -> None:
    """Draw a framed print, `size` pixels tall."""
    (x, y), half, tall = at, size * 0.38, size * 0.5
    canvas.shadow((x + size * 0.08, y + size * 0.12), (half * 1.6, tall * 1.5), 0.28)
    canvas.rectangle((x - half, y - tall, x + half, y + tall), Fill(palette.deep))
    canvas.rectangle((x - half * 0.9, y - tall * 0.92, x + half * 0.9, y + tall * 0.92), Fill(palette.pale))
    canvas.disc((x, y - tall * 0.12), half * 0.48, Fill(palette.accent, palette.main))
    canvas.rectangle((x - half * 0.62, y + tall * 0.3, x + half * 0.62, y + tall * 0.42), Fill(palette.second))


def draw_plant(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a plant with pointed leaves in a pot."""
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


def draw_pendant(canvas: Canvas, at: Point, size: float, palette: Palette) -> None:
    """Draw a lit lamp that hangs from above, its shade `size` pixels wide around a point."""
    x, y = at
    shade = mix(palette.deep, palette.main, 0.25)
    canvas.line([(x, -2.0), (x, y - size * 0.4)], max(1.5, size * 0.03), palette.deep)
    # The light comes before the shade, which covers its upper part.
    canvas.glow((x, y + size * 0.5), size * 2.1, palette.light, 0.6)
    canvas.disc((x, y + size * 0.05), size * 0.2, Fill(mix(palette.light, (255, 255, 255), 0.5)))
    outline = smooth([(x - size * 0.5, y), (x - size * 0.36, y - size * 0.26), (x, y - size * 0.46),
                      (x + size * 0.36, y - size * 0.26), (x + size * 0.5, y)])  # fmt: skip
    canvas.polygon(outline, Fill(shift(shade, 0.14), shade, 70))


def draw_floor_lamp(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a standing lamp that is lit."""
    (x, y), metal = foot, palette.deep
    canvas.shadow(foot, (height * 0.16, height * 0.03), 0.5)
    canvas.ellipse((x, y - height * 0.01), (height * 0.1, height * 0.022), Fill(metal))
    canvas.rectangle((x - height * 0.008, y - height * 0.8, x + height * 0.008, y), Fill(metal))
    canvas.glow((x, y - height * 0.85), height * 0.55, palette.light, 0.6)
    shade = [(x - height * 0.09, y - height), (x + height * 0.09, y - height),
             (x + height * 0.16, y - height * 0.76), (x - height * 0.16, y - height * 0.76)]  # fmt: skip
    canvas.polygon(shade, Fill(shift(palette.light, -0.1, 1.4), palette.light))


def draw_armchair(canvas: Canvas, foot: Point, size: float, palette: Palette) -> None:
    """Draw an armchair, `size` pixels wide."""
    (x, y), cloth = foot, palette.main
    canvas.shadow((x, y), (size * 0.7, size * 0.07), 0.4)
    for side in (-1, 1):
        leg = [(x + side * size * 0.36, y - size * 0.16), (x + side * size * 0.42, y)]
        canvas.line(leg, size * 0.035, palette.deep)
    back = (x - size * 0.4, y - size * 1.02, x + size * 0.4, y - size * 0.2)
    canvas.rectangle(back, Fill(shift(cloth, 0.04), shift(cloth, -0.1)), size * 0.2)
    canvas.rectangle(
        (x - size * 0.36, y - size * 0.5, x + size * 0.36, y - size * 0.32), Fill(shift(cloth, 0.1)), size * 0.06
    )
    canvas.rectangle(
        (x - size * 0.4, y - size * 0.36, x + size * 0.4, y - size * 0.12), Fill(shift(cloth, -0.05)), size * 0.05
    )
    for side in (-1, 1):
        arm = x + side * size * 0.44
        box = (arm - size * 0.1, y - size * 0.56, arm + size * 0.1, y - size * 0.12)
        canvas.rectangle(box, Fill(shift(cloth, 0.09), shift(cloth, -0.07)), size * 0.09)
    pillow = (x - size * 0.2, y - size * 0.72, x + size * 0.14, y - size * 0.46)
    canvas.rectangle(pillow, Fill(palette.accent, shift(palette.accent, -0.08)), size * 0.07)


def draw_table(canvas: Canvas, foot: Point, size: float, colour: Colour) -> None:
    """Draw a small round table, `size` pixels tall."""
    x, y = foot
    canvas.shadow((x, y), (size * 0.7, size * 0.1), 0.5)
    for side in (-1, 0, 1):
        canvas.line([(x, y - size * 0.9), (x + side * size * 0.42, y)], size * 0.05, shift(colour, -0.04))
    canvas.ellipse((x, y - size * 0.92), (size * 0.66, size * 0.13), Fill(shift(colour, -0.08)))
    canvas.ellipse((x, y - size * 0.96), (size * 0.66, size * 0.13), Fill(shift(colour, 0.12), colour, 90))


def draw_jar(canvas: Canvas, foot: Point, size: float, palette: Palette, *, kind: int) -> None:
    """Draw what stands on a shelf: a jar, books, a bowl or a little plant, about `size` pixels wide."""
    (x, y), tone = foot, palette.tones()[kind % 3]
    if kind == 0:
        canvas.rectangle(
            (x - size * 0.32, y - size * 0.9, x + size * 0.32, y),
            Fill(shift(tone, 0.1), shift(tone, -0.1), 90),
            size * 0.1,
        )
        canvas.rectangle(
            (x - size * 0.34, y - size * 1.02, x + size * 0.34, y - size * 0.86), Fill(palette.deep), size * 0.03
        )
    elif kind == 1:
        for index in range(4):
            left = x - size * 0.4 + size * 0.2 * index
            high = size * (1.0, 1.15, 0.9, 1.08)[index]
            canvas.rectangle((left, y - high, left + size * 0.18, y), Fill(palette.tones()[index % 4]))
    elif kind == 2:
        draw_vessel(canvas, foot, size * 0.6, tone, profile=[(0.0, 0.3), (0.3, 0.6), (1.0, 0.75)])
    else:
        green = mix(palette.second, (62, 110, 72), 0.6)
        for lean in (40, 65, 90, 115, 140):
            one, other, _ = leaf((x, y - size * 0.4), lean, size * 0.8, size * 0.13)
            canvas.polygon(one, Fill(shift(green, 0.06)))
            canvas.polygon(other, Fill(shift(green, -0.04)))
        canvas.rectangle(
            (x - size * 0.26, y - size * 0.48, x + size * 0.26, y),
            Fill(palette.pale, shift(palette.pale, -0.16), 90),
            size * 0.06,
        )


def draw_cup_above(canvas: Canvas, at: Point, size: float, palette: Palette) -> None:
    """Draw a cup on its saucer from above; `size` is the saucer's radius."""
    x, y = at
    ware = palette.pale if not palette.dark else mix(palette.pale, palette.accent, 0.25)
    coffee = shift(mix(palette.second, (74, 42, 24), 0.55), -0.02)
    canvas.glow((x + size * 0.14, y + size * 0.2), size * 1.5, palette.deep, 0.6)
    canvas.disc(at, size, Fill(shift(ware, 0.0), shift(ware, -0.13), 40))
    canvas.disc(at, size * 0.7, Fill(shift(ware, -0.1), shift(ware, 0.0), 40))
    canvas.glow((x + size * 0.1, y + size * 0.14), size * 0.85, palette.deep, 0.5)
    handle = [(x + size * 0.4, y - size * 0.4), (x + size * 0.76, y - size * 0.7)]
    canvas.line(handle, size * 0.22, shift(ware, -0.06))
    canvas.disc(handle[1], size * 0.11, Fill(shift(ware, -0.06)))
    canvas.disc(at, size * 0.58, Fill(shift(ware, 0.03), shift(ware, -0.08), 40))
    canvas.disc(at, size * 0.5, Fill(shift(coffee, -0.06), shift(coffee, 0.04), 40))
    foam = mix(coffee, palette.pale, 0.7)
    for index in range(4):
        middle, reach = (x, y + size * (0.24 - 0.13 * index)), size * (0.27 - 0.055 * index)
        canvas.ellipse(middle, (reach, reach * 0.8), Fill(foam if index % 2 == 0 else coffee))
    spoon = [(x - size * 0.86, y + size * 0.5), (x - size * 0.1, y + size * 0.84)]
    canvas.line(spoon, size * 0.05, shift(palette.accent, -0.08))
    canvas.ellipse(
        spoon[0], (size * 0.13, size * 0.09), Fill(shift(palette.accent, 0.04), shift(palette.accent, -0.12), 90)
    )
