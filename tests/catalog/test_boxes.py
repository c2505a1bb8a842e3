"""Boxes as lines of text: what is read, what is refused with a sentence, and how they are written again."""

import pytest

from playground.catalog.boxes import Area, Box, BoxError, read_boxes, tidy_boxes, write_boxes
from playground.catalog.coercion import coerce_form
from playground.catalog.loading import get_spec
from playground.catalog.validation import validate

FLUX_3 = get_spec("bfl/flux-3-image/generate")
FIRST, SECOND = Area(100, 200, 500, 600), Area(0, 0, 1000, 1000)
LINES = """lamp_1 100 200 500 600 a brass lamp, "old" [1920]
sky 0 0 1000 1000
cup-1 keep 1 100 200 500 600 the cup
cup-2 move 2 100 200 500 600 to 0 0 1000 1000 to the left
cup-3 remove 10 100 200 500 600"""


def issues(text: str, pictures: int = 0) -> list[str]:
    params = {"prompt": "a", "boxes": text} | ({"images": ["k"] * pictures} if pictures else {})
    return [issue.message for issue in validate(FLUX_3, params)]


def test_reads_every_kind_of_line_and_writes_it_again() -> None:
    boxes = read_boxes(LINES)
    assert boxes == [
        Box("lamp_1", 'a brass lamp, "old" [1920]', FIRST),
        Box("sky", "", SECOND),
        Box("cup-1", "the cup", FIRST, FIRST, 1),
        Box("cup-2", "to the left", SECOND, FIRST, 2),
        Box("cup-3", "", None, FIRST, 10),
    ]
    assert [box.action for box in boxes] == ["new", "new", "keep", "move", "remove"]
    assert write_boxes(boxes) == LINES


def test_spaces_and_empty_lines_do_not_count() -> None:
    assert tidy_boxes("\n  a1  1 2\t3 4   two   words \n\n") == "a1 1 2 3 4 two words"
    assert tidy_boxes("a1 move 1 1 2 3 4 to 1 2 3 4") == "a1 keep 1 1 2 3 4"
    assert tidy_boxes("a1 1 2 3 4 a1") == "a1 1 2 3 4"
    assert coerce_form(FLUX_3, {"prompt": ["a"], "boxes": [" \r\n a1 1 2 3 4 x\r\n"]})[0] == {
        "prompt": "a",
        "boxes": "a1 1 2 3 4 x",
    }


def test_boxes_may_overlap_and_touch_the_edges() -> None:
    assert issues("a1 0 0 1000 1000\nb1 0 0 1000 1000\nc1 999 999 1000 1000") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1a 1 2 3 4", 'line 1: "1a" is not an id; use letters, digits, - and _, such as lamp_1'),
        ("<a> 1 2 3 4", 'line 1: "<a>" is not an id; use letters, digits, - and _, such as lamp_1'),
        ("a1", "line 1: top is missing; write top, left, bottom and right"),
        ("a1 1 2 3", "line 1: right is missing; write top, left, bottom and right"),
        ("a1 1 2 3 4\na1 5 6 7 8", "line 2: the id a1 is already in line 1; choose another"),
        ("a1 NaN 2 3 4", 'line 1: top is "NaN"; it must be a whole number from 0 to 1000'),
        ("a1 1 Infinity 3 4", 'line 1: left is "Infinity"; it must be a whole number from 0 to 1000'),
        ("a1 1 2 3 1001", 'line 1: right is "1001"; it must be a whole number from 0 to 1000'),
        ("a1 -1 2 3 4", 'line 1: top is "-1"; it must be a whole number from 0 to 1000'),
        ("a1 1.5 2 3 4", 'line 1: top is "1.5"; it must be a whole number from 0 to 1000'),
        ("a1 ١ 2 3 4", 'line 1: top is "١"; it must be a whole number from 0 to 1000'),
        ("a1 5 2 5 4", "line 1: bottom is 5; it must be greater than top, which is 5"),
        ("a1 1 9 3 4", "line 1: right is 4; it must be greater than left, which is 9"),
        ("a1 keep 1 2 3 4", "line 1: right is missing; write top, left, bottom and right"),
        ("a1 keep x 1 2 3 4", "line 1: after keep comes the number of a reference picture, such as 1"),
        ("a1 remove 0 1 2 3 4", "line 1: after remove comes the number of a reference picture, such as 1"),
        ("a1 move 1 1 2 3 4 5 6 7 8", "line 1: after the four numbers of move come the word to and four more"),
        ("a1 move 1 1 2 3 4 to 5 6 7", "line 1: right is missing; write top, left, bottom and right"),
        ("a1 1 2 3 4 " + "x" * 301, "line 1: the description has 301 characters; the maximum is 300"),
        ("a1 1 2 3 4\n" * 10_000, "has 10,000 lines; the maximum is 60"),
        ("x" * 50 + " 1 2 3 4", f'line 1: "{"x" * 29}…" is not an id; use letters, digits, - and _, such as lamp_1'),
    ],
)
def test_a_line_that_is_no_box_is_named(text: str, sentence: str) -> None:
    with pytest.raises(BoxError) as refusal:
        read_boxes(text)
    assert str(refusal.value) == sentence
    assert tidy_boxes(text) == text


def test_the_form_says_what_is_wrong() -> None:
    assert issues("a1 1 2 3") == ["boxes line 1: right is missing; write top, left, bottom and right."]
    assert issues("a1 1 2 3 4 \0") == ["boxes contains a NUL character at position 12; remove it."]
    assert issues("a1 1 2 3 4\n" * 10_000)[0].startswith("boxes has ")


def test_an_element_of_a_picture_needs_the_picture() -> None:
    text = "a1 keep 1 1 2 3 4\nb1 remove 3 1 2 3 4"
    assert issues(text) == ["boxes: a1 is in picture 1, but there is none in images."]
    assert issues(text, 2) == ["boxes: b1 is in picture 3, but there are 2 in images."]
    assert issues(text, 3) == []
