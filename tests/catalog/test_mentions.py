"""Mentions of pictures in a prompt: what is one, and which number it has after the pictures were moved."""

import json
import subprocess
from pathlib import Path

import pytest

from playground.catalog.mentions import find_mentions, find_moves, named_numbers, renumber
from tests.cpu import cpu_limit
from tests.programs import need_program

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "mentions.js"
TURNED = {1: 2, 2: 3, 3: 1}
PROMPTS = [
    "the dog in image 1 on the sofa of Image 2, @image3's hat, image #2 and image no. 3",
    "images 1, 2 and 4; images 1-3; Images 2 to 3, 5 & 9; photos 3–4 + 7; images 1-2-3, images 4-2",
    "the First image, the ninth photo, the 3rd picture, the 21st reference, the NINTH image",
    "image 3D, image 16:9, image 1.5, preimage 2, images2x, input_image_3, reference-image 2, image 2%",
    "images 9, 9 and 9 and image 9",
]


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


def test_the_page_finds_and_renumbers_mentions_as_the_server_does() -> None:
    moves = {1: 2, 2: 3, 3: 1, 9: 11}
    prompts = [
        *(Path(__file__).parent / "prompts" / "ordinary.txt").read_text("utf-8").splitlines(),
        *(Path(__file__).parent / "prompts" / "hinted.txt").read_text("utf-8").splitlines(),
        *PROMPTS,
    ]
    program = f"""
import {{ findMentions, renumber }} from {json.dumps(SCRIPT.as_uri())};
const moves = new Map({json.dumps(list(moves.items()))});
const read = ({{ start, end, figure, figureEnd, number, last }}) => [start, end, figure, figureEnd, number, last];
const prompts = {json.dumps(prompts)};
console.log(JSON.stringify(prompts.map((prompt) => [findMentions(prompt).map(read), renumber(prompt, moves)])));
"""
    command = [need_program("node"), "--input-type=module", "--eval", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = [[[list(map(int, place)) for place in found], changed] for found, changed in json.loads(done.stdout)]
    assert said == [
        [
            [[one.start, one.end, one.figure, one.figure_end, one.number, one.last] for one in find_mentions(prompt)],
            renumber(prompt, moves),
        ]
        for prompt in prompts
    ]
