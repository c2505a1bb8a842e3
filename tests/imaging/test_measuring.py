"""The closest colour to an asked one, its ΔE2000 and its share, in every kind of picture that is stored."""

import random

import pytest
from coloraide import Color
from PIL import Image, ImageDraw

from playground.imaging.colour_difference import delta_e, to_lab
from playground.imaging.errors import NotAPicture
from playground.imaging.measuring import FoundColour, find_colours
from tests.imaging.picture_makers import encode, make_png

TEAL, ORANGE = "#0F766E", "#FF8800"
# From the table that Sharma, Wu and Dalal published with their notes on the formula: it has the difficult hues.
PUBLISHED = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
]


def paint(size: int = 100, share: float = 0.25, mode: str = "RGB") -> Image.Image:
    """Teal, with a stripe in orange."""
    image = Image.new("RGB", (size, size), TEAL)
    ImageDraw.Draw(image).rectangle((0, 0, size, round(size * share) - 1), fill=ORANGE)
    return image.quantize(4) if mode == "P" else image.convert(mode)


@pytest.mark.parametrize(("one", "other", "expected"), PUBLISHED)
def test_differences_are_those_of_the_published_table(
    one: tuple[float, float, float], other: tuple[float, float, float], expected: float
) -> None:
    assert delta_e(one, other) == pytest.approx(expected, abs=0.00005)
    assert delta_e(other, one) == pytest.approx(expected, abs=0.00005)


def test_differences_are_those_of_the_library() -> None:
    numbers = random.Random(16)
    for _ in range(300):
        one, other = ([numbers.randrange(256) for _ in range(3)] for _ in range(2))
        expected = Color("srgb", [v / 255 for v in one]).delta_e(Color("srgb", [v / 255 for v in other]), method="2000")
        assert delta_e(to_lab(*one), to_lab(*other)) == pytest.approx(expected, abs=0.0001)


def test_a_flat_colour_is_exact_and_its_share_is_measured() -> None:
    [teal, orange, white] = find_colours(encode(paint(), "PNG"), [TEAL, ORANGE, "#FFFFFF"])
    assert teal == FoundColour(TEAL, TEAL, 0.0, 0.75)
    assert orange == FoundColour(ORANGE, ORANGE, 0.0, 0.25)
    assert white.share == 0
    assert white.delta_e > 30


def test_a_large_picture_is_measured_by_averages() -> None:
    [teal, orange] = find_colours(encode(paint(1024), "PNG"), [TEAL, ORANGE])
    assert teal.closest == TEAL
    assert teal.share == pytest.approx(0.75, abs=0.01)
    assert orange.closest == ORANGE
    assert orange.share == pytest.approx(0.25, abs=0.01)


def test_a_similar_colour_counts_and_one_pixel_does_not() -> None:
    picture = paint(256)
    picture.putpixel((200, 200), (255, 255, 255))
    [similar, white] = find_colours(encode(picture, "PNG"), ["#11706A", "#FFFFFF"])
    assert similar.closest == TEAL
    assert similar.share == pytest.approx(0.75, abs=0.001)
    assert 1 < similar.delta_e < 4
    assert white.closest != "#FFFFFF"


@pytest.mark.parametrize(
    ("form", "mode", "most"),
    [("PNG", "P", 0.5), ("PNG", "RGBA", 0), ("JPEG", "RGB", 2), ("JPEG", "CMYK", 2), ("WEBP", "RGB", 3)],
)
def test_every_format_is_measured(form: str, mode: str, most: float) -> None:
    options = {} if form == "PNG" else {"quality": 95}
    for found in find_colours(encode(paint(64, 0.5, mode), form, **options), [TEAL, ORANGE]):
        assert found.delta_e <= most
        assert found.share == pytest.approx(0.5, abs=0.04)


def test_sixteen_bits_are_measured() -> None:
    row = b"\0" + b"\x0f\x0f\x76\x76\x6e\x6e" * 8
    [found] = find_colours(make_png(8, 8, 16, 2, row * 8), [TEAL])
    assert found == FoundColour(TEAL, TEAL, 0.0, 1.0)


def test_transparent_pixels_do_not_count() -> None:
    picture = paint(100, 0.5, "RGBA")
    picture.paste((255, 0, 255, 10), (0, 50, 100, 100))
    [orange, magenta] = find_colours(encode(picture, "PNG"), [ORANGE, "#FF00FF"])
    assert (orange.share, magenta.share) == (1.0, 0.0)
    assert find_colours(encode(Image.new("RGBA", (9, 9)), "PNG"), [TEAL]) == []


def test_of_an_animation_the_first_frame_counts() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (TEAL, ORANGE)]
    content = encode(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    [teal, orange] = find_colours(content, [TEAL, ORANGE])
    assert (teal.share, orange.share) == (1.0, 0.0)


def test_noise_alone_has_a_closest_colour_too() -> None:
    numbers = random.Random(1)
    content = encode(Image.frombytes("RGB", (100, 100), numbers.randbytes(30_000)), "PNG")
    assert find_colours(content, [TEAL])[0].delta_e < 10


def test_a_damaged_file_is_refused() -> None:
    content = encode(paint(), "PNG")
    with pytest.raises(NotAPicture):
        find_colours(content[: len(content) // 2], [TEAL])
