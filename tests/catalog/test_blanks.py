"""Prompt templates: which blanks a text has, and what filling them gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.blanks import Blank, fill_blanks, find_blanks

TEXT = "A [product] on [surface=wet stone], [light = soft morning light], the [product] in focus"


def test_blanks_are_listed_once_in_their_order() -> None:
    assert find_blanks(TEXT) == (Blank("product"), Blank("surface", "wet stone"), Blank("light", "soft morning light"))


def test_words_take_the_places_of_their_blanks() -> None:
    prompt, empty = fill_blanks(TEXT, {"product": " bottle ", "light": "neon"})
    assert prompt == "A bottle on wet stone, neon, the bottle in focus"
    assert empty == ()


def test_an_empty_blank_stays_and_is_named() -> None:
    assert fill_blanks("A [product] by [maker]", {"maker": "hand"}) == ("A [product] by hand", ("product",))


def test_words_with_brackets_are_not_filled_again() -> None:
    assert fill_blanks("[a] and [b]", {"a": "[b]", "b": r"\1"}) == (r"[b] and \1", ())


@pytest.mark.parametrize(
    "text",
    ['{"colors": ["#fff", "#000"]}', "[1]", "[]", "[ ]", "a [b", "[two\nlines]", '["one"]', f"[{'x' * 41}]", "[a, b]"],
)
def test_other_brackets_are_no_blanks(text: str) -> None:
    assert find_blanks(text) == ()
    assert fill_blanks(text, {}) == (text, ())


def test_a_bracket_after_a_backslash_is_only_a_bracket() -> None:
    assert find_blanks(r"\[draft] of a [cat]") == (Blank("cat"),)
    assert fill_blanks(r"\[draft] of a [cat]", {"cat": "dog"}) == ("[draft] of a dog", ())


@given(st.text(alphabet="[]=\\ab \n", max_size=60))
def test_filling_every_blank_leaves_none_empty(text: str) -> None:
    words = {blank.name: "w" for blank in find_blanks(text)}
    assert fill_blanks(text, words)[1] == ()
