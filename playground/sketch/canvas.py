"""The drawing surface: gradients, smooth-edged shapes, glows, shadows and grain over one RGB picture.

Lengths are pixels; angles are degrees, 0 running downwards and 90 to the right; opacities run from 0 to 1.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from playground.sketch.colour import Colour, mix

type Point = tuple[float, float]
type Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Fill:
    """A colour, or a gradient from `start` to `end` along `angle` over the shape's box."""

    start: Colour
    end: Colour | None = None
    angle: float = 0.0


@lru_cache(maxsize=256)
def _ramp(start: Colour, end: Colour) -> tuple[tuple[int, ...], ...]:
    """Return three tables of 256 entries from start to end, mixed evenly for the eye."""
    # Mixing colours evenly for the eye is slow, so 17 colours are mixed and those between them are interpolated.
    knots = [mix(start, end, index / 16) for index in range(17)]
    tables: tuple[list[int], ...] = ([], [], [])
    for index in range(256):
        place = index / 255 * 16
        low = min(15, int(place))
        for channel, table in enumerate(tables):
            table.append(round(knots[low][channel] + (knots[low + 1][channel] - knots[low][channel]) * (place - low)))
    return tuple(tuple(table) for table in tables)


def slope(size: tuple[int, int], angle: float) -> Image.Image:
    """Return an L picture of that size that runs from 0 to 255 along the angle, corner to corner."""
    width, height = size
    down, right = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    # The projections of both sides on the direction add up to the distance from corner to corner.
    length = abs(width * right) + abs(height * down)
    # A little less than 256, because Pillow paints black where it reads outside the source.
    scale = 253 / max(1.0, length)
    offset = 127.5 - scale * (right * width / 2 + down * height / 2)
    coefficients = (0.0, 0.0, 128.0, scale * right, scale * down, offset + 1)
    return Image.linear_gradient("L").transform(size, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR)


def colourise(levels: Image.Image, start: Colour, end: Colour) -> Image.Image:
    """Return an RGB picture in which 0 is start and 255 is end."""
    return Image.merge("RGB", [levels.point(list(table)) for table in _ramp(start, end)])


def paint(size: tuple[int, int], fill: Fill) -> Image.Image:
    """Return an RGB picture of that size in the fill."""
    if fill.end is None or fill.end == fill.start:
        return Image.new("RGB", size, fill.start)
    return colourise(slope(size, fill.angle), fill.start, fill.end)


@lru_cache(maxsize=1)
def _halo() -> Image.Image:
    """Return a 256 × 256 L picture, white in the middle and falling off smoothly to black at the rim."""
    falloff = [round(255 * (1 - min(1.0, level / 250)) ** 2) for level in range(256)]
    # Pillow's gradient ends at the corners. 1.42, about the square root of 2, makes it end at the sides.
    return Image.radial_gradient("L").point([falloff[min(255, round(level * 1.42))] for level in range(256)])


