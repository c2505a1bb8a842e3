"""The pages of found comparisons."""

from typing import Any
from uuid import UUID

import pytest

from playground.generations.models import Generation
from tests.cast import Person


def make(person: Person, **values: Any) -> Generation:
    """Return a finished generation without a file."""
    made = person.ask(**({"seed": 5} | values))
    Generation.objects.filter(id=made.id).update(status="done")
    return made


def test_strips_lead_to_their_comparison(bob: Person) -> None:
    made = [make(bob, guidance=guidance) for guidance in (5, 2, 3.5)]
    page = bob.see("found_comparisons")
    link = page.find("h2").find("a")
    assert link.text == "Prompt guidance 2, 3.5, 5"
    assert link["href"] == "/compare/?" + "&".join(f"picture={made[place].id}" for place in (1, 2, 0))


def test_seeds_and_prompts_are_counted(bob: Person) -> None:
    for seed in (1, 2, 3):
        make(bob, seed=seed)
    make(bob, seed=1, prompt="a wolf")
    assert [title.text for title in bob.see("found_comparisons").all("h2")] == ["2 prompts", "3 seeds"]


def test_prompts_of_a_strip_are_told_apart_by_the_words_that_differ(bob: Person) -> None:
    for prompt in (
        "a red fox at dawn, oil",
        "a red fox at dusk, oil",
        "a red fox at blue hour, oil",
        "a red fox at, oil",
    ):
        make(bob, seed=1, prompt=prompt)
    said = [picture.text for picture in bob.see("found_comparisons").all("span", dir="auto")]
    assert sorted(said) == sorted(["at dawn,", "at dusk,", "at blue hour,", "at,"])


def test_more_than_a_comparison_shows_are_spread(bob: Person) -> None:
    for guidance in range(2, 10):
        make(bob, guidance=guidance)
    make(bob, guidance=1.5)
    page = bob.see("found_comparisons")
    assert page.find("h2").text == "Prompt guidance 1.5, 2, 3, 4, 5, …, 9"
    assert page.find("h2").find("a")["href"].count("picture=") == 8
    assert "and 1 more" in page.text


def test_without_any_it_says_how_one_comes(bob: Person) -> None:
    assert "Nothing to compare yet" in bob.see("found_comparisons").text
    for hostile in ("x", "-1", "9" * 19, "9" * 30, "²"):
        assert bob.get("found_comparisons", before=hostile).status_code == 200


def test_a_picture_shows_what_it_is_compared_with(bob: Person) -> None:
    first, second = make(bob, guidance=2), make(bob, guidance=3)
    Generation.objects.filter(id=second.id).update(parent=first, relation="reroll")
    page = bob.see("found_comparisons", picture=str(second.id))
    assert page.by_id("strips").find("h2").text == "Prompt guidance 2, 3"
    assert f"/compare/?picture={first.id}&picture={second.id}" in [link["href"] for link in page.by_id("ways").all("a")]
    fragment = bob.get("found_comparisons", picture=str(second.id), htmx=True).text
    assert ("Prompt guidance 2, 3" in fragment, "<html" in fragment) == (True, False)
    assert bob.get("compare", picture=str(second.id))["Location"] == f"/compare/found/?picture={second.id}"
    assert bob.get("compare")["Location"] == "/compare/found/"


@pytest.mark.parametrize("picture", ["x", f"{UUID(int=1)}", "\x00"])
def test_a_picture_that_is_not_there_is_not_found(bob: Person, picture: str) -> None:
    assert bob.get("found_comparisons", picture=picture).status_code == 404


def test_other_peoples_pictures_are_not_found(alice: Person, bob: Person) -> None:
    others = make(alice, guidance=2)
    make(bob, guidance=3)
    assert bob.get("found_comparisons", picture=str(others.id)).status_code == 404
    assert "Nothing to compare yet" in bob.see("found_comparisons").text


def test_pages_lead_there(bob: Person) -> None:
    made = make(bob)
    assert "/compare/found/" in [link.get("href") for link in bob.see("history").all("a")]
    assert f"/compare/found/?picture={made.id}" in [
        link.get("href") for link in bob.see("generation", made.id).all("a")
    ]
