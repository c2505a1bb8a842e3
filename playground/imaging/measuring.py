"""Measures how close a picture comes to colours: the closest colour in it, by ΔE2000, and how much of it is like that.

The picture is reduced to 256 pixels on its longer side, by averages, and its colours are grouped into cells of
8 × 8 × 8 values of sRGB. Each cell counts as the average of its own pixels, so that a flat colour is exact. What is
thinner than one of the 256 pixels is mixed with what is beside it, so that its colour is not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from PIL import Image

from playground.imaging.colour_difference import Lab, delta_e, to_lab
from playground.imaging.decoding import decoding, work_on
from playground.imaging.facts import measure
from playground.imaging.thumbnails import read_reduced

EDGE = 256
# Colours that differ less than this are one colour under another light: what a picture shows of an object in the asked
# colour has highlights and shadows. Side by side, a difference of 1 is just visible.
SAME_COLOUR = 10.0
# Of 5,000 pixels one. What is less is noise, or a mixture at the edge between two colours.
SMALLEST_SHARE = 0.0002
# Below this opacity, what lies behind a pixel counts more than its colour.
_VISIBLE = 128
_CELL = 8


@dataclass(frozen=True, slots=True)
class FoundColour:
    """The closest colour of a picture to an asked one, how far they differ, and the share of the picture like it.

    Both are in the form `#0F766E`. `share` is from 0 to 1: the visible pixels within ΔE 10 of the asked colour.
    """

    hex: str
    closest: str
    delta_e: float
    share: float


@dataclass(frozen=True, slots=True)
class _Cell:
    code: tuple[int, int, int]
    lab: Lab
    count: int


def find_colours(content: bytes, asked: Sequence[str]) -> list[FoundColour]:
    """Return for each colour in the form `#0F766E` the closest one in the picture; [] if all of it is transparent.

    Of an animation the first frame counts. Raises `NotAPicture` if the content is not a complete PNG, JPEG or WebP.
    """
    info = measure(content)
    pixels = info.width * info.height
    with decoding(info.format, pixels):
        reduce = partial(read_reduced, content, info.format, EDGE, Image.Resampling.BOX)
        cells = _group(work_on(pixels, reduce))
    return [_find(hex_code, cells) for hex_code in asked] if cells else []


def _group(image: Image.Image) -> list[_Cell]:
    """Return the cells with pixels in them, each with the average of its visible pixels."""
    sums: dict[tuple[int, int, int], list[int]] = {}
    for count, pixel in _count_colours(image):
        red, green, blue = pixel[:3]
        if len(pixel) == 4 and pixel[3] < _VISIBLE:
            continue
        cell = sums.setdefault((red // _CELL, green // _CELL, blue // _CELL), [0, 0, 0, 0])
        cell[0] += count
        cell[1] += count * red
        cell[2] += count * green
        cell[3] += count * blue
    averages = (((round(r / n), round(g / n), round(b / n)), n) for n, r, g, b in sums.values())
    return [_Cell(code, to_lab(*code), count) for code, count in averages]


def _count_colours(image: Image.Image) -> list[tuple[int, tuple[int, ...]]]:
    return cast("list[tuple[int, tuple[int, ...]]]", image.getcolors(image.width * image.height))


def _find(hex_code: str, cells: Sequence[_Cell]) -> FoundColour:
    wanted = to_lab(*bytes.fromhex(hex_code[1:]))
    total = sum(cell.count for cell in cells)
    found = [(delta_e(wanted, cell.lab), cell) for cell in cells]
    like = sum(cell.count for difference, cell in found if difference <= SAME_COLOUR)
    # A picture of noise alone has no cell that is large enough.
    solid = [entry for entry in found if entry[1].count >= total * SMALLEST_SHARE] or found
    difference, closest = min(solid, key=lambda entry: entry[0])
    code = "#{:02X}{:02X}{:02X}".format(*closest.code)
    return FoundColour(hex_code, code, round(difference, 1), round(like / total, 4))
