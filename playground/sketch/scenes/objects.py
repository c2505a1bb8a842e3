"""Objects on a table or a plinth. Each is drawn from a foot point up to a height, in pixels."""

import math
from collections.abc import Mapping
from typing import Protocol

from playground.sketch.canvas import Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.palette import Palette
from playground.sketch.scenes.curves import circle, leaf, turned
from playground.sketch.scenes.orbs import draw_sphere

WHITE = (255, 255, 255)


class Thing(Protocol):
    """Draws one object at the point `foot` that is `height` pixels tall."""

    def __call__(self, canvas: Canvas, foot: Point, height: float, palette: Palette) -> None: ...


def _round(colour: Colour) -> Fill:
    """Return the light of a round body: bright on the left, dark on the right."""
    return Fill(shift(colour, 0.13, 0.95, -8), shift(colour, -0.17, 1.05, 10), 90)


def draw_vessel(
    canvas: Canvas, foot: Point, height: float, colour: Colour, *, profile: list[tuple[float, float]]
) -> None:
    """Draw a turned vessel with a highlight."""
    outline = turned(foot, height, profile)
    canvas.polygon(outline, _round(colour))
    widest = max(radius for _, radius in profile) * height

    def light(inner: Canvas) -> None:
        inner.glow((foot[0] - widest * 0.45, foot[1] - height * 0.55), (widest * 0.3, height * 0.42), WHITE, 0.5)
        # The shaded side gets some light from the side, as if the surroundings reflected it.
        inner.glow(
            (foot[0] + widest * 0.95, foot[1] - height * 0.3),
            (widest * 0.3, height * 0.4),
            shift(colour, 0.12, 1.1, 30),
            0.4,
        )

    canvas.clip(outline, light)


