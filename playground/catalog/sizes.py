"""The size in pixels that a request asks for: multiples of 16, with the ratio kept within 2 %."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from playground.catalog.spec import ModelSpec, Size

# The models only produce pictures whose sides are multiples of 16.
GRID = 16
MEGAPIXEL = 1024 * 1024
# The largest area of a given width and height at any API, and the largest that this server draws.
LARGEST_AREA = 4 * MEGAPIXEL
SHORTEST_SIDE = 256
# Beyond 16:1 the long side would exceed the limits of the picture formats.
EXTREME_RATIO = 16.0
LONGEST_SIDE = 8192
TOLERANCE = 0.02
LEADING_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
RATIO = re.compile(r"([1-9][0-9]{0,3}):([1-9][0-9]{0,3})")
# A width and a height that are one value, such as `512x512`.
SIDES = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})")
# The classes of FLUX 3: the side of a square in thousands of pixels, of 1,024 each, or in pixels. How its pictures are
# rounded is not documented.
SQUARE = re.compile(r"([0-9]{1,4}(?:\.[0-9])?)(k|sq)")
# The sizes that fal.ai names, as its documentation gives them.
NAMED_SIZES = {
    "square_hd": Size(1024, 1024),
    "square": Size(512, 512),
    "portrait_4_3": Size(768, 1024),
    "portrait_16_9": Size(576, 1024),
    "landscape_4_3": Size(1024, 768),
    "landscape_16_9": Size(1024, 576),
}
# The choices with which the picture follows the first input picture.
FOLLOWING = frozenset({"match_input_image", "auto"})
# The choices of a ratio that are not proportions.
SHAPE_LABELS = {
    "": "Auto",
    "match_input_image": "Like input",
    "auto": "Auto",
    "custom": "Custom",
    "square_hd": "1:1",
    "square": "1:1 small",
    "portrait_4_3": "3:4",
    "portrait_16_9": "9:16",
    "landscape_4_3": "4:3",
    "landscape_16_9": "16:9",
}
# What is offered where a model takes any width and height.
PRESETS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:5", "5:4")
# The longest side of a drawn shape.
DRAWN = 22


def picture_size(spec: ModelSpec, resolved: Mapping[str, object], input_size: Size | None = None) -> Size:
    """Return the size of the requested picture. `input_size` is the size of the first input picture.

    If the spec has a ratio, width and height are only used with `custom`. `match_input_image` and `auto` without a
    picture mean 1:1. An edit without a ratio follows its picture. Invalid values are ignored, so that a half-filled
    form always has a size.
    """
    ratio = _value(spec, resolved, "ratio")
    if spec.by_role("ratio") is None and spec.by_role("width") is not None:
        return _free_size(spec, resolved, input_size)
    if ratio == "custom":
        return Size(_custom_side(spec, resolved, "width"), _custom_side(spec, resolved, "height"))
    ratio = ratio if isinstance(ratio, str) else None
    if ratio in NAMED_SIZES:
        return NAMED_SIZES[ratio]
    resolution = _resolution(spec, resolved, input_size)
    follows = ratio in FOLLOWING or (ratio is None and spec.mode == "edit")
    if follows and input_size is not None:
        return _match(input_size, resolution, _area(spec, resolved, "megapixels"))
    area = resolution or _area(spec, resolved, "megapixels") or MEGAPIXEL
    found = RATIO.fullmatch(ratio) if isinstance(ratio, str) else None
    return _fit(int(found[1]) / int(found[2]) if found else 1.0, area)


def read_proportion(choice: object) -> float | None:
    """Return the width divided by the height of a choice such as `16:9` or `landscape_16_9`, or None if it has none."""
    if not isinstance(choice, str):
        return None
    if named := NAMED_SIZES.get(choice):
        return named.width / named.height
    return _divide(choice) if RATIO.fullmatch(choice) else None


def largest_area(spec: ModelSpec) -> int:
    """Return the largest area that the model's parameters allow, in whole megapixels."""
    sides = [side.maximum or LONGEST_SIDE for role in ("width", "height") if (side := spec.by_role(role))]
    areas = [min(math.prod(sides), LARGEST_AREA)] if len(sides) == 2 else []
    for role in ("resolution", "megapixels"):
        parameter = spec.by_role(role)
        areas += map(pixels_of, parameter.choices) if parameter else []
    return round(max(areas, default=MEGAPIXEL) / MEGAPIXEL)


