"""How many queries pages take must not depend on how much there is to show."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.generations.models import Generation, Picture
from tests.cast import EDIT, FLEX, Person


def count(ask: Callable[[], Any], status: int = 200) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ask().status_code == status
    return len(queries)


def grow(person: Person, number: int) -> None:
    """Give the person finished edits, with pictures and inputs."""
    asset = person.upload()
    for _ in range(number):
        row = person.ask(EDIT, imageUrl=asset.key)
        Generation.objects.filter(id=row.id).update(status="done")
        Picture.objects.create(
            generation=row, seed=1, key=f"images/{row.id}.png", format="png", width=8, height=8, byte_size=1, sha256="0"
        )


@pytest.fixture(params=["signed in", "guest"])
def person(request: pytest.FixtureRequest, alice: Person, bob: Person) -> Person:
    return alice if request.param == "signed in" else bob


@pytest.mark.parametrize(
    ("name", "arguments", "first", "later"),
    [("studio", FLEX.split("/"), 7, 4), ("studio", EDIT.split("/"), 7, 4), ("history", [], 6, 3)],
)
def test_a_page_needs_as_many_queries_for_twice_the_rows(
    person: Person, name: str, arguments: list[str], first: int, later: int
) -> None:
    for _ in range(3):
        grow(person, 10)
        assert count(lambda: person.get(name, *arguments)) <= first
        # A second look shows what is rendered already.
        assert count(lambda: person.get(name, *arguments)) <= later


def test_a_generation_page_needs_as_many_queries_for_twice_the_rows(person: Person) -> None:
    counts = []
    for _ in range(2):
        grow(person, 5)
        middle = Generation.objects.order_by("created")[2].get_absolute_url()
        counts.append(count(partial(person.client.get, middle)))
    # Its tags and its collections take one each.
    assert counts[0] == counts[1] <= 12


def test_generating_needs_as_many_queries_for_four_variants(person: Person) -> None:
    one = count(lambda: person.generate(variants="1"))
    four = count(lambda: person.generate(variants="4"))
    assert four <= one + 1


def test_a_page_that_comes_back_asks_for_little(person: Person) -> None:
    person.post("save_draft", *FLEX.split("/"), prompt="a")
    state = {"draft_version": 1, "draft_writer": "w"}
    assert count(lambda: person.get("save_draft", *FLEX.split("/"), **state), 204) <= 4
