"""Names of tags and collections are cleaned once, and compared without regard to case."""

import pytest

from playground.library.errors import LibraryRefused
from playground.library.models import Tag
from playground.library.names import clean_name, fold_name
from tests.cast import Person


@pytest.mark.parametrize(
    ("typed", "name"),
    [("  poster ", "poster"), ("Summer\n  campaign", "Summer campaign"), ("cafe\u0301", "café"), ("日本", "日本")],
)
def test_a_name_is_trimmed_and_composed(typed: str, name: str) -> None:
    assert clean_name(typed, 50, "tag") == name


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" \n", "The tag has no name. Enter one."),
        ("x" * 51, "The name of the tag has 51 characters; the maximum is 50. Shorten it."),
        ('a "quoted" one', "The name of the tag contains a quotation mark. Remove it."),
        ("null\x00", "The name of the tag contains a control character. Remove it."),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(LibraryRefused) as refused:
        clean_name(typed, 50, "tag")
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(("one", "other"), [("Äpfel", "äPFEL"), ("Straße", "STRASSE"), ("cafe\u0301", "Café")])
def test_names_that_differ_in_case_are_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_the_longest_name_has_a_key_that_fits(alice: Person) -> None:
    # The letter that becomes longest when it is folded.
    tag = Tag.objects.create(owner=alice.owner, name="\u0390" * 50)
    tag.refresh_from_db()
    assert tag.key == fold_name("\u0390" * 50)