@dataclass(frozen=True, slots=True)
class ShapeChoice:
    """One choice of the aspect ratio: its label, its size in pixels if that is known, and the sides of its drawing."""

    value: str
    label: str
    size: Size | None
    drawing: Size


def shape_choices(spec: ModelSpec, values: Mapping[str, object]) -> list[ShapeChoice]:
    """Return the choices of the aspect ratio, with their sizes for the chosen area.

    If the API documents no default, the first choice is "", with the label "Auto".
    """
    ratio = spec.by_role("ratio")
    if ratio is None:
        return []
    choices = ([] if ratio.default is not None else [""]) + list(ratio.choices)
    return [_shape(spec, values, ratio.name, choice) for choice in choices]


@lru_cache(maxsize=1)
def preset_shapes() -> list[ShapeChoice]:
    """Return the usual shapes with about one megapixel, for models that take any width and height."""
    return [ShapeChoice(ratio, ratio, _fit(_divide(ratio), MEGAPIXEL), _draw(_divide(ratio))) for ratio in PRESETS]


def _divide(ratio: str) -> float:
    width, height = map(int, ratio.split(":"))
    return width / height


def _draw(proportion: float) -> Size:
    """Return the sides of a drawing with this width divided by its height."""
    longest = max(proportion, 1.0)
    # An extreme ratio would be drawn as a line of no width.
    return Size(max(2, round(DRAWN * proportion / longest)), max(2, round(DRAWN / longest)))


def _shape(spec: ModelSpec, values: Mapping[str, object], name: str, choice: str) -> ShapeChoice:
    label, proportion = SHAPE_LABELS.get(choice, choice), read_proportion(choice)
    if proportion is None:
        return ShapeChoice(choice, label, None, Size(DRAWN, DRAWN))
    size = None if _is_beyond(spec, values) else picture_size(spec, {**values, name: choice})
    return ShapeChoice(choice, label, size, _draw(proportion))


def _value(spec: ModelSpec, resolved: Mapping[str, object], role: str) -> object:
    parameter = spec.by_role(role)
    return resolved.get(parameter.name, parameter.default) if parameter else None


def _area(spec: ModelSpec, resolved: Mapping[str, object], role: str) -> int | None:
    return min(pixels_of(_value(spec, resolved, role)), LARGEST_AREA) or None


def pixels_of(text: object) -> int:
    """Return the area that `1 MP`, `0.25`, `1.5k`, `768sq` or `512x512` stands for, or 0."""
    sides = SIDES.fullmatch(text) if isinstance(text, str) else None
    if sides:
        return int(sides[1]) * int(sides[2])
    square = SQUARE.fullmatch(text) if isinstance(text, str) else None
    if square:
        return round(float(square[1]) * (1024 if square[2] == "k" else 1)) ** 2
    found = LEADING_NUMBER.match(text) if isinstance(text, str) else None
    return round(float(found[0]) * MEGAPIXEL) if found else 0


def _is_beyond(spec: ModelSpec, values: Mapping[str, object]) -> bool:
    """Whether the API makes larger pictures than this server draws, so that their size is not known here."""
    return pixels_of(_value(spec, values, "resolution")) > LARGEST_AREA


