"""Several pictures stand in the rows that make them largest."""

from itertools import pairwise

import pytest

from playground.pages.arrangement import arrange


def test_equal_pictures_share_the_rows() -> None:
    assert arrange([0.5625] * 4).widths == (2.25, 1.125, 1.125, 0.5625)
    assert arrange([1.0] * 3).widths == (3, 2, 1)
    assert arrange([1.5]).widths == (1.5,)


def test_pictures_keep_their_order() -> None:
    # Two rows of 1 + 0.5 and 2 are possible, but 2 + 0.5 and 1 would change the order.
    assert arrange([1, 0.5, 2]).widths == (3.5, 2, 2)


@pytest.mark.parametrize("count", range(1, 13))
def test_more_rows_are_never_wider(count: int) -> None:
    arrangement = arrange([0.3 + 0.17 * (place % 5) for place in range(count)])
    assert arrangement.count == count
    assert len(arrangement.widths) == min(count, 4)
    assert all(more <= fewer for fewer, more in pairwise(arrangement.widths))


def test_one_wide_picture_makes_the_arrangement_wide() -> None:
    assert arrange([0.5, 1.5]).is_wide
    assert not arrange([0.5, 1.0]).is_wide
