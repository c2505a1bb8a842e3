"""Invalid params are refused with a message."""

from typing import Any

import pytest

from playground.catalog.loading import get_spec, specs
from playground.catalog.remarks import find_remarks
from playground.catalog.validation import normalise, split_unknown, validate

FLEX = get_spec("onemin/flux-2-flex/generate")
EDIT = get_spec("onemin/flux-2-flex/edit")
DEV = get_spec("onemin/flux-2-dev/generate")
JOB = get_spec("apiframe/flux-2-flex/generate")
FREE = get_spec("bfl/flux-2-pro/generate")
TOO_LARGE = "width × height is 2048 × 2064; the maximum is 4 MP (4,194,304 pixels, such as 2048 × 2048)."


def sentences(spec: Any, **params: Any) -> list[str]:
    return [issue.message for issue in validate(spec, {"prompt": "a boat", **params})]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"steps": 51}, "steps is 51; the maximum is 50."),
        ({"steps": 5}, "steps is 5; the minimum is 6."),
        ({"steps": "30"}, 'steps must be a whole number; you gave "30".'),
        ({"steps": True}, "steps must be a whole number; you gave true."),
        ({"steps": 30.5}, "steps must be a whole number; you gave 30.5."),
        ({"steps": None}, "steps must be a whole number; you gave null."),
        ({"steps": [30]}, "steps must be a whole number; you gave a list."),
        ({"steps": 10**5000}, "steps is a number of 5,001 digits; the maximum is 50."),
        ({"guidance": 5.01}, "guidance is 5.01; the maximum is 5."),
        ({"guidance": float("nan")}, "guidance must be a finite number; you gave NaN."),
        ({"guidance": float("-inf")}, "guidance must be a finite number; you gave Infinity."),
        ({"seed": -1}, "seed is -1; the minimum is 0."),
        ({"seed": 2**53}, "seed is 9007199254740992; the maximum is 9007199254740991."),
        ({"prompt_upsampling": "true"}, 'prompt_upsampling must be true or false; you gave "true".'),
        ({"prompt_upsampling": 1}, "prompt_upsampling must be true or false; you gave 1."),
        ({"aspect_ratio": "7:3"}, 'aspect_ratio must be one of 1:1, 16:9, 9:16, 3:2, 2:3, 4:5, 5:4; you gave "7:3".'),
        ({"output_format": {}}, "output_format must be one of jpg, png; you gave an object."),
        ({"prompt": 7}, "prompt must be text; you gave 7."),
        ({"prompt": ""}, "prompt is empty: describe the picture you want."),
        ({"prompt": " \n\t"}, "prompt is empty: describe the picture you want."),
        ({"prompt": "a\0b"}, "prompt contains a NUL character at position 2; remove it."),
        ({"prompt": "ab\ud83d"}, "prompt is not valid Unicode: there is an unpaired surrogate at position 3."),
        ({"prompt": "x" * 20_001}, "prompt has 20,001 characters; the maximum is 20,000."),
        ({"stepz": 30}, "stepz is not a parameter of flux-2-flex; did you mean steps?"),
        ({"num_inference_steps": 30}, "num_inference_steps is not a parameter of flux-2-flex; did you mean steps?"),
        ({"banana": 1}, "banana is not a parameter of flux-2-flex."),
    ],
)
def test_an_issue_names_field_value_and_bound(params: dict[str, Any], sentence: str) -> None:
    assert sentences(FLEX, **params) == [sentence]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"prompt": "x" * 2001}, "prompt has 2,001 characters; the maximum is 2,000."),
        ({"input_images": ["a"] * 11}, "input_images has 11 pictures; the maximum is 10."),
        ({"input_images": ["a", ""]}, "input_images is empty at position 2."),
        ({"input_images": ["a", 3]}, "input_images must be a list of text; picture 2 is 3."),
        ({"input_images": "a"}, 'input_images must be a list of pictures; you gave "a".'),
        ({"resolution": 1}, "resolution must be one of 0.5 MP, 1 MP, 2 MP, 4 MP; you gave 1."),
        ({"width": 2049}, "width is 2049; the maximum is 2048."),
        (
            {"aspect_ratio": "custom", "width": 512},
            "height is missing: aspect_ratio custom needs both width and height.",
        ),
        (
            {"aspect_ratio": "match_input_image"},
            "aspect_ratio match_input_image needs a picture in input_images: choose one, or another aspect_ratio.",
        ),
    ],
)
def test_apiframes_rules_have_messages(params: dict[str, Any], sentence: str) -> None:
    assert sentences(JOB, **params) == [sentence]


@pytest.mark.parametrize("spec", specs().values(), ids=lambda spec: spec.id)
def test_every_bound_is_accepted_and_one_beyond_is_refused(spec: Any) -> None:
    base: dict[str, Any] = {"prompt": "a boat"}
    picture = spec.by_role("picture")
    if picture and spec.mode == "edit":
        base[picture.name] = "images/a.png" if picture.kind == "image" else ["images/a.png"]
    for parameter in spec.parameters:
        for bound, beyond in ((parameter.minimum, -1), (parameter.maximum, 1)):
            if bound is not None:
                assert validate(spec, {**base, parameter.name: bound}) == []
                assert [i.field for i in validate(spec, {**base, parameter.name: bound + beyond})] == [parameter.name]
        for choice in set(parameter.choices) - {"custom", "match_input_image"}:
            assert validate(spec, {**base, parameter.name: choice}) == []


