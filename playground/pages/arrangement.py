"""Arranges several pictures in rows, so that they are shown as large as possible."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

# The style sheet compares this many numbers of rows.
MOST_ROWS = 4
# Floating-point sums of the same widths may differ in their last digits.
ROUNDING = 1e-6
# Pictures that are wider than this stand below each other on small screens.
WIDE = 1.2


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the style sheet needs to size the pictures: their number, and the widest row for each number of rows.

    `widths[0]` is the width of all pictures in one row, in units of their height; `widths[1]` is the width of the
    widest of two rows, and so on. `is_wide` says whether any picture is clearly wider than high.
    """

    count: int
    widths: tuple[float, ...]
    is_wide: bool


def arrange(ratios: Sequence[float]) -> Arrangement:
    """Return the arrangement of pictures with these ratios of width to height, which keep their order.

    The server does not know the size of the stage, so the style sheet chooses the number of rows. `arrange.js` does the
    same in the browser.
    """
    rows = range(1, min(len(ratios), MOST_ROWS) + 1)
    widths = tuple(round(_narrowest(ratios, number), 4) for number in rows)
    return Arrangement(len(ratios), widths, max(ratios, default=1) > WIDE)


def _narrowest(ratios: Sequence[float], rows: int) -> float:
    """Return the width that the widest row has at least, if there are at most `rows` rows."""
    starts = range(len(ratios))
    # The widest row consists of some consecutive pictures, so its width is one of these sums.
    sums = sorted(sum(ratios[start : end + 1]) for start in starts for end in range(start, len(ratios)))
    # The wider, the fewer rows: a hundred pictures have thousands of sums.
    return sums[bisect_left(sums, True, key=lambda width: _count_rows(ratios, width) <= rows)]


def _count_rows(ratios: Sequence[float], width: float) -> int:
    """Return how many rows of this width the pictures fill, as a flex container wraps them."""
    rows, taken = 1, 0.0
    for ratio in ratios:
        if ratio > width + ROUNDING:
            return len(ratios) + 1
        if taken + ratio > width + ROUNDING:
            rows, taken = rows + 1, 0.0
        taken += ratio
    return rows
