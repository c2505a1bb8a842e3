"""How a field says its bounds, its default and its errors."""

from typing import Any

import pytest

from playground.catalog.spec import Parameter, Value
from playground.pages.field_text import as_text, list_bounds, say_label, say_value


def parameter(**how: Any) -> Parameter:
    usual = {"name": "steps", "kind": "integer", "title": "Steps", "help": "", "role": "steps", "widget": "slider"}
    return Parameter(**usual | how)


@pytest.mark.parametrize(
    ("how", "texts"),
    [
        ({"minimum": 1, "maximum": 50, "default": 25}, ["1–50", "default 25"]),
        ({"minimum": 1.5, "maximum": 10, "default": 3.0, "kind": "number"}, ["1.5–10", "default 3"]),
        ({"minimum": 0, "required": True}, ["0 or more"]),
        ({"maximum": 9007199254740991}, ["up to 9007199254740991", "default auto"]),
        ({"max_items": 4, "kind": "images"}, ["up to 4"]),
        ({"kind": "image"}, []),
        ({"kind": "boolean", "default": True}, ["default on"]),
        ({"kind": "boolean", "default": False}, ["default off"]),
        ({"kind": "string", "default": "png"}, ["default png"]),
        ({"kind": "string", "required": True}, []),
    ],
)
def test_bounds_come_before_the_default(how: dict[str, Any], texts: list[str]) -> None:
    assert list_bounds(parameter(**how)) == texts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (4.0, "4"),
        (3.1415926, "3.1415926"),
        (2.0000004, "2.0000004"),
        (0.1234567890123456, "0.1234567890123456"),
        (0.00002, "0.00002"),
        (1e-9, "1e-09"),
        (2**53 - 1, "9007199254740991"),
        ("16:9", "16:9"),
    ],
)
def test_a_number_has_all_its_digits(value: Value | None, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "told"),
    [(True, "on"), (False, "off"), (0, "0"), (3.5, "3.5"), ("", "—"), (None, "—"), (["one", "two"], "one, two")],
)
def test_a_page_tells_a_value_in_words(value: object, told: str) -> None:
    assert say_value(value) == told


@pytest.mark.parametrize(
    ("how", "sentence", "said"),
    [
        ({}, "steps is 51; the maximum is 50.", "Steps is 51; the maximum is 50."),
        ({}, "steps: not now.", "Steps: not now."),
        ({}, "stepsize is 3.", "stepsize is 3."),
        ({}, "Describe the picture first.", "Describe the picture first."),
        ({"kind": "image"}, "steps is missing: choose a picture.", "Choose a picture."),
        ({"kind": "images"}, "steps has 6 pictures; the maximum is 5.", "You chose 6 pictures; the maximum is 5."),
        ({"kind": "images"}, "steps: picture 2 no longer exists.", "Picture 2 no longer exists."),
        ({"kind": "images"}, "steps is empty at position 2.", "steps is empty at position 2."),
    ],
)
def test_pages_say_the_label_of_a_field(how: dict[str, Any], sentence: str, said: str) -> None:
    assert say_label(sentence, parameter(**how)) == said
