"""Boxes that say where the elements of a picture are, as text: one box per line.

    lamp_1 100 200 500 600 a brass lamp
    cup_1 keep 1 700 100 900 300 the cup
    cup_2 move 1 700 400 900 600 to 100 400 300 600 the blue cup
    cup_3 remove 1 700 700 900 900 the broken cup

A line has an id, then, for an element of a reference picture, what happens to it and the number of the picture, counted
from 1. The numbers are top, left, bottom and right, from 0 to 1000 whatever the size of the picture. The rest of the
line describes the element.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

type Action = Literal["new", "keep", "move", "remove"]

SIDES = ("top", "left", "bottom", "right")
LARGEST_SIDE = 1000
MOST_BOXES = 60
LONGEST_DESCRIPTION = 300
MOST_REFERENCES = 99
ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
NUMBER = re.compile(r"[0-9]{1,4}")
ACTIONS: dict[str, Action] = {"keep": "keep", "move": "move", "remove": "remove"}


class BoxError(ValueError):
    """A line is not a box. The sentence begins with the number of the line and has no full stop."""


@dataclass(frozen=True, slots=True)
class Area:
    """The sides of a box in thousandths of the picture."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{self.top} {self.left} {self.bottom} {self.right}"

    def as_list(self) -> list[int]:
        return [self.top, self.left, self.bottom, self.right]


@dataclass(frozen=True, slots=True)
class Box:
    """One element: where it is in the picture that is made, or None if it is removed, and where it comes from.

    `source` is its place in the reference picture number `picture`, counted from 1; a new element has neither.
    """

    id: str
    description: str
    target: Area | None
    source: Area | None = None
    picture: int = 0

    @property
    def action(self) -> Action:
        if self.source is None:
            return "new"
        if self.target is None:
            return "remove"
        return "keep" if self.target == self.source else "move"

    def __str__(self) -> str:
        middle = {
            "new": f"{self.target}",
            "keep": f"keep {self.picture} {self.source}",
            "move": f"move {self.picture} {self.source} to {self.target}",
            "remove": f"remove {self.picture} {self.source}",
        }[self.action]
        return f"{self.id} {middle} {self.description}".rstrip()


def read_boxes(text: str) -> list[Box]:
    """Return the boxes of the text, without empty lines. Raise `BoxError` for the first line that is not a box."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > MOST_BOXES:
        raise BoxError(f"has {len(lines):,} lines; the maximum is {MOST_BOXES}")
    boxes: list[Box] = []
    places: dict[str, int] = {}
    for number, line in lines:
        try:
            box = _read_line(line.split())
        except BoxError as error:
            raise BoxError(f"line {number}: {error}") from None
        if box.id in places:
            raise BoxError(f"line {number}: the id {box.id} is already in line {places[box.id]}; choose another")
        places[box.id] = number
        boxes.append(box)
    return boxes


def write_boxes(boxes: Sequence[Box]) -> str:
    return "\n".join(map(str, boxes))


def tidy_boxes(text: str) -> str:
    """Return the text in its canonical form, or unchanged if it is invalid."""
    try:
        return write_boxes(read_boxes(text))
    except BoxError:
        return text


def make_box(id_: str, description: str, target: Area | None, source: Area | None = None, picture: int = 0) -> Box:
    """Return the box with a tidy description, or raise `BoxError`."""
    if not ID.fullmatch(id_):
        raise BoxError(f"{_quote(id_)} is not an id; use letters, digits, - and _, such as lamp_1")
    # A line break would begin another box.
    words = " ".join(description.split())
    if len(words) > LONGEST_DESCRIPTION:
        raise BoxError(f"the description has {len(words):,} characters; the maximum is {LONGEST_DESCRIPTION}")
    return Box(id_, "" if words == id_ else words, target, source, picture)


def read_area(values: Sequence[object]) -> Area:
    """Return the area of four whole numbers, or raise `BoxError`."""
    sides: list[int] = []
    for name, value in zip(SIDES, values, strict=False):
        # In Python a bool is an int.
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_SIDE:
            raise BoxError(f"{name} is {_quote(value)}; it must be a whole number from 0 to {LARGEST_SIDE}")
        sides.append(value)
    if len(sides) < len(SIDES):
        raise BoxError(f"{SIDES[len(sides)]} is missing; write top, left, bottom and right")
    top, left, bottom, right = sides
    for first, second, start, end in (("top", "bottom", top, bottom), ("left", "right", left, right)):
        if end <= start:
            raise BoxError(f"{second} is {end}; it must be greater than {first}, which is {start}")
    return Area(top, left, bottom, right)


def _read_line(words: list[str]) -> Box:
    id_, rest = words[0], words[1:]
    action = ACTIONS.get(rest[0]) if rest else None
    if action is None:
        return make_box(id_, " ".join(rest[4:]), _area_of(rest))
    number = rest[1] if len(rest) > 1 else ""
    if not NUMBER.fullmatch(number) or not 1 <= int(number) <= MOST_REFERENCES:
        raise BoxError(f"after {action} comes the number of a reference picture, such as 1")
    rest = rest[2:]
    source, picture = _area_of(rest), int(number)
    rest = rest[4:]
    if action != "move":
        return make_box(id_, " ".join(rest), source if action == "keep" else None, source, picture)
    if rest[:1] != ["to"]:
        raise BoxError("after the four numbers of move come the word to and four more")
    return make_box(id_, " ".join(rest[5:]), _area_of(rest[1:]), source, picture)


def _area_of(words: list[str]) -> Area:
    # Only ASCII digits: `int` would also read those of other scripts, and underscores.
    return read_area([int(word) if NUMBER.fullmatch(word) else word for word in words[:4]])


def _quote(value: object) -> str:
    text = str(value) if isinstance(value, str) else f"{value!r:.30}"
    return f'"{text if len(text) <= 30 else text[:29] + "…"}"'
