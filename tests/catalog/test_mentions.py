"""Mentions of pictures in a prompt: what is one, and which number it has after the pictures were moved."""

import pytest

from playground.catalog.mentions import find_mentions, find_moves, named_numbers, renumber
from tests.cpu import cpu_limit

TURNED = {1: 2, 2: 3, 3: 1}


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("the dog in image 1 on the sofa of Image 2", ["image 1", "Image 2"]),
        ("@image1 wears the hat of @image2.", ["@image1", "@image2"]),
        ("reference image 2, input_image_3, image #4", ["reference image 2", "input_image_3", "image #4"]),
        ("images 1, 2 and 4 on a table", ["images 1", "2", "4"]),
        ("images 1-3, then images 5 to 6", ["images 1-3", "images 5 to 6"]),
        ("image 2's coat, (image 3), “image 1”", ["image 2", "image 3", "image 1"]),
        ("the First image and the 2nd photo", ["First image", "2nd photo"]),
        ("picture 2 and reference 3", ["picture 2", "reference 3"]),
        ("image 1, 2 dogs and 3 cats", ["image 1"]),
        ("image 3D, image 16:9, image 1.5, preimage 2, images2x, image 123, image 0", []),
        ("ref_image_1 and my_image 2x", []),
        ("imagine 2 moons, an image", []),
    ],
)  # fmt: skip
def test_the_words_that_name_pictures(prompt: str, words: list[str]) -> None:
    assert [prompt[found.start : found.end] for found in find_mentions(prompt)] == words


@pytest.mark.parametrize(
    ("prompt", "after"),
    [
        ("the dog of image 1 on image 2 like image 3", "the dog of image 2 on image 3 like image 1"),
        ("@image1 and @image12", "@image2 and @image12"),
        ("the first image, the Second photo, the 3rd picture", "the second image, the Third photo, the 1st picture"),
        ("images 1, 2 and 3", "images 2, 3 and 1"),
        ("images 1-3", "images 1-3"),
        ("images 3-4 on the left", "images 1 and 4 on the left"),
        ("image 4 stays, and 1 too", "image 4 stays, and 1 too"),
        ("", ""),
    ],
)
def test_numbers_follow_their_pictures(prompt: str, after: str) -> None:
    assert renumber(prompt, TURNED) == after


def test_ordinals_beyond_ten_and_their_endings() -> None:
    assert renumber("the tenth image", {10: 11}) == "the 11th image"
    assert [renumber("the 1st image", {1: number}) for number in (2, 3, 11, 12, 21, 22)] == [
        f"the {word} image" for word in ("2nd", "3rd", "11th", "12th", "21st", "22nd")
    ]


def test_a_range_names_all_in_it() -> None:
    assert named_numbers("images 2-4 and image 7") == {2, 3, 4, 7}
    assert named_numbers("picture 2 and image 1", strict=True) == {1}


def test_moves_of_pictures() -> None:
    assert find_moves("abc", "abc") == {}
    assert find_moves("abc", "bca") == {1: 3, 2: 1, 3: 2}
    assert find_moves("abc", "abcd") == {}
    # Nothing else gets the number of a picture that was removed.
    assert find_moves("abc", "ac") == {2: 3, 3: 2}


def test_there_and_back_is_the_same() -> None:
    prompt = "image 1 beside image 2, the third image, images 1, 2 and 3"
    there = renumber(prompt, find_moves("abc", "cab"))
    assert there != prompt
    assert renumber(there, find_moves("cab", "abc")) == prompt


@pytest.mark.parametrize("text", ["image 1, ", "images 1, 2, 3 ", "images 1-", "image" * 3, "@", "first "])
def test_long_texts_take_little_time(text: str) -> None:
    with cpu_limit(1, "renumber"):
        renumber(text * 20_000, TURNED)
