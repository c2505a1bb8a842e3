"""Owners take turns in getting the places of a worker."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from playground.generations.round_robin import SHORT_LINE, Turns

ALICE, BOB, CHARLIE = (UUID(int=number) for number in (1, 2, 3))


class Waiting:
    """What waits: a number of rows for each owner, and how often they were looked up."""

    def __init__(self, **rows: int) -> None:
        names = {"alice": ALICE, "bob": BOB, "charlie": CHARLIE}
        self.left = Counter({names[name]: number for name, number in rows.items()})
        self.looks = 0

    def look(self) -> list[UUID]:
        self.looks += 1
        return [owner for owner, left in self.left.items() if left]

    def take_next(self, owner: UUID) -> UUID | None:
        if not self.left[owner]:
            return None
        self.left[owner] -= 1
        return owner

    def share_out(self, turns: Turns, free: int = 1, **running: int) -> list[UUID]:
        elsewhere = {{"alice": ALICE, "bob": BOB}[name]: number for name, number in running.items()}
        taken = turns.share_out(self.look, self.take_next, free, lambda: elsewhere)
        for owner in taken:
            turns.take(owner)
        return taken


def test_an_owner_may_have_a_limit_of_their_own() -> None:
    waiting, turns = Waiting(alice=9, bob=1), Turns(9, most_per_owner=4)
    assert Counter(waiting.share_out(turns, 9)) == {ALICE: 4, BOB: 1}
    assert turns.keeps_somebody_waiting


def one_after_the_other(waiting: Waiting, turns: Turns, number: int) -> list[UUID]:
    """Return who gets a single place, each time after it was given back."""
    order: list[UUID] = []
    for _ in range(number):
        taken = waiting.share_out(turns)
        for owner in taken:
            turns.give_back(owner)
        order += taken
    return order


def names(owners: Sequence[UUID]) -> str:
    return "".join({ALICE: "a", BOB: "b", CHARLIE: "c"}[owner] for owner in owners)


def test_a_single_place_goes_from_one_to_the_next() -> None:
    waiting = Waiting(alice=100, bob=2, charlie=1)
    assert names(one_after_the_other(waiting, Turns(1), 6)) == "abcaba"


def test_a_newcomer_waits_behind_one_row_of_a_hundred_at_most() -> None:
    waiting, turns = Waiting(alice=100), Turns(1)
    assert waiting.share_out(turns) == [ALICE]
    waiting.left[BOB] += 1
    turns.give_back(ALICE)
    assert waiting.share_out(turns) == [BOB]


def test_one_owner_never_has_all_places() -> None:
    waiting, turns = Waiting(alice=100), Turns(4)
    assert waiting.share_out(turns, 4) == [ALICE] * 3
    assert turns.keeps_somebody_waiting
    assert waiting.share_out(turns, 1) == []
    waiting.left[BOB] += 1
    assert waiting.share_out(turns, 1) == [BOB]
    turns.give_back(ALICE)
    assert waiting.share_out(turns, 1) == [ALICE]


def test_the_owner_with_the_fewest_places_comes_first() -> None:
    turns = Turns(8)
    waiting = Waiting(alice=100)
    assert waiting.share_out(turns, 3) == [ALICE] * 3
    waiting.left.update({BOB: 100, CHARLIE: 1})
    assert names(waiting.share_out(turns, 5)) == "bcbba"
    assert not turns.keeps_somebody_waiting


def test_what_is_at_work_elsewhere_counts_but_bars_nobody() -> None:
    turns = Turns(2)
    assert Waiting(alice=1, bob=1).share_out(turns, alice=3, bob=1) == [BOB]
    assert Waiting(alice=1).share_out(turns, alice=3) == [ALICE]


def test_a_stream_of_newcomers_does_not_hold_up_an_earlier_owner() -> None:
    waiting, turns = Waiting(alice=3), Turns(1)
    for number in range(100, 110):
        waiting.left[UUID(int=number)] += 1
        turns.give_back(waiting.share_out(turns)[0])
    assert waiting.left[ALICE] == 0


def test_an_owner_whose_rows_are_gone_is_passed_over() -> None:
    waiting, turns = Waiting(alice=1, bob=1), Turns(4)
    assert turns.share_out(lambda: [CHARLIE, ALICE, BOB], waiting.take_next, 1) == [ALICE]


def test_an_owner_who_no_longer_waits_loses_the_place_in_line() -> None:
    waiting, turns = Waiting(alice=1, bob=2), Turns(1)
    assert one_after_the_other(waiting, turns, 1) == [ALICE]
    waiting.left.update({BOB: -2, CHARLIE: 1})
    waiting.share_out(turns)
    waiting.left.update({BOB: 1, ALICE: 1})
    turns.give_back(CHARLIE)
    assert waiting.share_out(turns) == [ALICE]


def test_a_long_line_is_not_looked_up_at_every_turn() -> None:
    waiting = Waiting()
    waiting.left.update({UUID(int=number): 1 for number in range(100, 100 + 10 * SHORT_LINE)})
    order = one_after_the_other(waiting, Turns(4), 10 * SHORT_LINE + 5)
    assert len(set(order)) == len(order) == 10 * SHORT_LINE
    # The longer the line, the fewer looks; each place of the short end has one.
    assert waiting.looks < 3 * SHORT_LINE
