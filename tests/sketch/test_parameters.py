"""Every parameter of the sketch engine does what its name says."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from playground.catalog.loading import get_spec
from playground.catalog.spec import Size
from playground.engines.base import EngineRequest
from playground.engines.errors import Cancelled
from playground.sketch.engine import SketchEngine
from tests.engines.cases import difference, draw, run


@pytest.mark.parametrize("size", [(256, 256), (1360, 768), (256, 2048), (2048, 256), (16, 16)])
def test_the_size_is_exact(size: tuple[int, int]) -> None:
    assert draw('a poster reading "HELLO WORLD"', size=size).size == size


def test_four_megapixels_are_drawn() -> None:
    assert draw("waves", size=(2048, 2048), output_format="jpg", steps=2).size == (2048, 2048)


@pytest.mark.parametrize("extension", ["jpg", "webp"])
def test_quality_decides_how_many_bytes(extension: str) -> None:
    sizes = [
        len(run("a lake", output_format=extension, output_quality=quality).pictures[0].content)
        for quality in (0, 40, 80, 100)
    ]
    assert sizes == sorted(set(sizes))


def test_quality_does_not_matter_to_png() -> None:
    assert run("a lake", output_quality=0).pictures == run("a lake", output_quality=100).pictures


def test_equal_requests_give_equal_bytes_in_any_thread() -> None:
    with ThreadPoolExecutor(4) as pool:
        contents = list(pool.map(lambda _: run('flowers "Ωmega 你好 😀"').pictures[0].content, range(6)))
    assert len(set(contents)) == 1


def test_seeds_give_different_pictures() -> None:
    pictures = [draw("a poster", seed=seed) for seed in range(5)]
    apart = [difference(pictures[index], pictures[index + 1]) for index in range(4)]
    assert min(apart) > 8


def test_each_picture_of_a_request_takes_the_next_seed() -> None:
    result = run("a lake", count=3, seed=40)
    assert [picture.seed for picture in result.pictures] == [40, 41, 42]
    assert result.pictures[2].content == run("a lake", seed=42).pictures[0].content


def test_each_step_is_told() -> None:
    reports: list[tuple[float | None, str]] = []
    run("a lake", steps=12, progress=lambda fraction, stage: reports.append((fraction, stage)))
    assert [stage for _, stage in reports] == [f"Step {step} of 12" for step in range(1, 13)]
    assert [fraction for fraction, _ in reports] == pytest.approx([step / 12 for step in range(1, 13)])


@pytest.mark.parametrize(("steps", "halved"), [(28, 14), (9, 5), (1, 1)])
def test_going_fast_halves_the_steps(steps: int, halved: int) -> None:
    reports: list[str] = []
    run("a lake", steps=steps, go_fast=True, progress=lambda fraction, stage: reports.append(stage))
    assert reports[-1] == f"Step {halved} of {halved}"
    assert len(reports) == halved


def test_more_steps_refine_the_same_picture() -> None:
    few, some, many = (draw("botanical print", steps=steps, seed=3) for steps in (4, 20, 50))
    other = draw("botanical print", steps=20, seed=4)
    assert 0.2 < difference(some, many) < difference(few, many) < difference(some, other)


def test_guidance_strengthens_the_colours() -> None:
    spread, contrast = [], []
    for guidance in (0, 3, 10):
        picture = draw("sage green spheres", guidance=guidance)
        channels = picture.split()
        highest = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
        lowest = ImageChops.darker(ImageChops.darker(channels[0], channels[1]), channels[2])
        spread.append(ImageStat.Stat(ImageChops.subtract(highest, lowest)).mean[0])
        contrast.append(ImageStat.Stat(picture.convert("L")).stddev[0])
    assert spread[0] + 5 < spread[1] < spread[2] - 3
    assert contrast[0] < contrast[1] < contrast[2]


def test_a_weak_prompt_leaves_more_of_the_colours_to_the_seed() -> None:
    full, weak = (draw("crimson waves", prompt_strength=strength) for strength in (0.8, 0.1))
    assert difference(full, weak) > 6


def test_upsampling_notes_the_prompt_that_was_drawn() -> None:
    result = run("a lake", prompt_upsampling=True)
    rewritten = result.notes["rewritten_prompt"]
    assert rewritten.startswith("a lake, ")
    assert result.pictures == run(rewritten).pictures
    assert result.pictures != run("a lake").pictures
    assert "rewritten_prompt" not in run("a lake").notes


def test_a_cancel_passes_through() -> None:
    def cancel(fraction: float | None, stage: str) -> None:
        if stage.startswith("Step 3 "):
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        run("a lake", progress=cancel)


@pytest.mark.parametrize(
    ("name", "steps"),
    [("onemin/flux-2-dev/generate", 28), ("onemin/flux-2-max/generate", 50), ("apiframe/flux-2-pro/generate", 25)],
)
def test_the_catalog_s_own_names_are_understood(name: str, steps: int) -> None:
    spec = get_spec(name)
    resolved = {item.name: item.default for item in spec.parameters if item.default is not None} | {"prompt": "a lake"}
    reports: list[str] = []
    request = EngineRequest(spec, resolved | {"output_format": "webp"}, 1, Size(256, 256))
    result = SketchEngine().run(request, lambda fraction, stage: reports.append(stage))
    assert reports[-1] == f"Step {steps} of {steps}"
    assert Image.open(BytesIO(result.pictures[0].content)).format == "WEBP"