def draw_vase(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a vase with a few branches."""
    tall = height * 0.56
    mouth = (foot[0], foot[1] - tall * 0.97)
    for index, lean in enumerate((118, 97, 74, 58)):
        reach = height * (0.42, 0.52, 0.5, 0.36)[index]
        tip = (mouth[0] + reach * math.cos(math.radians(lean)), mouth[1] - reach * math.sin(math.radians(lean)))
        canvas.line([mouth, tip], height * 0.008, shift(palette.second, -0.05))
        for step in range(1, 6):
            share = step / 5
            spot = (mouth[0] + (tip[0] - mouth[0]) * share, mouth[1] + (tip[1] - mouth[1]) * share)
            one, other, _ = leaf(spot, lean + (38 if step % 2 else -38), height * 0.13, height * 0.03)
            tone = mix(palette.second, palette.main, index / 4)
            canvas.polygon(one, Fill(shift(tone, 0.08)))
            canvas.polygon(other, Fill(shift(tone, -0.01)))
    profile = [(0.0, 0.17), (0.02, 0.19), (0.35, 0.34), (0.62, 0.27), (0.84, 0.12), (0.95, 0.11), (1.0, 0.14)]
    draw_vessel(canvas, foot, tall, palette.main, profile=profile)
    canvas.ellipse(mouth, (tall * 0.13, tall * 0.022), Fill(shift(palette.main, -0.25)))


def draw_bottle(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a bottle with label and cap."""
    x, y = foot
    half = height * 0.17
    body = (x - half, y - height * 0.72, x + half, y)
    canvas.rectangle(
        (x - half * 0.3, y - height * 0.86, x + half * 0.3, y - height * 0.68), _round(shift(palette.main, 0.06))
    )
    canvas.rectangle(
        (x - half * 0.48, y - height, x + half * 0.48, y - height * 0.81), _round(palette.accent), height * 0.02
    )
    canvas.rectangle(body, _round(palette.main), height * 0.06)
    canvas.rectangle(
        (x - half * 0.82, body[1] + height * 0.05, x - half * 0.62, y - height * 0.08), Fill(WHITE), half, 0.4
    )
    label = (x - half * 0.62, y - height * 0.46, x + half * 0.72, y - height * 0.2)
    canvas.rectangle(label, Fill(palette.pale), height * 0.008, 0.95)
    for index, share in enumerate((0.55, 0.34, 0.42)):
        top = label[1] + (label[3] - label[1]) * (0.28 + 0.2 * index)
        wide = (label[2] - label[0]) * share / 2
        middle = (label[0] + label[2]) / 2
        canvas.rectangle((middle - wide, top, middle + wide, top + height * 0.01), Fill(palette.deep), opacity=0.75)


def draw_watch(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a wrist watch that stands upright."""
    x, y = foot[0], foot[1] - height * 0.5
    radius, half = height * 0.27, height * 0.125
    strap = shift(palette.main, -0.04, 0.8)
    for top, bottom in ((foot[1] - height, y - radius * 0.7), (y + radius * 0.7, foot[1])):
        canvas.rectangle((x - half, top, x + half, bottom), _round(strap), height * 0.03)
        for side in (-0.78, 0.78):
            canvas.line(
                [(x + half * side, top + height * 0.03), (x + half * side, bottom)],
                height * 0.004,
                shift(strap, 0.2),
                0.5,
            )
    metal = palette.accent
    canvas.rectangle(
        (x + radius * 0.95, y - height * 0.025, x + radius * 1.16, y + height * 0.025), _round(metal), height * 0.01
    )
    canvas.disc((x, y), radius * 1.04, Fill(shift(metal, 0.16), shift(metal, -0.2), 35))
    canvas.disc((x, y), radius * 0.93, Fill(shift(metal, -0.24), shift(metal, 0.1), 35))
    canvas.disc((x, y), radius * 0.88, Fill(shift(palette.pale, 0.02), shift(palette.pale, -0.09), 30))
    for index in range(12):
        angle = math.tau * index / 12
        near, far = radius * (0.7 if index % 3 else 0.64), radius * 0.78
        ends = [(x + reach * math.cos(angle), y + reach * math.sin(angle)) for reach in (near, far)]
        canvas.line(ends, radius * (0.022 if index % 3 else 0.045), palette.deep)
    # The hands show ten past ten, as in advertisements for watches.
    for angle, reach, thickness in ((-148, 0.44, 0.05), (-34, 0.62, 0.034)):
        turn = math.radians(angle)
        tip = (x + radius * reach * math.cos(turn), y + radius * reach * math.sin(turn))
        canvas.line([(x, y), tip], radius * thickness, palette.deep)
    canvas.disc((x, y), radius * 0.055, Fill(metal))
    canvas.clip(
        circle((x, y), (radius * 0.88, radius * 0.88)),
        lambda inner: inner.glow((x - radius * 0.5, y - radius * 0.6), radius, WHITE, 0.5),
    )


def draw_spheres(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw three balls at rest."""
    for across, size, colour in ((-0.3, 0.17, palette.second), (0.36, 0.12, palette.accent), (0.02, 0.3, palette.main)):
        draw_sphere(
            canvas,
            (foot[0] + across * height, foot[1] - size * height),
            size * height,
            colour,
            palette_dark=palette.deep,
        )


def draw_cup(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a cup on a saucer with steam above."""
    x, y = foot
    half, tall = height * 0.3, height * 0.4
    ware = palette.pale if not palette.dark else mix(palette.pale, palette.accent, 0.25)
    canvas.ellipse(
        (x, y - height * 0.01), (half * 1.65, height * 0.07), Fill(shift(ware, -0.12), shift(ware, -0.2), 90)
    )
    canvas.ellipse(
        (x, y - height * 0.03), (half * 1.6, height * 0.062), Fill(shift(ware, 0.01), shift(ware, -0.09), 90)
    )
    canvas.ring((x + half * 1.02, y - tall * 0.56), (half * 0.42, tall * 0.3), height * 0.045, Fill(shift(ware, -0.08)))
    profile = [(0.0, 0.36), (0.05, 0.42), (0.4, 0.66), (0.75, 0.75), (1.0, 0.77)]
    draw_vessel(canvas, (x, y - height * 0.03), tall, ware, profile=profile)
    rim = (x, y - height * 0.03 - tall)
    canvas.ellipse(rim, (tall * 0.77, tall * 0.15), Fill(shift(ware, 0.03), shift(ware, -0.1), 90))
    canvas.ellipse(
        rim,
        (tall * 0.7, tall * 0.12),
        Fill(shift(palette.second, -0.12, 0.9), mix(palette.second, palette.accent, 0.35), 90),
    )
    for index in range(3):
        draw_steam(
            canvas,
            (x + (index - 1) * half * 0.42, rim[1] - tall * 0.1),
            height * (0.5 + 0.12 * (index == 1)),
            index * 1.9,
        )


def draw_steam(canvas: Canvas, foot: Point, height: float, phase: float) -> None:
    """Draw a thread of steam that widens and bends as it rises."""
    left, right = [], []
    for index in range(25):
        share = index / 24
        bend = height * 0.09 * math.sin(share * 6.5 + phase) * (0.3 + share)
        half = height * 0.028 * math.sin(math.pi * min(1.0, share + 0.06)) + 0.5
        y = foot[1] - height * share
        left.append((foot[0] + bend - half, y))
        right.append((foot[0] + bend + half, y))
    canvas.soft([*left, *reversed(right)], height * 0.022, WHITE, 0.7)


def draw_lamp(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a table lamp that is lit."""
    x, y = foot
    canvas.ellipse((x, y - height * 0.015), (height * 0.17, height * 0.035), _round(palette.second))
    canvas.rectangle(
        (x - height * 0.012, y - height * 0.62, x + height * 0.012, y - height * 0.02), _round(palette.second)
    )
    shade = [
        (x - height * 0.14, y - height),
        (x + height * 0.14, y - height),
        (x + height * 0.32, y - height * 0.56),
        (x - height * 0.32, y - height * 0.56),
    ]
    canvas.glow((x, y - height * 0.6), height * 0.75, palette.accent, 0.55)
    canvas.polygon(shade, Fill(shift(palette.main, 0.04), mix(palette.accent, palette.pale, 0.4)))


def draw_book(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a pile of books with a ball on top."""
    y = foot[1]
    for index, (wide, thick) in enumerate(((0.44, 0.13), (0.4, 0.1), (0.36, 0.15), (0.33, 0.09))):
        colour = palette.tones()[index % 3]
        left = foot[0] - wide * height + (0.02 if index % 2 else -0.03) * height
        box = (left, y - thick * height, left + 2 * wide * height, y)
        canvas.rectangle(box, Fill(shift(colour, 0.06), shift(colour, -0.08), 90), height * 0.012)
        inset = thick * height * 0.16
        canvas.rectangle(
            (box[2] - wide * height * 0.16, box[1] + inset, box[2] + 1, box[3] - inset),
            Fill(palette.pale, shift(palette.pale, -0.1), 90),
        )
        canvas.line(
            [(left + wide * height * 0.2, box[1]), (left + wide * height * 0.2, box[3])],
            height * 0.006,
            palette.pale,
            0.6,
        )
        y -= thick * height
    draw_sphere(
        canvas, (foot[0] + height * 0.06, y - height * 0.13), height * 0.13, palette.accent, palette_dark=palette.deep
    )


def draw_phone(canvas: Canvas, foot: Point, height: float, palette: Palette) -> None:
    """Draw a phone with a picture on its screen."""
    x, y = foot
    half = height * 0.245
    canvas.rectangle(
        (x - half, y - height, x + half, y), Fill(shift(palette.deep, 0.08), palette.deep, 90), height * 0.075
    )
    inset = height * 0.022
    screen = (x - half + inset, y - height + inset, x + half - inset, y - inset)
    canvas.rectangle(screen, Fill(palette.main, palette.accent, 20), height * 0.057)
    canvas.disc((x, y - height * 0.6), half * 0.42, Fill(palette.pale, mix(palette.accent, palette.pale, 0.3)), 0.9)
    for index, share in enumerate((0.62, 0.44)):
        top = y - height * (0.3 - 0.07 * index)
        canvas.rectangle(
            (x - half * share, top, x + half * share, top + height * 0.03), Fill(palette.pale), height, 0.85
        )
    canvas.rectangle(
        (x - half * 0.28, y - height + inset * 2, x + half * 0.28, y - height + inset * 3.6), Fill(palette.deep), height
    )


OBJECTS: Mapping[str, tuple[Thing, str]] = {
    "watch": (draw_watch, "watch watches clock wristwatch"),
    "bottle": (draw_bottle, "bottle bottles perfume serum cosmetics skincare wine fragrance product packaging"),
    "cup": (draw_cup, "cup coffee tea mug espresso latte cappuccino"),
    "lamp": (draw_lamp, "lamp lamps lantern"),
    "book": (draw_book, "book books library"),
    "phone": (draw_phone, "phone smartphone iphone mobile gadget"),
    "vase": (draw_vase, "vase flowers bouquet pottery ceramic ceramics"),
    "spheres": (draw_spheres, "sphere spheres ball balls"),
}  # fmt: skip
