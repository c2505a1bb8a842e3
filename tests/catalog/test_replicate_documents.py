"""The specs of Replicate hold what the pages of its models say."""

from typing import Any

import pytest

from playground.catalog.carrying import carry_over
from playground.catalog.loading import get_spec, specs
from playground.catalog.remarks import find_remarks
from playground.catalog.sizes import picture_size
from playground.catalog.spec import ModelSpec, Size
from playground.catalog.validation import validate

MODELS = ("flex", "pro", "max", "dev", "klein-4b", "klein-9b")
NINE = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3")
PROMPT = ("prompt", "string", None, None, None)
SEED = ("seed", "integer", None, None, None)
RATIO = ("aspect_ratio", "string", None, None, "1:1")
UNSAFE = ("disable_safety_checker", "boolean", None, None, False)
WEBP = (("output_format", "string", None, None, "webp"), ("output_quality", "integer", 0, 100, 80))
FLEX_ONLY = (
    ("steps", "integer", 1, 50, 30),
    ("guidance", "number", 1.5, 10, 4.5),
    ("prompt_upsampling", "boolean", None, None, True),
)
FOLLOWING = {"aspect_ratio": "match_input_image", "resolution": "match_input_image"}
PICTURES = {"flex": 10, "pro": 8, "max": 8, "dev": 5, "klein-4b": 5, "klein-9b": 5}


def of(model: str) -> ModelSpec:
    return get_spec(f"replicate/flux-2-{model}/generate")


def facts(model: str) -> list[tuple[Any, ...]]:
    return [(p.name, p.kind, p.minimum, p.maximum, p.default) for p in of(model).parameters]


def sides(largest: int) -> list[tuple[Any, ...]]:
    return [(name, "integer", 256, largest, None) for name in ("width", "height")]


def test_the_models_are_named_by_their_vendor() -> None:
    assert [spec.model for spec in specs().values() if spec.dialect == "replicate"] == [
        f"black-forest-labs/flux-2-{model}" for model in MODELS
    ]


@pytest.mark.parametrize("model", ["flex", "pro", "max"])
def test_hosted_models_take_the_documented_parameters_in_their_order(model: str) -> None:
    assert facts(model) == [
        PROMPT,
        ("input_images", "images", None, None, None),
        RATIO,
        ("resolution", "string", None, None, "1 MP"),
        *sides(2048),
        *(FLEX_ONLY if model == "flex" else ()),
        ("safety_tolerance", "integer", 1, 5, 2),
        SEED,
        *WEBP,
    ]


def test_dev_takes_the_documented_parameters_in_their_order() -> None:
    fast, images = ("go_fast", "boolean", None, None, True), ("input_images", "images", None, None, None)
    assert facts("dev") == [PROMPT, images, fast, RATIO, *sides(1440), SEED, *WEBP, UNSAFE]


@pytest.mark.parametrize("model", ["klein-4b", "klein-9b"])
def test_klein_takes_the_documented_parameters_in_their_order(model: str) -> None:
    assert facts(model) == [
        PROMPT,
        ("images", "images", None, None, None),
        RATIO,
        ("output_megapixels", "string", None, None, "1"),
        SEED,
        ("go_fast", "boolean", None, None, False),
        ("output_format", "string", None, None, "jpg"),
        ("output_quality", "integer", 0, 100, 95),
        UNSAFE,
    ]


@pytest.mark.parametrize("model", MODELS)
def test_choices_and_limits_are_as_documented(model: str) -> None:
    spec = of(model)
    ratio, pictures, kind = (spec.by_role(role) for role in ("ratio", "picture", "format"))
    assert ratio
    assert pictures
    assert kind
    custom = () if model.startswith("klein") else ("custom",)
    assert ratio.choices == (*NINE, "match_input_image", *custom)
    assert pictures.max_items == PICTURES[model]
    assert set(kind.choices) == {"webp", "jpg", "png"}


@pytest.mark.parametrize(
    ("model", "values", "given", "size"),
    [
        ("pro", {"resolution": "4 MP"}, None, Size(2048, 2048)),
        ("klein-4b", {"output_megapixels": "0.25"}, None, Size(512, 512)),
        ("pro", {"aspect_ratio": "match_input_image"}, Size(3000, 3000), Size(1024, 1024)),
        ("klein-9b", {"aspect_ratio": "match_input_image"}, Size(100, 100), Size(1024, 1024)),
        ("flex", FOLLOWING, Size(1600, 1600), Size(1600, 1600)),
        # The documents limit this to 0.5 to 4 megapixels.
        (
            "flex",
            {"aspect_ratio": "match_input_image", "resolution": "match_input_image"},
            Size(64, 64),
            Size(720, 720),
        ),
        ("max", {"aspect_ratio": "custom", "width": 1000, "height": 1008}, None, Size(992, 1024)),
        ("pro", {"aspect_ratio": "custom", "width": 1008, "height": 1024}, None, Size(1008, 1024)),
    ],
)
def test_known_sizes(model: str, values: dict[str, Any], given: Size | None, size: Size) -> None:
    spec = of(model)
    assert picture_size(spec, {p.name: p.default for p in spec.parameters} | values, given) == size


def test_a_resolution_that_follows_the_picture_needs_one() -> None:
    wish: dict[str, Any] = {"prompt": "a", "resolution": "match_input_image"}
    assert [issue.message for issue in validate(of("pro"), wish)] == [
        "resolution match_input_image needs a picture in input_images: choose one, or another resolution."
    ]
    assert validate(of("pro"), wish | {"input_images": ["a.png"]}) == []


def test_the_resolution_is_ignored_with_a_custom_size() -> None:
    wish = {"prompt": "a", "aspect_ratio": "custom", "width": 512, "height": 512, "resolution": "2 MP"}
    assert [(remark.field, remark.message) for remark in find_remarks(of("pro"), wish)] == [
        ("resolution", "resolution is ignored: width and height set the size when aspect_ratio is custom.")
    ]


def test_settings_carry_over_within_and_beyond_replicate() -> None:
    wish: dict[str, Any] = {"prompt": "a", "aspect_ratio": "3:4", "resolution": "2 MP", "steps": 20, "seed": 7}
    small = carry_over(of("flex"), of("klein-4b"), wish)
    assert small.params == {"prompt": "a", "aspect_ratio": "3:4", "output_megapixels": "2", "seed": 7}
    assert [dropped.name for dropped in small.dropped] == ["steps"]
    back = carry_over(of("klein-4b"), get_spec("apiframe/flux-2-flex/generate"), small.params)
    assert back.params == {"prompt": "a", "aspect_ratio": "3:4", "resolution": "2 MP", "seed": 7}
    pictures: dict[str, Any] = {"prompt": "a", "input_images": ["1.png", "2.png"], "resolution": "match_input_image"}
    carried = carry_over(of("flex"), of("klein-9b"), pictures)
    assert carried.params == {"prompt": "a", "images": ["1.png", "2.png"]}
    assert [dropped.reason for dropped in carried.dropped] == [
        "resolution is match_input_image; flux-2-klein-9b accepts 0.25, 0.5, 1, 2, 4."
    ]


def test_a_resolution_without_its_picture_is_dropped() -> None:
    carried = carry_over(of("flex"), of("pro"), {"prompt": "a", "resolution": "match_input_image"})
    assert carried.params == {"prompt": "a"}
    assert [dropped.name for dropped in carried.dropped] == ["resolution"]
