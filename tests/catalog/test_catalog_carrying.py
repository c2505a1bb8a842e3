"""Values that fit are carried over from one model to another."""

from dataclasses import replace
from typing import Any

import pytest

from playground.catalog.carrying import carry_over
from playground.catalog.loading import get_spec, specs
from playground.catalog.shapes import ROLES as SHAPES
from playground.catalog.sizes import picture_size, pixels_of
from playground.catalog.validation import validate

FLEX = get_spec("onemin/flux-2-flex/generate")
PRO = get_spec("onemin/flux-2-pro/generate")
MAX = get_spec("onemin/flux-2-max/generate")
DEV = get_spec("onemin/flux-2-dev/generate")
EDIT = get_spec("onemin/flux-2-flex/edit")
JOB = get_spec("apiframe/flux-2-flex/generate")
JOB_DEV = get_spec("apiframe/flux-2-dev/generate")
FREE = get_spec("bfl/flux-2-flex/generate")
PLAIN = get_spec("bfl/flux-2-pro/generate")
FLUX_3 = get_spec("bfl/flux-3-image/generate")
OTHER_NAMES = {
    "resolution": "megapixels",
    "megapixels": "resolution",
    "upsampling": "as_written",
    "as_written": "upsampling",
}


def reasons(source: Any, target: Any, **params: Any) -> dict[str, str]:
    return {dropped.name: dropped.reason for dropped in carry_over(source, target, params).dropped}


def spellings(source: Any, name: str, value: Any, target: Any) -> list[Any]:
    """Return the value, and its other spellings in either spec."""
    own = source.schema["properties"][name].get("x-aliases", {})
    theirs = target.schema["properties"][target.by_role(source.get(name).role).name].get("x-aliases", {})
    if not isinstance(value, str):
        return [value]
    # Some APIs list their numbers as texts.
    if value.isdecimal() and target.by_role(source.get(name).role).kind == "integer":
        return [int(value)]
    # `1 MP`, `1` and `1k` are the same area.
    same = [choice for choice in target.by_role(source.get(name).role).choices if pixels_of(choice) == pixels_of(value)]
    areas = same if source.get(name).role == "resolution" and pixels_of(value) else []
    return [value, theirs.get(value), *areas, *(alias for alias, meant in own.items() if meant == value)]


def test_values_are_carried_over_by_role() -> None:
    carried = carry_over(FLEX, DEV, {"prompt": "a", "steps": 40, "guidance": 4, "seed": 7})
    assert carried.params == {"prompt": "a", "num_inference_steps": 40, "guidance": 4, "seed": 7}
    assert carried.dropped == ()
    assert carry_over(DEV, FLEX, carried.params).params == {"prompt": "a", "steps": 40, "guidance": 4, "seed": 7}


def test_a_number_that_another_api_lists_as_text_is_carried() -> None:
    listed = get_spec("fal/flux-2-flex/generate")
    carried = carry_over(FREE, listed, {"safety_tolerance": 3})
    assert (carried.params, carried.dropped) == ({"safety_tolerance": "3"}, ())
    assert carry_over(listed, FREE, carried.params).params == {"safety_tolerance": 3}
    [dropped] = carry_over(FREE, listed, {"safety_tolerance": 0}).dropped
    assert dropped.reason == "safety_tolerance is 0; flux-2-flex accepts 1, 2, 3, 4, 5."


