"""Chooses a sample of cells that is well spread over both axes. Pure, and always the same for the same cells."""

from collections.abc import Iterable, Sequence

type Place = tuple[int, int]

MOST_IN_A_SAMPLE = 100


def spread(open_places: Sequence[Place], taken: Iterable[Place], size: Place, number: int) -> list[Place]:
    """Return `number` of the open places of a grid with `size` rows and columns, in their order.

    Each next place is in the rows and columns that have the fewest so far, and there as far as possible from those
    that are taken or chosen.
    """
    rows, columns = size
    in_row, in_column = [0] * rows, [0] * columns
    nearest = dict.fromkeys(open_places, float("inf"))
    chosen: list[Place] = []

    def take(place: Place) -> None:
        in_row[place[0]] += 1
        in_column[place[1]] += 1
        for other in nearest:
            nearest[other] = min(nearest[other], _distance(place, other, size))

    for place in taken:
        take(place)
    middle = ((rows - 1) / 2, (columns - 1) / 2)
    while nearest and len(chosen) < number:
        best = min(
            nearest,
            key=lambda place: (
                in_row[place[0]] * rows + in_column[place[1]] * columns,
                -nearest[place],
                abs(place[0] - middle[0]) * columns + abs(place[1] - middle[1]) * rows,
                place,
            ),
        )
        del nearest[best]
        take(best)
        chosen.append(best)
    return sorted(chosen)


def _distance(one: Place, other: Place, size: Place) -> float:
    # Both axes count the same, however many values they have.
    return float(sum(((a - b) / max(1, length - 1)) ** 2 for a, b, length in zip(one, other, size, strict=True)))
