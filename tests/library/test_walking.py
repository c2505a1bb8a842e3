"""A search finds the same, in the same order, for words of most entries and for words of few."""

from datetime import timedelta

import pytest
from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.models import Generation
from playground.library.models import Entry
from playground.library.search.finding import search
from playground.library.search.order import Sort
from playground.library.search.walking import COMMON
from tests.cast import FLEX, Person

NUMBER = 4 * COMMON
RARE = (2, NUMBER // 2, NUMBER - 1)


def write(owner: Owner, prompt: str = "a red fox") -> None:
    now = timezone.now()
    rows = [
        Generation(
            owner=owner,
            spec_id=FLEX,
            params={"prompt": f"{prompt} with an owl" if number in RARE else prompt},
            resolved={"prompt": prompt, "seed": number, "steps": 20 + number % 2},
            width=64,
            height=64,
            engine="sketch",
            created=now - timedelta(minutes=number),
        )
        for number in range(NUMBER)
    ]
    Generation.objects.bulk_create(rows)


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
@pytest.mark.parametrize(
    ("text", "number"),
    [("fox", NUMBER), ("fox steps:21", NUMBER // 2), ("owl", len(RARE)), ("owl steps:20", 2), ("-owl fox", NUMBER - 3)],
)
def test_pages_have_what_all_entries_have(bob: Person, alice: Person, text: str, number: int, sort: Sort) -> None:
    write(bob.owner)
    write(alice.owner)
    found = search(bob.owner, text, sort)
    keys = list(found.entries.values_list("sort_key", flat=True))
    assert len(keys) == found.count() == number
    places, counted = found.beginning(2, 1000)
    assert ([place.sort_key for place in places], counted) == (keys[:2], number)
    assert [place.sort_key for place in found.following(places[1].cursor, number)] == keys[2:]
    last = found.following("", number)[-1]
    assert [place.sort_key for place in found.preceding(last.cursor, 2)] == keys[max(0, number - 3) : -1]
    assert found.beginning(2, 2)[1] == found.count(2) == 2


def test_what_is_deleted_is_not_found(bob: Person) -> None:
    write(bob.owner)
    Entry.objects.get(sort_key=search(bob.owner, "owl").following("", 1)[0].sort_key).generation.delete_softly()
    assert (search(bob.owner, "owl").count(), search(bob.owner, "fox").count()) == (2, NUMBER - 1)


def test_the_beginning_of_another_search_is_not_counted(bob: Person) -> None:
    write(bob.owner)
    for text, sort in (("", Sort.NEWEST), ("steps:21", Sort.NEWEST), ("fox", Sort.RATING)):
        places, counted = search(bob.owner, text, sort).beginning(3, 1000)
        assert (len(places), counted) == (3, None)
