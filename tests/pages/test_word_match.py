"""Words find names by their beginnings, in any order, and by some of their letters."""

import pytest

from playground.pages.word_match import best_matches, rate, split_words

NAMES = [
    "FLUX.2 [flex] 1min.ai generate",
    "FLUX.2 [klein] 4B fal.ai edit",
    "FLUX.2 [pro] Replicate generate",
    "History",
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("klein", NAMES[1]),
        ("KLE fal", NAMES[1]),
        ("fal klein", NAMES[1]),
        ("rplcte", NAMES[2]),
        ("hist", NAMES[3]),
        ("istor", NAMES[3]),
        ("hsty", NAMES[3]),
        ("gen pro", NAMES[2]),
    ],
)
def test_finds_by_words(typed: str, first: str) -> None:
    assert best_matches(typed, NAMES, str, 3)[0] == first


@pytest.mark.parametrize("typed", ["klein history", "zz", "x\x00y", "hi there"])
def test_all_words_have_to_fit(typed: str) -> None:
    assert best_matches(typed, NAMES, str, 3) == []


def test_a_beginning_is_better_than_a_middle_and_that_than_letters() -> None:
    beginning, middle, letters = (rate(["tra"], split_words(name)) for name in ("Trash", "Extra", "Tidy rare apples"))
    assert beginning > middle > letters == 0
    assert rate(["trs"], split_words("Trash")) > 0


def test_accents_and_capitals_do_not_count() -> None:
    assert split_words("Élan VITAL – Straße") == ["elan", "vital", "strasse"]
    assert best_matches("elan", ["Élan"], str, 1) == ["Élan"]


def test_without_words_the_first_ones_are_returned() -> None:
    assert best_matches(" -- ", NAMES, str, 2) == NAMES[:2]
    assert len(split_words("word " * 10_000)) == 8
