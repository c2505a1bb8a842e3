"""A recipe is brought into another model as near as it gets, and says what is not the same there."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import ModelSpec
from playground.catalog.validation import validate
from playground.recall.mapping import bring_back, bring_into
from playground.recall.recipe import make_source

FLEX = get_spec("onemin/flux-2-flex/generate")
PRO = get_spec("onemin/flux-2-pro/generate")
DEV = get_spec("onemin/flux-2-dev/generate")
EDIT = get_spec("onemin/flux-2-flex/edit")
JOB = get_spec("apiframe/flux-2-flex/generate")
FREE = get_spec("bfl/flux-2-flex/generate")
NO_CHOICE = " is not one of flux-2-flex's choices, "
FOREIGN = make_source(
    "Tool",
    [
        ("positive", "prompt", "string"),
        ("sampling steps", "steps", "integer"),
        ("cfg", "guidance", "number"),
        ("Seed", "seed", "integer"),
        ("w", "width", "integer"),
        ("h", "height", "integer"),
    ],
)


@pytest.mark.parametrize(
    ("source", "target", "params", "found", "lost"),
    [
        (
            FLEX,
            PRO,
            {"steps": 10},
            {"steps": 15},
            ["steps is 10; the minimum for flux-2-pro is 15, so it is now 15."],
        ),
        (
            DEV,
            FLEX,
            {"guidance": 7.5},
            {"guidance": 5},
            ["guidance is 7.5; the maximum for flux-2-flex is 5, so it is now 5."],
        ),
        (
            JOB,
            FLEX,
            {"aspect_ratio": "4:3"},
            {"aspect_ratio": "5:4"},
            ["aspect_ratio 4:3" + NO_CHOICE + "so aspect_ratio is now 5:4, the nearest."],
        ),
        (
            FREE,
            FLEX,
            {"width": 832, "height": 1216},
            {"aspect_ratio": "2:3"},
            ["width × height 832 × 1216" + NO_CHOICE + "so aspect_ratio is now 2:3, the nearest."],
        ),
        (
            FOREIGN,
            FREE,
            {"w": 4096, "h": 4096},
            {"width": 2048, "height": 2048},
            [
                "w is 4096; flux-2-flex makes pictures of other sizes, so it is now 2048.",
                "h is 4096; flux-2-flex makes pictures of other sizes, so it is now 2048.",
            ],
        ),
        (FOREIGN, JOB, {"w": 1000, "h": 600}, {"aspect_ratio": "custom", "width": 992, "height": 592}, []),
        (FLEX, DEV, {"safety_tolerance": 4}, {}, ["flux-2-dev has no safety_tolerance."]),
        (FOREIGN, FLEX, {"Seed": 2**60}, {}, [f"seed is {2**60}; the maximum is {2**53 - 1}."]),
    ],
)
def test_what_does_not_fit_becomes_the_nearest_that_does(
    source: ModelSpec, target: ModelSpec, params: Any, found: Any, lost: Any
) -> None:
    recalled = bring_into(target, source, params)
    assert (recalled.spec_id, recalled.params, recalled.lost) == (target.id, found, lost)


def test_other_names_are_listed_apart_from_losses() -> None:
    recalled = bring_into(DEV, FOREIGN, {"positive": "a boat", "sampling steps": 20, "Seed": 3})
    assert recalled.params == {"prompt": "a boat", "num_inference_steps": 20, "seed": 3}
    assert recalled.lost == []
    assert recalled.renamed[1] == "flux-2-dev calls sampling steps num_inference_steps."


def test_a_recipe_brings_the_defaults_that_it_was_made_with() -> None:
    recalled = bring_back(FLEX, FREE, {"prompt": "x"})
    made_with = {"steps": 50, "guidance": 5, "prompt_upsampling": True, "output_format": "jpg"}
    assert recalled.params == {"prompt": "x"} | made_with
    assert recalled.lost == []


def test_a_default_of_a_recipe_is_clamped_like_any_other_value() -> None:
    bounded = replace(
        FLEX, parameters=tuple(replace(part, maximum=30) if part.role == "steps" else part for part in FLEX.parameters)
    )
    assert bring_back(bounded, FREE, {}).lost == ["steps is 50; the maximum for flux-2-flex is 30, so it is now 30."]


def test_a_default_that_the_other_model_has_nothing_for_is_not_listed() -> None:
    assert bring_back(DEV, FLEX, {"prompt": "x"}).lost == []
    assert bring_back(DEV, FLEX, {"safety_tolerance": 2}).lost == ["flux-2-dev has no safety_tolerance."]


def test_one_side_alone_is_said_to_be_lost() -> None:
    assert bring_into(FLEX, FREE, {"width": 1024}).lost == ["flux-2-flex has no width."]


def test_a_shape_that_is_written_in_another_way_is_said() -> None:
    recalled = bring_into(FREE, FLEX, {"aspect_ratio": "16:9"})
    assert (recalled.lost, recalled.renamed) == (
        [],
        ["flux-2-flex takes aspect_ratio 16:9 as width × height 1360 × 768."],
    )


def test_a_size_that_is_written_with_a_ratio_elsewhere_is_said_once() -> None:
    said = "flux-2-flex takes width × height 1024 × 768 with aspect_ratio custom."
    assert bring_into(JOB, FREE, {"width": 1024, "height": 768}).renamed == [said]
    back = bring_into(FREE, JOB, {"aspect_ratio": "custom", "width": 1024, "height": 768})
    assert (back.params, back.renamed) == ({"width": 1024, "height": 768}, [])


def test_a_shape_that_is_far_from_every_choice_is_lost() -> None:
    recalled = bring_into(FLEX, FREE, {"width": 2048, "height": 512})
    assert (recalled.params, len(recalled.lost)) == ({}, 2)


def values_of(source: ModelSpec) -> st.SearchStrategy[dict[str, Any]]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-(2**70), 2**70) | st.integers(-5, 5000),
        "number": st.floats() | st.integers(-5, 50),
        "boolean": st.booleans(),
        "image": st.text(max_size=9),
        "images": st.lists(st.text(min_size=1, max_size=9), max_size=12),
    }
    each = {
        parameter.name: st.sampled_from(parameter.choices)
        if parameter.choices
        else kinds.get(parameter.kind, st.text())
        for parameter in source.parameters
    }
    return st.fixed_dictionaries({}, optional=each)


SOURCES = [*specs().values(), FOREIGN]


@settings(deadline=None)
@given(
    st.sampled_from(SOURCES).flatmap(lambda source: st.tuples(st.just(source), values_of(source))),
    st.sampled_from(list(specs().values())),
)
def test_whatever_was_read_the_form_is_valid_but_for_prompt_and_pictures(drawn: Any, target: ModelSpec) -> None:
    source, params = drawn
    recalled = bring_into(target, source, params)
    open_fields = {part.name for role in ("prompt", "picture") if (part := target.by_role(role))}
    assert [issue for issue in validate(target, recalled.params) if issue.field not in open_fields] == []
    for sentence in [*recalled.lost, *recalled.renamed]:
        sentence.encode()
        assert len(sentence) < 400