def test_all_issues_are_reported_in_the_order_of_the_spec() -> None:
    issues = validate(FLEX, {"zebra": 1, "seed": -1, "guidance": 9, "aspect_ratio": "x"})
    assert [issue.field for issue in issues] == ["prompt", "aspect_ratio", "guidance", "seed", "zebra"]


def test_a_missing_picture_asks_for_one() -> None:
    assert sentences(EDIT) == ["imageUrl is missing: choose a picture to edit."]
    assert sentences(EDIT, imageUrl=" ") == ["imageUrl is missing: choose a picture to edit."]
    assert sentences(EDIT, imageUrl="images/a.png") == []
    assert validate(EDIT, {"imageUrl": "a"})[0].message == "prompt is empty: describe the change you want."


def test_an_edit_may_say_match_input_image() -> None:
    assert sentences(EDIT, imageUrl="images/a.png", aspect_ratio="match_input_image") == []


def test_megapixels_is_text() -> None:
    assert sentences(DEV, megapixels="0.25") == []
    assert sentences(DEV, megapixels=1) == ["megapixels must be one of 0.25, 1; you gave 1."]


def test_complete_custom_and_match_ratios_are_valid() -> None:
    assert sentences(JOB, aspect_ratio="custom", width=300, height=256) == []
    assert sentences(JOB, aspect_ratio="match_input_image", input_images=["https://example.com/a.png"]) == []


def test_counts_a_windows_line_end_as_one_character() -> None:
    assert sentences(JOB, prompt="a" + "\r\n" * 1999) == []


def test_long_values_are_shortened() -> None:
    [sentence] = sentences(FLEX, aspect_ratio="9" * 10_000)
    assert len(sentence) < 160
    assert sentence.endswith('…".')


@pytest.mark.parametrize("params", [None, [], "text", 3, [{"prompt": "a"}]])
def test_params_that_are_not_an_object_are_an_issue(params: object) -> None:
    [issue] = validate(FLEX, params)
    assert issue.message.startswith("The parameters must be an object")


def test_deeply_nested_and_many_params_are_issues() -> None:
    nested: list[Any] = []
    for _ in range(50_000):
        nested = [nested]
    assert sentences(FLEX, seed=nested) == ["seed must be a whole number; you gave a list."]
    crowd = sentences(FLEX, **{f"name{number}": number for number in range(5_000)})
    assert len(crowd) == 11
    assert crowd[-1] == "4,990 more names are not parameters of flux-2-flex."


def test_unknown_params_are_split_off() -> None:
    assert split_unknown(FLEX, {"n": 2, "prompt": "a", "size": "x"}) == ({"prompt": "a"}, ["n", "size"])


def test_params_are_normalised() -> None:
    given = {"prompt": "a\r\nb\rc", "steps": 4.0, "guidance": 3.0, "resolution": "1MP", "other": 5.0}
    tidy = normalise(JOB, given)
    assert tidy == {"prompt": "a\nb\nc", "steps": 4, "guidance": 3, "resolution": "1 MP", "other": 5.0}
    assert type(tidy["steps"]) is int
    assert sentences(JOB, resolution="1MP", steps=4.0) == []


def test_ignored_values_get_a_remark() -> None:
    remarks = find_remarks(JOB, {"width": 300, "aspect_ratio": "1:1", "output_format": "png", "output_quality": 50})
    assert [remark.field for remark in remarks] == ["width", "output_quality"]
    assert find_remarks(JOB, {"width": 300, "height": 300, "aspect_ratio": "custom", "output_quality": 50}) == []


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"width": 1000}, ["width is 1000; it must be a multiple of 16, such as 992 or 1008."]),
        ({"width": 1000.0}, ["width is 1000; it must be a multiple of 16, such as 992 or 1008."]),
        ({"width": 63}, ["width is 63; the minimum is 64."]),
        ({"width": 8208}, ["width is 8208; the maximum is 8192."]),
        ({"width": 2048, "height": 2048}, []),
        ({"width": 4096, "height": 1024}, []),
        ({"width": 8192}, []),
        (
            {"width": 2048, "height": 2064},
            [TOO_LARGE],
        ),
        (
            {"width": 5000, "height": 5000},
            [
                "width is 5000; it must be a multiple of 16, such as 4992 or 5008.",
                "height is 5000; it must be a multiple of 16, such as 4992 or 5008.",
            ],
        ),
        ({"output_format": "jpg"}, []),
        ({"output_format": "gif"}, ['output_format must be one of jpeg, png, webp; you gave "gif".']),
        ({"input_image": ["a"] * 9}, ["input_image has 9 pictures; the maximum is 8."]),
        ({"steps": 9}, ["steps is not a parameter of flux-2-pro."]),
    ],
)
def test_free_sizes_are_multiples_of_16_up_to_four_megapixels(params: Any, found: list[str]) -> None:
    assert sentences(FREE, **params) == found
