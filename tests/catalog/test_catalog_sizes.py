"""Sizes are multiples of 16, keep the ratio within 2 % and the area near what was asked."""

from typing import Any

import pytest

from playground.catalog.loading import get_spec, specs
from playground.catalog.sizes import largest_area, picture_size, shape_choices
from playground.catalog.spec import ModelSpec, Size

FLEX = get_spec("onemin/flux-2-flex/generate")
EDIT = get_spec("onemin/flux-2-flex/edit")
DEV = get_spec("onemin/flux-2-dev/generate")
DEV_EDIT = get_spec("onemin/flux-2-dev/edit")
JOB = get_spec("apiframe/flux-2-flex/generate")
FREE = get_spec("bfl/flux-2-flex/generate")
FLUX_3 = get_spec("bfl/flux-3-image/generate")
BY_32 = get_spec("replicate/flux-2-max/generate")
MEGAPIXEL = 1024 * 1024
# What the classes stand for. This server draws 4 MP at most.
MEGAPIXELS = {"768sq": 0.5625, "1k": 1.0, "1.5k": 2.25, "2k": 4.0, "4k": 4.0}


def areas() -> list[tuple[Any, dict[str, str], float]]:
    rows: list[tuple[Any, dict[str, str], float]] = []
    for spec in specs().values():
        if spec.by_role("ratio") is None:
            continue
        choices = spec.by_role("resolution") or spec.by_role("megapixels")
        for choice in choices.choices if choices else ():
            assert choices is not None
            if choice == "match_input_image":
                continue
            rows.append((spec, {choices.name: choice}, MEGAPIXELS.get(choice) or float(choice.split()[0])))
        rows.append((spec, {}, 1.0))
    return rows


@pytest.mark.parametrize(("spec", "values", "megapixels"), areas())
def test_every_ratio_is_within_tolerance_at_every_area(spec: Any, values: dict[str, str], megapixels: float) -> None:
    ratio = spec.by_role("ratio")
    for choice in ratio.choices:
        if ":" not in choice:
            continue
        size = picture_size(spec, {**values, ratio.name: choice})
        wide, high = map(int, choice.split(":"))
        assert size.width % 16 == 0
        assert size.height % 16 == 0
        assert abs(size.width / size.height * high / wide - 1) <= 0.02
        assert abs(size.width * size.height / megapixels / MEGAPIXEL - 1) <= 0.04
        assert size.width * size.height <= 4 * MEGAPIXEL


@pytest.mark.parametrize(
    ("spec", "values", "size"),
    [
        (FLEX, {"aspect_ratio": "1:1"}, Size(1024, 1024)),
        (FLEX, {}, Size(1024, 1024)),
        (FLEX, {"aspect_ratio": "16:9"}, Size(1360, 768)),
        (FLEX, {"aspect_ratio": "9:16"}, Size(768, 1360)),
        (FLEX, {"aspect_ratio": "3:2"}, Size(1248, 832)),
        (DEV, {"megapixels": "0.25"}, Size(512, 512)),
        (JOB, {"resolution": "4 MP", "aspect_ratio": "1:1"}, Size(2048, 2048)),
        (JOB, {"aspect_ratio": "custom", "width": 1000, "height": 271}, Size(992, 256)),
        (JOB, {"aspect_ratio": "custom", "width": 9999, "height": 1}, Size(2048, 256)),
        (BY_32, {"aspect_ratio": "custom", "width": 1010, "height": 1007}, Size(1024, 992)),
        (BY_32, {"aspect_ratio": "custom", "width": 9999, "height": 257}, Size(2048, 256)),
        (JOB, {"aspect_ratio": "1:1", "width": 300, "height": 400}, Size(1024, 1024)),
        (JOB, {"aspect_ratio": "nonsense", "resolution": "banana"}, Size(1024, 1024)),
        (JOB, {"aspect_ratio": ["1:1"], "resolution": 4, "width": "x"}, Size(1024, 1024)),
        (FREE, {}, Size(1024, 1024)),
        (FREE, {"width": 512}, Size(512, 1024)),
        (FREE, {"width": 2048, "height": 2048}, Size(2048, 2048)),
        (FREE, {"width": 1000, "height": 1}, Size(992, 64)),
        (FREE, {"width": 8192}, Size(8192, 512)),
        (FREE, {"height": 8192}, Size(512, 8192)),
        (FLUX_3, {}, Size(1024, 1024)),
        (FLUX_3, {"resolution": "768sq"}, Size(768, 768)),
        (FLUX_3, {"resolution": "1.5k", "aspect_ratio": "16:9"}, Size(2048, 1152)),
        (FLUX_3, {"resolution": "9999.9k"}, Size(2048, 2048)),
        (FREE, {"width": 10**9, "height": 10**9}, Size(512, 8192)),
    ],
)
def test_known_sizes(spec: Any, values: dict[str, Any], size: Size) -> None:
    assert picture_size(spec, values) == size