class Canvas:
    """One picture being drawn; `unit` is its shorter side, `check` is called before every shape and may raise."""

    def __init__(self, width: int, height: int, check: Callable[[], None] = lambda: None) -> None:
        self._check = check
        self.width, self.height = width, height
        self.unit = min(width, height)
        self.image = Image.new("RGB", (width, height))

    def wash(self, fill: Fill) -> None:
        """Cover everything with the fill."""
        self.image = paint((self.width, self.height), fill)

    def polygon(self, points: Sequence[Point], fill: Fill, opacity: float = 1.0) -> None:
        """Fill a polygon with smooth edges."""
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        box = self._clip((min(xs), min(ys), max(xs), max(ys)))
        if box is None:
            return
        factor = self._factor(box)
        mask, pen = self._sheet(box, factor)
        pen.polygon([((x - box[0]) * factor, (y - box[1]) * factor) for x, y in points], fill=255)
        self._lay(mask, box, fill, opacity)

    def ellipse(self, centre: Point, radii: Point, fill: Fill, opacity: float = 1.0) -> None:
        """Fill an ellipse."""
        self._boxed("ellipse", (*_around(centre, radii),), fill, opacity)

    def disc(self, centre: Point, radius: float, fill: Fill, opacity: float = 1.0) -> None:
        """Fill a circle."""
        self.ellipse(centre, (radius, radius), fill, opacity)

    def rectangle(self, box: Box, fill: Fill, radius: float = 0.0, opacity: float = 1.0) -> None:
        """Fill a rectangle with rounded corners."""
        self._boxed("rectangle", box, fill, opacity, radius=radius)

    def pie(self, centre: Point, radius: float, angles: Point, fill: Fill) -> None:
        """Fill a slice of a circle between two angles, measured clockwise from the right."""
        self._boxed("pie", _around(centre, (radius, radius)), fill, 1.0, angles=angles)

    def ring(self, centre: Point, radii: Point, thickness: float, fill: Fill, *, opacity: float = 1.0) -> None:
        """Draw the outline of an ellipse."""
        self._boxed("ring", _around(centre, radii), fill, opacity, thickness=thickness)

    def line(self, points: Sequence[Point], thickness: float, colour: Colour, opacity: float = 1.0) -> None:
        """Draw a line through the points with round joints."""
        box = self._clip(_bounds(points, thickness))
        if box is None:
            return
        if len(points) > 24 and (box[2] - box[0]) * (box[3] - box[1]) > 1 << 16:
            mask = self._long_stroke(points, thickness, box)
        else:
            mask = self._stroke(points, thickness, box)
        self._lay(mask, box, Fill(colour), opacity)

    def _stroke(self, points: Sequence[Point], thickness: float, box: tuple[int, int, int, int]) -> Image.Image:
        factor = self._factor(box)
        mask, pen = self._sheet(box, factor)
        path = [((x - box[0]) * factor, (y - box[1]) * factor) for x, y in points]
        pen.line(path, fill=255, width=max(1, round(thickness * factor)), joint="curve")
        return mask

    def _long_stroke(self, points: Sequence[Point], thickness: float, box: tuple[int, int, int, int]) -> Image.Image:
        """Return the mask of a long line, drawn in pieces, since most of its box is empty."""
        whole = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        for start in range(0, len(points) - 1, 10):
            # Pieces share a segment, so that the line has no gaps and round joints everywhere.
            piece = points[start : start + 12]
            part = self._clip(_bounds(piece, thickness))
            if part is None:
                continue
            mask = self._stroke(piece, thickness, part)
            mask = mask.reduce(mask.width // (part[2] - part[0]))
            place = (part[0] - box[0], part[1] - box[1], part[2] - box[0], part[3] - box[1])
            whole.paste(ImageChops.lighter(whole.crop(place), mask), place)
        return whole

    def glow(self, centre: Point, radius: float | Point, colour: Colour, opacity: float = 1.0) -> None:
        """Lay a soft light of that colour around a point."""
        radii = radius if isinstance(radius, tuple) else (radius, radius)
        whole = _around(centre, radii)
        box = self._clip(whole)
        if box is None:
            return
        size = (box[2] - box[0], box[3] - box[1])
        scale = 256 / max(1.0, whole[2] - whole[0]), 256 / max(1.0, whole[3] - whole[1])
        source = (
            max(0.0, (box[0] - whole[0]) * scale[0]),
            max(0.0, (box[1] - whole[1]) * scale[1]),
            min(256.0, (box[2] - whole[0]) * scale[0]),
            min(256.0, (box[3] - whole[1]) * scale[1]),
        )
        # Pillow refuses to resize an empty box.
        if source[2] - source[0] < 0.01 or source[3] - source[1] < 0.01:
            return
        mask = _halo().resize(size, Image.Resampling.BILINEAR, box=source)
        self.image.paste(colour, box, mask.point([round(level * opacity) for level in range(256)]))

    def shadow(self, centre: Point, radii: Point, opacity: float, colour: Colour = (0, 0, 0)) -> None:
        """Lay a soft shadow in the shape of an ellipse."""
        self.glow(centre, radii, colour, opacity)

    def soft(self, points: Sequence[Point], blur: float, colour: Colour, opacity: float) -> None:
        """Fill a polygon whose edge is blurred over that many pixels."""
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        room = blur * 2 + 2
        area = self._clip((min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room))
        if area is None:
            return
        # A blurred edge has no detail, so a smaller mask is enough.
        reduction = max(1, int(blur / 3))
        size = (area[2] - area[0], area[3] - area[1])
        mask = Image.new("L", (size[0] // reduction + 1, size[1] // reduction + 1))
        path = [((x - area[0]) / reduction, (y - area[1]) / reduction) for x, y in points]
        ImageDraw.Draw(mask).polygon(path, fill=round(255 * opacity))
        # Two box blurs look nearly like one Gaussian blur and are faster.
        mask = mask.filter(ImageFilter.BoxBlur(blur / reduction)).filter(ImageFilter.BoxBlur(blur / reduction))
        box = (0, 0, size[0] / reduction, size[1] / reduction)
        self.image.paste(colour, area, mask.resize(size, Image.Resampling.BILINEAR, box=box))

    def clip(self, points: Sequence[Point], draw: "Callable[[Canvas], None]") -> None:
        """Let `draw` paint, and keep what it painted inside the polygon alone."""
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        box = self._clip((min(xs), min(ys), max(xs), max(ys)))
        if box is None:
            return
        before = self.image.copy()
        draw(self)
        factor = self._factor(box)
        mask, pen = self._sheet(box, factor)
        pen.polygon([((x - box[0]) * factor, (y - box[1]) * factor) for x, y in points], fill=255)
        before.paste(self.image.crop(box), box, mask.reduce(factor))
        self.image = before

    def grain(self, random: Random, amount: float, coarseness: float = 1.0) -> None:
        """Add paper grain; `amount` is its strength in levels of 255, `coarseness` the size of a speck."""
        self.image = add_grain(self.image, random, amount, coarseness)

    def _boxed(self, shape: str, whole: Box, fill: Fill, opacity: float, **details: float | Point) -> None:
        box = self._clip(whole)
        if box is None or whole[2] <= whole[0] or whole[3] <= whole[1]:
            return
        factor = self._factor(box)
        mask, pen = self._sheet(box, factor)
        left, top, right, bottom = ((value - box[index % 2]) * factor for index, value in enumerate(whole))
        # Pillow's shapes include the last row and column of their box.
        inside = (left, top, max(left, right - 1), max(top, bottom - 1))
        _draw(pen, shape, inside, factor, details=details)
        self._lay(mask, box, fill, opacity)

    def _factor(self, box: tuple[int, int, int, int]) -> int:
        # Pillow draws hard edges, so shapes are drawn larger and reduced. Large shapes need less of it, and more would
        # cost memory.
        longest = max(box[2] - box[0], box[3] - box[1])
        return 4 if longest < 160 else 3 if longest < 420 else 2

    def _sheet(self, box: tuple[int, int, int, int], factor: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        mask = Image.new("L", ((box[2] - box[0]) * factor, (box[3] - box[1]) * factor))
        return mask, ImageDraw.Draw(mask)

    def _clip(self, box: Box) -> tuple[int, int, int, int] | None:
        self._check()
        left, top = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
        right, bottom = min(self.width, math.ceil(box[2]) + 1), min(self.height, math.ceil(box[3]) + 1)
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _lay(self, mask: Image.Image, box: tuple[int, int, int, int], fill: Fill, opacity: float) -> None:
        size = (box[2] - box[0], box[3] - box[1])
        mask = mask.reduce(mask.width // size[0]) if mask.width > size[0] else mask
        if opacity < 1:
            mask = mask.point([round(level * max(0.0, opacity)) for level in range(256)])
        if fill.end is None:
            self.image.paste(fill.start, box, mask)
        else:
            self.image.paste(paint(size, fill), box, mask)


def _bounds(points: Sequence[Point], thickness: float) -> Box:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs) - thickness, min(ys) - thickness, max(xs) + thickness, max(ys) + thickness


def _around(centre: Point, radii: Point) -> Box:
    return centre[0] - radii[0], centre[1] - radii[1], centre[0] + radii[0], centre[1] + radii[1]


def _draw(pen: ImageDraw.ImageDraw, shape: str, box: Box, factor: int, *, details: dict[str, float | Point]) -> None:
    if shape == "ellipse":
        pen.ellipse(box, fill=255)
    elif shape == "rectangle":
        radius = details["radius"]
        limit = min(box[2] - box[0], box[3] - box[1]) / 2
        pen.rounded_rectangle(
            box, radius=min(limit, float(radius) * factor) if isinstance(radius, float | int) else 0, fill=255
        )
    elif shape == "ring":
        thickness = details["thickness"]
        pen.ellipse(
            box, outline=255, width=max(1, round(thickness * factor)) if isinstance(thickness, float | int) else 1
        )
    else:
        angles = details["angles"]
        if isinstance(angles, tuple):
            pen.pieslice(box, angles[0], angles[1], fill=255)


def add_grain(image: Image.Image, random: Random, amount: float, coarseness: float) -> Image.Image:
    """Return the picture with paper grain of `amount` levels in specks of `coarseness` pixels."""
    size = (max(1, round(image.width / coarseness)), max(1, round(image.height / coarseness)))
    # The noise has one pixel per speck and is enlarged afterwards, which needs fewer random bytes.
    noise = Image.frombytes("L", size, random.randbytes(size[0] * size[1]))
    noise = noise.point([round(128 + (level - 127.5) / 127.5 * amount) for level in range(256)])
    if size != image.size:
        noise = noise.resize(image.size, Image.Resampling.BILINEAR)
    # The noise is centred on 128; subtracting that makes half of the specks darker and half lighter.
    return ImageChops.add(image, Image.merge("RGB", (noise, noise, noise)), 1, -128)
