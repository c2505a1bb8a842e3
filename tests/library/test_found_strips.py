"""Strips are found in a library of any length, complete, each once, and only among one's own pictures."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.models import Generation, Status
from playground.library.found_strips import find_all, find_of
from tests.cast import FLEX, Person


def make(owner: Owner, number: int = 0, **values: Any) -> Generation:
    """Return a finished generation, as many minutes old as `number` says."""
    params = {"prompt": "a red fox", "seed": 5, "guidance": 3.5} | values
    return Generation.objects.create(
        owner=owner,
        spec_id=FLEX,
        params=params,
        resolved=params,
        width=8,
        height=8,
        engine="blank",
        status=Status.DONE,
        created=timezone.now() - timedelta(minutes=number),
    )


def all_strips(owner: Owner, **limits: int) -> list[tuple[str, list[Any]]]:
    """Return the strips of all pages."""
    found, page = [], find_all(owner, **limits)
    while True:
        found += [(strip.key, strip.values) for strip in page.strips]
        if not page.older:
            return found
        page = find_all(owner, page.older, **limits)


def test_strips_are_found_with_the_newest_first(bob: Person) -> None:
    for number, guidance in enumerate((2, 5, 3.5)):
        make(bob.owner, number + 10, guidance=guidance)
    for number, seed in enumerate((7, 8)):
        make(bob.owner, number, seed=seed, prompt="a wolf " * 50)
    assert all_strips(bob.owner) == [("seed", [7, 8]), ("guidance", [2, 3.5, 5])]


def test_what_is_far_apart_is_found_once(bob: Person) -> None:
    make(bob.owner, 90, guidance=2)
    make(bob.owner, 80, seed=1)
    for number in range(8):
        make(bob.owner, number + 10, seed=number + 100, prompt=f"another {number}")
    newest = make(bob.owner, guidance=5, seed=5)
    assert all_strips(bob.owner, window=3) == [("guidance", [2, 5])]
    assert [strip.key for strip in find_of(newest)] == ["guidance"]


def test_a_page_with_many_strips_is_followed_by_the_rest(bob: Person) -> None:
    for number in range(7):
        for seed in (1, 2):
            make(bob.owner, number * 2 + seed, seed=seed, prompt=f"prompt {number}", guidance=number)
    assert all_strips(bob.owner, most_strips=3) == [("seed", [1, 2])] * 7
    assert len(find_all(bob.owner, most_strips=3).strips) == 3


def test_only_ones_own_finished_pictures_count(alice: Person, bob: Person) -> None:
    mine = make(bob.owner, guidance=2)
    make(alice.owner, guidance=3)
    deleted, failed = make(bob.owner, guidance=4), make(bob.owner, guidance=5)
    deleted.delete_softly()
    Generation.objects.filter(id=failed.id).update(status=Status.FAILED)
    assert (all_strips(bob.owner), find_of(mine), find_of(failed)) == ([], [], [])
    deleted.restore()
    assert all_strips(bob.owner) == [("guidance", [2, 4])]
    assert find_all(None).strips == []


def test_prompts_that_only_begin_and_end_alike_are_not_taken_for_one(bob: Person) -> None:
    for seed, middle in ((1, "red"), (2, "tan")):
        make(bob.owner, seed, seed=seed, prompt=f"{'a fox ' * 9}{middle}{' in snow' * 9}")
    assert all_strips(bob.owner) == []


def test_prompts_of_any_script_are_found(bob: Person) -> None:
    for prompt in ("", "狐狸" * 40, "🦊" * 30, "a", "fox " * 30_000):
        for seed in (1, 2):
            make(bob.owner, 0, seed=seed, prompt=prompt, guidance=len(prompt))
    assert sorted(strip for strip in all_strips(bob.owner) if strip[0] == "seed") == [("seed", [1, 2])] * 5


def test_a_prompt_with_many_pictures_leaves_room_for_the_others(bob: Person) -> None:
    make(bob.owner, 500, prompt="the otter", seed=900)
    make(bob.owner, prompt="the otter", seed=901)
    make(bob.owner, 1)
    rows = [make(bob.owner, number + 2, seed=number + 1000) for number in range(4)]
    more = [Generation(**values) for values in Generation.objects.filter(id=rows[0].id).values() for _ in range(155)]
    for number, row in enumerate(more):
        new = Generation()
        row.id, row.wire_id, row.batch = new.id, new.wire_id, new.batch
        row.created, row.resolved = timezone.now() - timedelta(minutes=number + 10), row.resolved | {"seed": number}
        row.params = row.resolved
    Generation.objects.bulk_create(more)
    assert ("seed", [900, 901]) in all_strips(bob.owner, window=3)