def test_a_shape_has_no_size_where_only_the_api_draws_so_many_pixels() -> None:
    assert {choice.size for choice in shape_choices(FLUX_3, {"resolution": "4k"})} == {None}
    assert shape_choices(FLUX_3, {"resolution": "2k"})[8].size == Size(2048, 2048)
    assert largest_area(FLUX_3) == 16


def test_auto_follows_the_first_picture() -> None:
    assert picture_size(FLUX_3, {"aspect_ratio": "auto"}, Size(640, 1280)) == Size(720, 1440)
    assert picture_size(FLUX_3, {"aspect_ratio": "auto"}) == Size(1024, 1024)


@pytest.mark.parametrize(
    ("given", "size"),
    [
        (Size(640, 400), Size(640, 400)),
        (Size(1024, 1024), Size(1024, 1024)),
        (Size(100, 50), Size(512, 256)),
        (Size(1, 1), Size(256, 256)),
        (Size(6000, 4000), Size(2496, 1664)),
        (Size(5000, 10), Size(4096, 256)),
        (Size(10, 5000), Size(256, 4096)),
    ],
)
def test_an_edit_follows_its_input_picture(given: Size, size: Size) -> None:
    assert picture_size(EDIT, {"aspect_ratio": "match_input_image"}, given) == size
    assert picture_size(EDIT, {}, given) == size


@pytest.mark.parametrize("width", range(1, 4200, 263))
@pytest.mark.parametrize("height", [200, 333, 1024, 3999])
def test_a_matched_picture_keeps_the_inputs_ratio(width: int, height: int) -> None:
    size = picture_size(EDIT, {}, Size(width, height))
    assert size.width % 16 == size.height % 16 == 0
    assert min(size.width, size.height) >= 256
    assert size.width * size.height <= 4 * MEGAPIXEL
    if 1 / 16 <= width / height <= 16:
        assert abs(size.width / size.height * height / width - 1) <= 0.02


def test_a_chosen_area_applies_with_match_input_image() -> None:
    matched = {"aspect_ratio": "match_input_image"}
    assert picture_size(JOB, {**matched, "resolution": "4 MP"}, Size(500, 500)) == Size(2048, 2048)
    assert picture_size(DEV_EDIT, {**matched, "megapixels": "0.25"}, Size(2000, 2000)) == Size(512, 512)
    assert picture_size(DEV_EDIT, {**matched, "megapixels": "1"}, Size(640, 400)) == Size(640, 400)


def test_shapes_have_the_pixels_of_the_chosen_area() -> None:
    assert [shape.size for shape in shape_choices(FLEX, {})[:2]] == [Size(1024, 1024), Size(1360, 768)]
    assert shape_choices(DEV, {"megapixels": "0.25"})[0].size == Size(512, 512)
    assert (shape_choices(EDIT, {})[-1].label, shape_choices(EDIT, {})[-1].size) == ("Like input", None)


def test_shapes_are_drawn_to_proportion() -> None:
    for shape in shape_choices(JOB, {}):
        if shape.size:
            assert shape.drawing.width / shape.drawing.height == pytest.approx(
                shape.size.width / shape.size.height, rel=0.05
            )


def test_auto_is_a_choice_where_no_default_is_documented() -> None:
    choices = shape_choices(JOB, {"resolution": "4 MP", "aspect_ratio": "custom"})
    assert [(shape.value, shape.label) for shape in choices[:2]] == [("", "Auto"), ("1:1", "1:1")]
    assert choices[1].size == Size(2048, 2048)
    assert choices[-1].label == "Custom"


@pytest.mark.parametrize(("spec", "most"), [(FLEX, 1), (DEV, 1), (JOB, 4), (FREE, 4)])
def test_the_largest_area_follows_from_the_parameters(spec: ModelSpec, most: int) -> None:
    assert largest_area(spec) == most


def test_a_model_without_ratios_follows_the_picture_until_a_side_is_set() -> None:
    assert picture_size(FREE, {}, Size(1600, 800)) == Size(1600, 800)
    assert picture_size(FREE, {}, Size(8000, 4000)) == picture_size(EDIT, {}, Size(8000, 4000))
    assert picture_size(FREE, {"width": 512}, Size(1600, 800)) == Size(512, 1024)
