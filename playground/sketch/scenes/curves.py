"""Outlines that scenes are made of: smooth curves, leaves, arches, turned vessels."""

import math
from collections.abc import Sequence

from playground.sketch.canvas import Point


def smooth(points: Sequence[Point], closed: bool = False, pieces: int = 10) -> list[Point]:
    """Return a curve through the points (Catmull–Rom), with that many pieces between two of them."""
    count = len(points)
    curve: list[Point] = []
    for index in range(count if closed else count - 1):
        # An open curve has no point beyond its ends, so the end itself is used twice.
        places = range(index - 1, index + 3)
        first, second, third, fourth = (
            points[place % count if closed else max(0, min(count - 1, place))] for place in places
        )
        curve += [_between((first, second, third, fourth), piece / pieces) for piece in range(pieces)]
    return curve if closed else [*curve, points[-1]]


def _between(knots: tuple[Point, Point, Point, Point], share: float) -> Point:
    # The weights are the basis functions of a Catmull–Rom spline; together with `last` they add up to 1.
    square, cube = share * share, share**3
    weights = (
        -0.5 * cube + square - 0.5 * share,
        1.5 * cube - 2.5 * square + 1,
        -1.5 * cube + 2 * square + 0.5 * share,
    )
    last = 0.5 * cube - 0.5 * square
    return (
        sum(weight * knot[0] for weight, knot in zip(weights, knots, strict=False)) + last * knots[3][0],
        sum(weight * knot[1] for weight, knot in zip(weights, knots, strict=False)) + last * knots[3][1],
    )


def circle(centre: Point, radii: Point, count: int = 72) -> list[Point]:
    """Return the outline of an ellipse."""
    angles = (index * math.tau / count for index in range(count))
    return [(centre[0] + radii[0] * math.cos(angle), centre[1] + radii[1] * math.sin(angle)) for angle in angles]


def arch(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """Return a doorway: straight sides under a half circle."""
    radius = (right - left) / 2
    middle = (left + right) / 2
    bow = [
        (middle - radius * math.cos(math.pi * index / 40), top + radius - radius * math.sin(math.pi * index / 40))
        for index in range(41)
    ]
    return [(left, bottom), *bow, (right, bottom)]


def crescent(centre: Point, radius: float) -> list[Point]:
    """Return a waxing moon, open to the left above."""
    turn = math.radians(-28)
    outline: list[Point] = []
    for index in range(61):
        angle = math.radians(-100 + 200 * index / 60)
        outline.append((radius * math.cos(angle), radius * math.sin(angle)))
    # The inner edge is a flatter bow between the tips of the outer one.
    end, bulge = outline[-1], radius * 0.52
    for index in range(1, 40):
        share = index / 40
        y = end[1] - 2 * end[1] * share
        outline.append((end[0] + bulge * math.sin(math.pi * share) ** 0.8, y))
    return [
        (centre[0] + x * math.cos(turn) - y * math.sin(turn), centre[1] + x * math.sin(turn) + y * math.cos(turn))
        for x, y in outline
    ]


def leaf(
    root: Point, angle: float, length: float, width: float, *, bend: float = 0.0
) -> tuple[list[Point], list[Point], list[Point]]:
    """Return both halves of a leaf and its midrib; `angle` in degrees, 0 to the right and 90 upwards."""
    spine, one, other = [], [], []
    for index in range(15):
        share = index / 14
        turn = math.radians(angle + bend * share)
        x = root[0] + length * share * math.cos(turn)
        y = root[1] - length * share * math.sin(turn)
        # The power moves the widest place towards the root.
        half = width * math.sin(math.pi * share**0.8) * (1 - 0.25 * share)
        normal = (math.sin(turn), math.cos(turn))
        spine.append((x, y))
        one.append((x + normal[0] * half, y + normal[1] * half))
        other.append((x - normal[0] * half, y - normal[1] * half))
    return [*one, *reversed(spine)], [*other, *reversed(spine)], spine


def turned(base: Point, height: float, profile: Sequence[tuple[float, float]]) -> list[Point]:
    """Return a turned vessel: `profile` lists (height, radius) from foot to rim as shares of the height."""
    right = smooth([(base[0] + radius * height, base[1] - rise * height) for rise, radius in profile])
    return [*right, *((2 * base[0] - x, y) for x, y in reversed(right))]


def wave(left: float, right: float, waves: Sequence[tuple[float, float, float]], level: float) -> list[Point]:
    """Return a line of summed sines; `waves` lists (amplitude in pixels, turns over the width, phase)."""
    count = 120
    return [
        (
            left + (right - left) * index / count,
            level + sum(high * math.sin(turns * math.tau * index / count + phase) for high, turns, phase in waves),
        )
        for index in range(count + 1)
    ]