def _resolution(spec: ModelSpec, resolved: Mapping[str, object], input_size: Size | None) -> int | None:
    """Return the area that the resolution sets. `match_input_image` is the picture's, from 0.5 to 4 megapixels."""
    if _value(spec, resolved, "resolution") == "match_input_image" and input_size is not None:
        return min(LARGEST_AREA, max(MEGAPIXEL // 2, input_size.width * input_size.height))
    return _area(spec, resolved, "resolution")


def _free_size(spec: ModelSpec, resolved: Mapping[str, object], input_size: Size | None) -> Size:
    """Return the given width and height. A side that is not set is 1024, or less if that is too many pixels.

    If neither is set, the result has the shape of the input picture.
    """
    # The API's documentation does not cover an unset side; this is how such models are known to behave.
    given = {role: isinstance(_value(spec, resolved, role), int) for role in ("width", "height")}
    if input_size is not None and not any(given.values()):
        return _match(input_size, None, None)
    width, height = (_custom_side(spec, resolved, role) for role in ("width", "height"))
    if width * height > LARGEST_AREA and given["height"]:
        width = LARGEST_AREA // height // GRID * GRID
    elif width * height > LARGEST_AREA:
        height = LARGEST_AREA // width // GRID * GRID
    return Size(width, height)


def _custom_side(spec: ModelSpec, resolved: Mapping[str, object], role: str) -> int:
    parameter, value = spec.by_role(role), _value(spec, resolved, role)
    least = int(parameter.minimum or 0) if parameter else 0
    most = int(parameter.maximum or 0) if parameter else 0
    least, most = least or SHORTEST_SIDE, most or LONGEST_SIDE
    grid = max(GRID, int(parameter.step or GRID)) if parameter else GRID
    side = min(value if isinstance(value, int) else 1024, most)
    # The documents of the models with multiples of 32 round to the nearest one; those with multiples of 16 round down.
    steps = round(side / grid) if grid > GRID else side // grid
    return max(math.ceil(least / grid), min(steps, most // grid)) * grid


def _match(given: Size, resolution: int | None, megapixels: int | None) -> Size:
    """Return a size with the ratio of the input picture.

    `resolution` sets the area where it has a value. `megapixels` always has one, so it only limits a large input.
    """
    width, height = max(1, given.width), max(1, given.height)
    ratio = min(EXTREME_RATIO, max(1 / EXTREME_RATIO, width / height))
    area = resolution or min(width * height, megapixels or LARGEST_AREA)
    # At this area the shorter side is exactly `SHORTEST_SIDE`.
    smallest = SHORTEST_SIDE**2 * max(ratio, 1 / ratio)
    return _fit(ratio, round(min(LARGEST_AREA, max(area, smallest))), SHORTEST_SIDE)


def fit_shape(shape: str, like: Size) -> Size:
    """Return the size with the aspect ratio, such as `16:9`, and about the area of another size."""
    width, _, height = shape.partition(":")
    return _fit(int(width) / int(height), min(like.width * like.height, LARGEST_AREA))


# A form shows a size for every ratio, so the same few sizes are needed again and again.
@lru_cache(maxsize=1024)
def _fit(ratio: float, area: int, shortest: int = GRID) -> Size:
    """Return the grid size nearest to the ratio and area, within 2 % of the ratio. The ratio counts double."""
    return min(_candidates(ratio, area, shortest), key=lambda found: found[0])[1]


def _candidates(ratio: float, area: int, shortest: int) -> Iterator[tuple[tuple[bool, float], Size]]:
    """Yield sizes of 0.5 to 2 times the area, each with its error."""
    ratio = min(EXTREME_RATIO, max(1 / EXTREME_RATIO, ratio))
    # The width is ratio × height, so the area is ratio × height².
    ideal = math.sqrt(area / ratio)
    # 0.7 and 1.4 are about the square roots of 0.5 and 2: between these heights the area is 0.5 to 2 times the wanted
    # one.
    first, last = math.floor(ideal * 0.7 / GRID), math.ceil(ideal * 1.4 / GRID)
    for height in range(max(GRID, first * GRID), last * GRID + 1, GRID):
        exact = height * ratio / GRID
        for width in {math.floor(exact) * GRID, math.ceil(exact) * GRID}:
            if min(width, height) >= shortest and width * height <= LARGEST_AREA:
                error = abs(width / height / ratio - 1)
                # As the first part of the error, the tolerance makes any size within it better than every size outside
                # it.
                yield (error > TOLERANCE, 2 * error + abs(width * height / area - 1)), Size(width, height)
