"""The sample of cells that is spread over both axes."""

from collections import Counter
from itertools import product

import pytest

from playground.sweeps.spread import spread


def places(rows: int, columns: int) -> list[tuple[int, int]]:
    return list(product(range(rows), range(columns)))


@pytest.mark.parametrize(
    ("rows", "columns", "number"), [(10, 10, 10), (10, 3, 10), (4, 9, 12), (1, 8, 3), (40, 40, 40)]
)
def test_reaches_all_rows_and_columns_evenly(rows: int, columns: int, number: int) -> None:
    chosen = spread(places(rows, columns), (), (rows, columns), number)

    assert len(set(chosen)) == number
    for side, length in ((0, rows), (1, columns)):
        uses = Counter(place[side] for place in chosen)
        counts = [uses[one] for one in range(length)]
        assert max(counts) - min(counts) <= 1 + (number % length > 0)


def test_is_always_the_same_and_in_order() -> None:
    chosen = spread(places(10, 10), (), (10, 10), 10)

    assert chosen == spread(list(reversed(places(10, 10))), (), (10, 10), 10) == sorted(chosen)


def test_does_not_choose_neighbours_only() -> None:
    chosen = spread(places(10, 10), (), (10, 10), 4)

    distances = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a in chosen for b in chosen if a < b]
    assert min(distances) >= 5


def test_goes_where_nothing_was_taken() -> None:
    taken = [(row, column) for row, column in places(4, 4) if row < 3]

    assert spread([(3, 0), (3, 3), (0, 0)], taken, (4, 4), 1)[0][0] == 3


def test_takes_all_that_are_open_where_more_are_asked_for() -> None:
    assert spread([(0, 0), (1, 1)], (), (2, 2), 9) == [(0, 0), (1, 1)]
    assert spread([], (), (2, 2), 9) == []
