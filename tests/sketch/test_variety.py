"""The seed decides the layout: neighbouring seeds differ clearly, equal seeds not at all."""

from collections import Counter
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from playground.sketch.scenes.portrait import SKINS
from playground.sketch.variety import Variety
from tests.engines.cases import draw, run

PROMPTS = (
    "A cozy coffee shop, warm light",
    "A professional product photo of a minimalist watch on a marble surface, studio lighting",
    "A vibrant event poster with bold typography: SUMMER FEST 2026, colorful gradient background",
    "portrait of a woman, pastel colors",
    "mountain lake at sunset",
    "city skyline by night",
    "abstract waves in deep blue and gold",
    "botanical print with flowers, forest green",
    "UI mockup of a banking app, blue",
    "a black cat",
    "a planet among stars",
    "geometric bauhaus poster in #ff6600",
    "minimalist spheres",
    'a book cover titled "The Long Way Home", retro',
    "something calm in teal",
)
# Mean difference in grey that reads as another picture, and how alike two drawings of outlines may be.
LEAST_DIFFERENCE = 9
MOST_ALIKE = 0.6


def shrink(picture: Image.Image) -> Image.Image:
    return picture.convert("L").resize((64, 64), Image.Resampling.BOX)


def outlines(picture: Image.Image) -> list[float]:
    """Return where the edges of a small grey picture lie, smoothed and about their mean, row by row."""
    edges = picture.filter(ImageFilter.FIND_EDGES).crop((1, 1, 63, 63)).filter(ImageFilter.BoxBlur(1))
    mean = ImageStat.Stat(edges).mean[0]
    return [level - mean for level in edges.tobytes()]


def likeness(first: list[float], second: list[float]) -> float:
    """Return how far two lists of outlines lie in the same places, from -1 to 1."""
    product = sum(one * other for one, other in zip(first, second, strict=True))
    return product / (sum(one * one for one in first) * sum(other * other for other in second)) ** 0.5


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize(
    "size", [(320, 320), *(pytest.param(size, marks=pytest.mark.thorough) for size in ((400, 224), (224, 400)))]
)
def test_four_seeds_in_a_row_give_four_layouts(prompt: str, size: tuple[int, int]) -> None:
    first = 1 + 977 * PROMPTS.index(prompt)
    small = [shrink(draw(prompt, seed=first + index, size=size)) for index in range(4)]
    drawn = [outlines(picture) for picture in small]
    for one, other in combinations(range(4), 2):
        assert ImageStat.Stat(ImageChops.difference(small[one], small[other])).mean[0] > LEAST_DIFFERENCE
        assert likeness(drawn[one], drawn[other]) < MOST_ALIKE


@pytest.mark.parametrize("prompt", PROMPTS)
def test_equal_seeds_give_equal_bytes(prompt: str) -> None:
    assert run(prompt, seed=12).pictures == run(prompt, seed=12).pictures


@pytest.mark.parametrize("first", [0, 5, 2**53 - 6])
def test_every_tone_of_skin_comes_up_equally_often(first: int) -> None:
    picked = [Variety(first + index).each("skin", SKINS) for index in range(6)]
    assert sorted(picked) == sorted(SKINS)


@pytest.mark.parametrize("purpose", ["sun place", "horizon", "tilt", "orb aside"])
def test_neighbouring_seeds_choose_numbers_far_apart(purpose: str) -> None:
    numbers = [Variety(seed).between(purpose, 0, 1) for seed in range(400)]
    assert all(0 <= number < 1 for number in numbers)
    for index in range(397):
        assert min(abs(one - other) for one, other in combinations(numbers[index : index + 4], 2)) > 0.05
    tenths = Counter(int(number * 10) for number in numbers)
    assert max(tenths.values()) - min(tenths.values()) <= 6


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7])
def test_each_option_has_its_turn(count: int) -> None:
    for purpose in ("room", "shot", "flow", "pose"):
        options = tuple(range(count))
        taken = [Variety(seed).each(purpose, options) for seed in range(40)]
        assert all(sorted(taken[start : start + count]) == list(options) for start in range(40 - count))
