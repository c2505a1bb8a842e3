"""What differs between two texts, word by word, at a bounded cost."""

import random
import time

import pytest

from playground.library.word_difference import MOST_CHARACTERS, WordDifference, compare_words


def show(difference: WordDifference) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[part.kind].format(part.text) for part in difference.parts)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a red fox", "a red fox", "a red fox"),
        ("", "", ""),
        ("", "a fox", "[+a fox+]"),
        ("a fox", "", "[-a fox-]"),
        ("a red fox", "a blue fox", "a [-red -][+blue +]fox"),
        ("a fox in snow", "a fox in deep snow", "a fox in [+deep +]snow"),
        ("a fox at night", "a fox", "a fox [-at night-]"),
        ("a fox", "a hare", "a [-fox -][+hare+]"),
        ("snow, fog", "snow; fog", "snow[-, -][+; +]fog"),
        ("赤い 狐", "青い 狐", "[-赤い -][+青い +]狐"),
    ],
)
def test_it_marks_words_that_went_and_came(before: str, after: str, shown: str) -> None:
    assert show(compare_words(before, after)) == shown


def test_the_second_text_is_whole() -> None:
    generator = random.Random(7)
    for _ in range(50):
        first, second = (" ".join(generator.choices("ab,.\nc d", k=generator.randrange(60))) for _ in range(2))
        parts = compare_words(first, second).parts
        assert "".join(part.text for part in parts if part.kind != "removed").split() == second.split()
        assert "".join(part.text for part in parts if part.kind != "added").split() == first.split()


def test_a_long_text_is_compared_by_sentences() -> None:
    sentences = [f"Sentence {number} says something of its own about the picture." for number in range(100)]
    changed = [*sentences]
    changed[10], changed[90] = changed[10].replace("picture", "drawing"), changed[90].replace("says", "tells")
    found = compare_words(" ".join(sentences), " ".join(changed))
    assert [part.text.strip() for part in found.parts if part.kind == "added"] == ["drawing", "tells"]


def test_what_is_longer_than_the_limit_is_cut_and_says_so() -> None:
    assert not compare_words("a", "b").is_cut
    assert compare_words("a " * MOST_CHARACTERS, "b").is_cut


@pytest.mark.parametrize("unit", ["x y ", "! ", "a, ", " ", "\n", "word"])
def test_hostile_texts_cost_little(unit: str) -> None:
    start = time.process_time()
    compare_words(unit * (2_000_000 // len(unit)), f"y{unit}" * (1_900_000 // len(unit)))
    # A comparison without limits would take hours.
    assert time.process_time() - start < 5
