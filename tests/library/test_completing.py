"""What the search box offers where somebody types."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from playground.accounts.models import Owner
from playground.library.models import Collection, Tag
from playground.library.search.choices import list_choices
from playground.library.search.completing import complete
from playground.library.search.filters import FILTERS
from playground.library.search.finding import search
from playground.library.search.language import write_term
from playground.library.search.reading import READINGS
from playground.library.tags import ensure_tags
from tests.cast import Person


@pytest.fixture
def owner(bob: Person) -> Owner:
    ensure_tags(bob.owner, ["Poster", "street poster", "a, b"])
    Collection.objects.create(owner=bob.owner, name="Summer campaign")
    return bob.owner


def accept(owner: Owner | None, typed: str, title: str = "") -> str:
    """Return the text after the completion of this title, or the first one; `|` is the cursor."""
    cursor = typed.index("|")
    text = typed.replace("|", "")
    found = complete(owner, text, cursor)
    chosen = next(item for item in found.items if not title or item.title == title)
    return text[: found.start] + chosen.text + text[found.end :]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("mod|", "model:"),
        ("fox -stat|", "fox -status:"),
        ("model:fle|", "model:flex"),
        ("model:flex,pr|", "model:flex,pro"),
        ("model:fl|,pro", "model:flex,pro"),
        ("api:b|", "api:bfl"),
        ("is:st| fox", "is:starred fox"),
        ("tag:pos|", "tag:Poster"),
        ("tag:str|", 'tag:"street poster"'),
        ('tag:"street po|', 'tag:"street poster"'),
        ("tag:a|", 'tag:"a, b"'),
        ("in:camp|", 'in:"Summer campaign"'),
        ("after:yes|", "after:yesterday"),
        ("ratio:16|", "ratio:16:9"),
    ],
)
def test_completions(owner: Owner, typed: str, completed: str) -> None:
    first = accept(owner, typed)
    titles = [item.title for item in complete(owner, typed.replace("|", ""), typed.index("|")).items]
    assert completed in (first, *(accept(owner, typed, title) for title in titles))


def test_words_offer_values(owner: Owner) -> None:
    assert accept(owner, "star|", "is:starred") == "is:starred "
    assert accept(owner, "fox summ|", 'in:"Summer campaign"') == 'fox in:"Summer campaign" '
    assert accept(owner, "fox -post|", "tag:Poster") == "fox -tag:Poster "


def test_a_space_offers_the_filters(owner: Owner) -> None:
    assert complete(owner, "fox ", 4).items[0].text == "model:"
    assert complete(None, "", 0).items[0].text == "model:"


def test_names_behind_the_first_hundreds_are_offered(owner: Owner) -> None:
    Tag.objects.bulk_create(Tag(owner=owner, name=name, key=name) for name in (f"a{n:04}" for n in range(250)))
    ensure_tags(owner, ["zebra", "big zebra"])
    assert [item.title for item in complete(owner, "tag:ze", 6).items] == ["zebra", '"big zebra"']


def test_strangers_see_no_names(owner: Owner, alice: Person) -> None:
    for key in ("tag", "in"):
        assert complete(owner, f"{key}:", len(key) + 1).items
        assert complete(alice.owner, f"{key}:", len(key) + 1).items == ()
        assert complete(None, f"{key}:", len(key) + 1).items == ()


@pytest.mark.parametrize("key", FILTERS)
def test_every_choice_and_example_is_understood(owner: Owner, bob: Person, key: str) -> None:
    bob.ask()
    assert READINGS.keys() == FILTERS.keys()
    for choice in list_choices(owner, key):
        offered = write_term(key, choice.value)
        assert search(owner, offered).problems == (), offered
    example = FILTERS[key].example
    known: Any = search(owner, example).problems
    # Two examples name a picture that nobody has.
    assert bool(known) == (key in ("like", "near")), known


@pytest.mark.thorough
class NothingFails(TestCase):
    """Whatever is typed is answered, and the problems are in the text."""

    pieces = st.sampled_from([f"{key}:" for key in FILTERS] + ["-", '"', ",", " ", "fox", "..", ">=", "16", ".", "x"])

    @settings(deadline=None, max_examples=60)
    @given(st.lists(pieces | st.text(max_size=4), max_size=30).map("".join), st.integers(0, 200))
    def test_any_text(self, text: str, cursor: int) -> None:
        owner = Owner.objects.create()
        found = search(owner, text)
        assert found.following("", 5) == []
        assert list(found.entries) == []
        assert found.count() == 0
        for problem in found.problems:
            assert 0 <= problem.start <= problem.end <= len(text)
            assert problem.message[-1] in ".?"
        offered = complete(owner, text, cursor)
        assert 0 <= offered.start <= offered.end <= len(text)
