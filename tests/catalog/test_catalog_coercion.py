"""Form values become typed params, and params become all that reproduces a picture."""

from typing import Any

import pytest

from playground.catalog.coercion import coerce_form, resolve, strip_defaults
from playground.catalog.loading import get_spec

FLEX = get_spec("onemin/flux-2-flex/generate")
EDIT = get_spec("onemin/flux-2-flex/edit")
DEV = get_spec("onemin/flux-2-dev/edit")
JOB = get_spec("apiframe/flux-2-flex/generate")
FREE = get_spec("bfl/flux-2-flex/generate")


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [
        ("steps", ["30"], 30),
        ("steps", [" 30 "], 30),
        ("steps", ["30.0"], 30),
        ("steps", ["30.5"], 30.5),
        ("steps", ["99"], 99),
        ("guidance", ["3.5"], 3.5),
        ("guidance", ["4e0"], 4),
        ("guidance", [".5"], 0.5),
        ("guidance", ["3,5"], 3.5),
        ("guidance", ["3.1415926"], 3.1415926),
        ("guidance", ["2,0000004"], 2.0000004),
        ("steps", ["３０"], 30),
        ("steps", ["+7"], 7),
        ("seed", ["1,000"], 1000),
        ("seed", ["9007199254740993"], 9007199254740993),
        ("prompt_upsampling", ["on"], True),
        ("prompt_upsampling", ["false", "true"], True),
        ("aspect_ratio", ["16:9"], "16:9"),
        ("prompt", ["one\r\ntwo"], "one\ntwo"),
    ],
)
def test_form_values_get_their_types(name: str, texts: list[str], value: Any) -> None:
    params, issues = coerce_form(FLEX, {name: texts})
    assert (params, issues) == ({name: value}, [])
    assert type(params[name]) is type(value)


@pytest.mark.parametrize("text", ["abc", "1e400", "nan", "inf", "1 0", "0x10", "1_000", "--5", "9" * 401])
@pytest.mark.parametrize("name", ["steps", "guidance"])
def test_an_invalid_number_is_an_issue_and_not_a_param(name: str, text: str) -> None:
    params, [issue] = coerce_form(FLEX, {name: [text], "prompt": ["a"]})
    assert params == {"prompt": "a"}
    assert issue.field == name
    assert issue.message.startswith(f"{name} must be a")


def test_an_ambiguous_number_is_an_issue_with_both_readings() -> None:
    params, [issue] = coerce_form(FLEX, {"guidance": ["1,000"]})
    assert params == {}
    assert issue.message == 'guidance is "1,000", which can mean 1000 or 1.000. Write it in one of these two ways.'


@pytest.mark.parametrize("name", ["prompt", "steps", "aspect_ratio", "seed", "prompt_upsampling"])
def test_an_empty_text_is_not_set(name: str) -> None:
    assert coerce_form(FLEX, {name: [""]}) == ({}, [])
    assert coerce_form(FLEX, {name: []}) == ({}, [])


def test_values_equal_to_the_default_are_left_out() -> None:
    raw = {"prompt": ["a"], "steps": ["25"], "guidance": ["3.0"], "output_format": ["png"], "aspect_ratio": ["1:1"]}
    assert coerce_form(FLEX, raw) == ({"prompt": "a"}, [])


def test_other_fields_of_the_form_are_ignored() -> None:
    assert coerce_form(FLEX, {"csrfmiddlewaretoken": ["x"], "variants": ["4"], "prompt": ["a"]}) == (
        {"prompt": "a"},
        [],
    )


def test_one_picture_takes_the_first_reference_a_list_takes_all() -> None:
    assert coerce_form(EDIT, {"imageUrl": ["", "a", "b"]})[0] == {"imageUrl": "a"}
    assert coerce_form(JOB, {"input_images": ["", "a", " b "]})[0] == {"input_images": ["a", "b"]}
    assert coerce_form(JOB, {"input_images": ["", ""]})[0] == {}


@pytest.mark.parametrize(
    ("texts", "params"),
    [
        ([], {}),
        (["false"], {"prompt_upsampling": False}),
        (["false", "true"], {}),
        (["true"], {}),
    ],
)
def test_a_switch_that_is_on_by_default_says_when_it_is_off(texts: list[str], params: dict[str, bool]) -> None:
    assert coerce_form(FREE, {"prompt_upsampling": texts} if texts else {}) == (params, [])


def test_an_invalid_switch_value_is_an_issue() -> None:
    _, [issue] = coerce_form(FLEX, {"prompt_upsampling": ["maybe"]})
    assert issue.message == 'prompt_upsampling must be on or off; you gave "maybe".'


def test_stripping_distinguishes_false_from_zero() -> None:
    assert strip_defaults(FLEX, {"prompt_upsampling": False, "output_quality": 80, "prompt": "a"}) == {"prompt": "a"}
    assert strip_defaults(DEV, {"go_fast": 0, "guidance": 0}) == {"guidance": 0, "go_fast": 0}
    assert strip_defaults(JOB, {"prompt_upsampling": False, "input_images": []}) == {"prompt_upsampling": False}


def test_resolving_fills_in_the_documented_defaults_in_their_order() -> None:
    assert list(resolve(FLEX, {"steps": 10, "prompt": "a", "seed": 1}, 42).items()) == [
        ("prompt", "a"),
        ("aspect_ratio", "1:1"),
        ("output_format", "png"),
        ("output_quality", 80),
        ("steps", 10),
        ("guidance", 3),
        ("safety_tolerance", 2),
        ("prompt_upsampling", False),
        ("seed", 42),
    ]


def test_resolving_fills_in_undocumented_defaults() -> None:
    assert resolve(JOB, {"prompt": "a", "input_images": []}, 0) == {
        "prompt": "a",
        "aspect_ratio": "1:1",
        "output_format": "png",
        "output_quality": 80,
        "seed": 0,
        "resolution": "1 MP",
        "steps": 30,
        "guidance": 4.5,
        "prompt_upsampling": False,
    }


def test_a_matched_picture_gives_the_area_unless_one_is_chosen() -> None:
    matched: dict[str, Any] = {"prompt": "a", "input_images": ["x"], "aspect_ratio": "match_input_image"}
    assert "resolution" not in resolve(JOB, matched, 0)
    assert resolve(JOB, {**matched, "resolution": "2 MP"}, 0)["resolution"] == "2 MP"


def test_resolved_params_resolve_to_themselves() -> None:
    once = resolve(DEV, {"prompt": "a", "imageUrl": "x"}, 5)
    assert resolve(DEV, once, 5) == once