@pytest.mark.parametrize(
    ("source", "target", "params", "reason"),
    [
        (FLEX, PRO, {"steps": 10}, "steps is 10; the minimum for flux-2-pro is 15."),
        (DEV, FLEX, {"guidance": 7.5}, "guidance is 7.5; the maximum for flux-2-flex is 5."),
        (DEV, FLEX, {"output_format": "webp"}, "output_format is webp; flux-2-flex accepts jpg, png."),
        (FLEX, DEV, {"safety_tolerance": 4}, "flux-2-dev has no safety_tolerance."),
        (
            EDIT,
            FLEX,
            {"imageUrl": "a"},
            "flux-2-flex generates from the prompt alone and does not accept imageUrl.",
        ),
        (JOB, DEV, {"resolution": "4 MP"}, "resolution is 4 MP; flux-2-dev accepts 0.25, 1."),
        (
            JOB,
            FLEX,
            {"aspect_ratio": "4:3"},
            "aspect_ratio is 4:3; flux-2-flex accepts 1:1, 16:9, 9:16, 3:2, 2:3, 4:5, 5:4.",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_dropped_with_a_reason(source: Any, target: Any, params: Any, reason: str) -> None:
    carried = carry_over(source, target, params)
    assert carried.params == {}
    assert [dropped.reason for dropped in carried.dropped] == [reason]


def test_one_picture_becomes_a_list_and_back() -> None:
    assert carry_over(EDIT, JOB, {"imageUrl": "a"}).params == {"input_images": ["a"]}
    carried = carry_over(JOB, EDIT, {"input_images": ["a", "b", "c"]})
    assert carried.params == {"imageUrl": "a"}
    assert carried.dropped[0].value == ["b", "c"]
    assert carried.dropped[0].reason == "flux-2-flex accepts one picture; only the first was kept."


def test_a_list_of_pictures_is_cut_to_the_targets_limit() -> None:
    carried = carry_over(JOB, JOB_DEV, {"input_images": list("abcdefg")})
    assert carried.params == {"input_images": list("abcde")}
    assert carried.dropped[0].reason == "flux-2-dev accepts 5 pictures; only the first 5 were kept."


def test_equal_areas_are_carried_over_under_any_name() -> None:
    assert carry_over(DEV, JOB, {"megapixels": "1"}).params == {"resolution": "1 MP"}
    carried = carry_over(JOB, DEV, {"resolution": "1 MP"})
    assert (carried.params, carried.dropped) == ({}, ())


def test_a_ratio_without_its_picture_or_size_is_dropped() -> None:
    assert reasons(EDIT, JOB, aspect_ratio="match_input_image") == {
        "aspect_ratio": "aspect_ratio match_input_image needs a picture, but none is set."
    }
    assert carry_over(EDIT, JOB, {"imageUrl": "a", "aspect_ratio": "match_input_image"}).dropped == ()
    assert "aspect_ratio" in reasons(JOB, JOB_DEV, aspect_ratio="custom", width=300)
    assert reasons(JOB, JOB_DEV, aspect_ratio="custom", width=300, height=300) == {}


def test_the_targets_defaults_are_not_repeated() -> None:
    assert carry_over(FLEX, MAX, {"steps": 50, "guidance": 4}).params == {"guidance": 4}


def test_a_prompt_is_kept_even_when_it_is_too_long() -> None:
    carried = carry_over(FLEX, JOB, {"prompt": "x" * 3000})
    assert (len(str(carried.params["prompt"])), carried.dropped) == (3000, ())


@pytest.mark.parametrize(
    ("source", "target", "params", "carried"),
    [
        (DEV, FREE, {"output_format": "png"}, {"output_format": "png"}),
        (JOB, FREE, {"output_format": "jpg"}, {}),
        (FREE, FLEX, {"output_format": "jpeg"}, {"output_format": "jpg"}),
        (FREE, JOB, {"output_format": "jpeg"}, {"output_format": "jpg"}),
        (FREE, JOB, {"input_image": ["a", "b"]}, {"input_images": ["a", "b"]}),
        (EDIT, FREE, {"imageUrl": "a"}, {"input_image": ["a"]}),
        (FREE, EDIT, {"input_image": ["a"]}, {"imageUrl": "a"}),
        (FLEX, FREE, {"steps": 50, "guidance": 5}, {}),
        (FLEX, FREE, {"prompt_upsampling": False}, {"prompt_upsampling": False}),
        (FREE, PLAIN, {"prompt_upsampling": False}, {"disable_pup": True}),
        (JOB, PLAIN, {"prompt_upsampling": True}, {}),
        (PLAIN, FREE, {"disable_pup": True}, {"prompt_upsampling": False}),
        (EDIT, FLUX_3, {"imageUrl": "a", "aspect_ratio": "match_input_image"}, {"images": ["a"]}),
        (JOB, FLUX_3, {"resolution": "4 MP", "aspect_ratio": "4:3"}, {"resolution": "2k", "aspect_ratio": "4:3"}),
        (FLUX_3, JOB, {"resolution": "2k"}, {"resolution": "4 MP"}),
    ],
)
def test_formats_and_pictures_are_carried_over_under_any_name(
    source: Any, target: Any, params: Any, carried: Any
) -> None:
    result = carry_over(source, target, params)
    assert (result.params, result.dropped) == (carried, ())


def test_one_side_alone_is_no_ratio() -> None:
    assert [item.name for item in carry_over(FREE, FLEX, {"width": 1024}).dropped] == ["width"]


@pytest.mark.parametrize(
    ("source", "target", "params", "carried"),
    [
        (FLEX, FREE, {"aspect_ratio": "16:9"}, {"width": 1360, "height": 768}),
        (FLEX, FREE, {"aspect_ratio": "1:1"}, {}),
        (DEV, FREE, {"megapixels": "0.25"}, {"width": 512, "height": 512}),
        (JOB, FREE, {"resolution": "4 MP", "aspect_ratio": "1:1"}, {"width": 2048, "height": 2048}),
        (JOB, FREE, {"aspect_ratio": "custom", "width": 1000, "height": 300}, {"width": 992, "height": 288}),
        (JOB, FREE, {"aspect_ratio": "1:1", "width": 1000, "height": 300}, {}),
        (
            JOB,
            FREE,
            {"aspect_ratio": "1:1", "input_images": ["a"]},
            {"input_image": ["a"], "width": 1024, "height": 1024},
        ),
        (FREE, FLEX, {"width": 1360, "height": 768}, {"aspect_ratio": "16:9"}),
        (FREE, JOB, {"width": 1360, "height": 768}, {"aspect_ratio": "custom", "width": 1360, "height": 768}),
        (FREE, JOB, {"width": 512}, {"aspect_ratio": "custom", "width": 512, "height": 1024}),
    ],
)
def test_ratios_become_pixels_and_pixels_become_ratios(source: Any, target: Any, params: Any, carried: Any) -> None:
    result = carry_over(source, target, params)
    assert (result.params, result.dropped) == (carried, ())


def test_a_size_that_cannot_be_matched_exactly_is_reported() -> None:
    carried = carry_over(FREE, FLEX, {"width": 1920, "height": 1072})
    assert carried.params == {"aspect_ratio": "16:9"}
    assert [dropped.reason for dropped in carried.dropped] == [
        "flux-2-flex has no width.",
        "flux-2-flex has no height.",
    ]
    assert reasons(FREE, FLEX, width=2048, height=512) == {
        "width": "flux-2-flex has no width.",
        "height": "flux-2-flex has no height.",
    }


def seen_by_carrying(spec: Any) -> str:
    """Return what can make a difference when values are carried over: the mode, and all but the texts of parameters."""
    parts = [
        replace(part, title="", help="", widget="text", group="main", step=None, items=()) for part in spec.parameters
    ]
    aliases = [spec.schema["properties"][part.name].get("x-aliases") for part in spec.parameters]
    return repr((spec.mode, parts, aliases))


# One spec of those that differ in nothing else, since several APIs have the same model with the same parameters.
DISTINCT = list({seen_by_carrying(spec): spec for spec in specs().values()}.values())


@pytest.mark.parametrize("source", DISTINCT, ids=lambda spec: spec.id)
def test_carried_values_are_valid_and_no_loss_is_silent(source: Any) -> None:
    params: dict[str, Any] = {"prompt": "a boat"} | ({"seed": 3} if source.by_role("seed") else {})
    for parameter in source.parameters:
        if parameter.role == "picture":
            params[parameter.name] = ["a", "b"] if parameter.kind == "images" else "a"
        elif parameter.choices:
            params[parameter.name] = parameter.choices[:2][-1]
        elif parameter.maximum is not None:
            # Two sides of the largest number would be too many pixels for any model.
            params[parameter.name] = min(parameter.maximum, 2048)
        elif parameter.multiple_of:
            params[parameter.name] = 64 * parameter.multiple_of
    # In one test for each source, since there are thousands of pairs.
    for target in DISTINCT:
        check_carried(source, target, params)


def check_carried(source: Any, target: Any, params: dict[str, Any]) -> None:
    carried = carry_over(source, target, params)
    issues = validate(target, carried.params)
    assert [issue.field for issue in issues if issue.field not in ("imageUrl", "image_urls", "image")] == []
    dropped = {item.name for item in carried.dropped}
    for name, value in params.items():
        other = target.by_role(source.get(name).role)
        survives = other and (other.name in carried.params or other.default in spellings(source, name, value, target))
        twin = target.by_role(OTHER_NAMES.get(source.get(name).role, ""))
        shaped = source.get(name).role in SHAPES and picture_size(source, params) == picture_size(
            target, carried.params
        )
        assert survives or twin or shaped or name in dropped
