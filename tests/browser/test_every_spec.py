"""Specs of each API are generated from, and the picture has the format and the pixels that were chosen."""

from typing import Any

import pytest
from playwright.sync_api import expect

from playground.catalog.loading import specs
from tests.browser.studio import Studio, file

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

WIDE = {"aspect_ratio": "16:9", "output_format": "jpg", "resolution": "0.5 MP"}
# What is chosen in the form, and the pixels that follow from it.
CHOSEN: dict[str, tuple[dict[str, Any], tuple[int, int]]] = {
    "onemin/flux-2-flex/generate": ({"aspect_ratio": "3:2", "output_format": "jpg", "steps": 6}, (1248, 832)),
    "onemin/flux-2-pro/generate": ({"aspect_ratio": "4:5", "output_format": "png", "steps": 15}, (912, 1136)),
    "onemin/flux-2-max/generate": ({"aspect_ratio": "1:1", "output_format": "jpg", "steps": 15}, (1024, 1024)),
    "onemin/flux-2-dev/generate": (
        {"aspect_ratio": "9:16", "output_format": "webp", "megapixels": "0.25", "go_fast": True},
        (384, 688),
    ),
    "onemin/flux-2-flex/edit": ({"aspect_ratio": "match_input_image", "output_format": "png"}, (480, 320)),
    "onemin/flux-2-pro/edit": ({"aspect_ratio": "1:1", "output_format": "jpg", "output_quality": 50}, (1024, 1024)),
    "onemin/flux-2-max/edit": ({"aspect_ratio": "4:5", "output_format": "png", "steps": 15}, (912, 1136)),
    "onemin/flux-2-dev/edit": (
        {"aspect_ratio": "5:4", "output_format": "webp", "megapixels": "0.25", "prompt_strength": 0.4},
        (576, 464),
    ),
    "apiframe/flux-2-flex/generate": (WIDE | {"steps": 10}, (960, 544)),
    "apiframe/flux-2-pro/generate": (WIDE | {"output_format": "webp"}, (960, 544)),
    "apiframe/flux-2-max/generate": (WIDE | {"output_format": "png"}, (960, 544)),
    "apiframe/flux-2-dev/generate": (
        {"aspect_ratio": "custom", "width": 640, "height": 384, "output_format": "png"},
        (640, 384),
    ),
    "bfl/flux-2-flex/generate": (
        {"width": 512, "height": 320, "output_format": "jpeg", "steps": 10, "prompt_upsampling": False},
        (512, 320),
    ),
    "bfl/flux-2-pro/generate": ({"output_format": "png"}, (480, 320)),
    "bfl/flux-2-max/generate": ({"width": 320, "output_format": "jpeg"}, (320, 1024)),
    "bfl/flux-2-klein-4b/generate": ({"height": 512, "output_format": "png"}, (1024, 512)),
    "bfl/flux-2-klein-9b/generate": ({"width": 64, "height": 64, "output_format": "png"}, (64, 64)),
    "fal/flux-2-dev/edit": ({"num_inference_steps": 8, "output_format": "jpeg"}, (480, 320)),
    "replicate/flux-2-pro/generate": (WIDE, (960, 544)),
    "replicate/flux-2-klein-4b/generate": (
        {"aspect_ratio": "match_input_image", "output_megapixels": "0.25", "output_format": "png"},
        (624, 416),
    ),
}


def test_each_api_offers_its_models(studio: Studio) -> None:
    studio.open("onemin/flux-2-flex/generate")
    for dialect in dict.fromkeys(spec.dialect for spec in specs().values()):
        studio.open_models(dialect)
        slugs = {spec.slug for spec in specs().values() if spec.dialect == dialect}
        expect(studio.page.locator("#models details[open] .model")).to_have_count(len(slugs))
        studio.page.keyboard.press("Escape")


@pytest.mark.parametrize("spec_id", CHOSEN)
def test_a_picture_of_the_chosen_format_and_size_comes_of(studio: Studio, spec_id: str) -> None:
    studio.open(spec_id)
    if "edit" in spec_id or spec_id.startswith(("apiframe", "bfl", "replicate")):
        studio.add_pictures(file(width=480, height=320))
    chosen, size = CHOSEN[spec_id]
    studio.prompt.fill("a paper boat on a blue lake, text reading AHOY")
    studio.set(**chosen)
    expect(studio.page.locator("#result-size")).to_have_text(f"{size[0]} × {size[1]}")
    picture = studio.picture(studio.make())
    assert picture.format == {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}[chosen["output_format"]]
    assert picture.size == size
