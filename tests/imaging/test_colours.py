"""An upload keeps its colours, however the file describes them. The expected colours are computed by coloraide."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from coloraide import Color
from PIL import Image

from playground.imaging.thumbnails import make_thumbnails
from tests.imaging.picture_makers import decode, encode, make_png, png_chunk, with_png_chunk
from tests.imaging.profile_makers import ADOBE_GAMMA, ADOBE_RGB, DISPLAY_P3, grey_profile, rgb_profile
from tests.imaging.taking import take

type Rgb = tuple[float, float, float]
type Expect = Callable[[Rgb], Rgb]

EDGE = 16
COLOURS = (
    *((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (128, 128, 128)),
    *((200, 100, 50), (30, 60, 90), (220, 220, 40), (64, 64, 64), (10, 10, 10), (180, 20, 160)),
)
GREYS = tuple((value, value, value) for value in range(0, 256, 15))
P3_NUMBERS = (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)
SRGB_NUMBERS = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
LOSSLESS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "JPEG": {"quality": 100, "subsampling": 0},
    "WEBP": {"lossless": True},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
}


def chart(colours: tuple[tuple[int, int, int], ...] = COLOURS, mode: str = "RGB") -> Image.Image:
    small = Image.new("RGB", (len(colours), 1))
    small.putdata(colours)
    return small.resize((len(colours) * EDGE, EDGE), Image.Resampling.NEAREST).convert(mode)


def as_from(space: str) -> Expect:
    """What a colour of this space is in sRGB; what sRGB cannot show is cut off in each channel."""

    def convert(colour: Rgb) -> Rgb:
        found = Color(space, colour).convert("srgb").fit(method="clip")
        return found["red"], found["green"], found["blue"]

    return convert


def with_gamma(gamma: float, space: str = "srgb-linear") -> Expect:
    light = as_from(space)
    return lambda colour: light((colour[0] ** gamma, colour[1] ** gamma, colour[2] ** gamma))


def assert_colours(content: bytes, expected: Expect, colours: tuple[tuple[int, int, int], ...] = COLOURS) -> None:
    made = decode(take(content).content).convert("RGBA")
    for place, (red, green, blue) in enumerate(colours):
        wanted = Color("srgb", expected((red / 255, green / 255, blue / 255)))
        pixel: Any = made.getpixel((place * EDGE + EDGE // 2, EDGE // 2))
        shown = Color("srgb", [channel / 255 for channel in pixel[:3]])
        assert shown.delta_e(wanted, method="2000") <= 2, (place, pixel, wanted.to_string())


def gamma_chunk(value: int) -> bytes:
    return png_chunk(b"gAMA", struct.pack(">I", value))


def numbers_chunk(numbers: tuple[float, ...]) -> bytes:
    return png_chunk(b"cHRM", struct.pack(">8I", *(round(number * 100_000) for number in numbers)))


def with_chunks(*chunks: bytes, mode: str = "RGB") -> bytes:
    content = encode(chart(GREYS if mode == "L" else COLOURS, mode), "PNG")
    return content[:33] + b"".join(chunks) + content[33:]


@pytest.mark.parametrize("form", LOSSLESS)
@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (rgb_profile(DISPLAY_P3), as_from("display-p3")),
        (rgb_profile(ADOBE_RGB, ADOBE_GAMMA), as_from("a98-rgb")),
        # A profile for other channels is ignored.
        (grey_profile(1.0), as_from("srgb")),
        (b"nonsense" * 50, as_from("srgb")),
    ],
    ids=["display p3", "adobe rgb", "grey", "invalid"],
)
def test_an_rgb_picture_with_a_profile(form: str, profile: bytes, expected: Expect) -> None:
    assert_colours(encode(chart(), form, icc_profile=profile, **LOSSLESS[form]), expected)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "AVIF"])
@pytest.mark.parametrize("profile", [grey_profile(1.4), rgb_profile(ADOBE_RGB, 1.4)], ids=["grey", "rgb"])
def test_a_grey_picture_with_a_profile(form: str, profile: bytes) -> None:
    content = encode(chart(GREYS, "L"), form, icc_profile=profile, quality=100)
    assert_colours(content, with_gamma(1.4), GREYS)


@pytest.mark.parametrize("profile", [grey_profile(1.4), rgb_profile(ADOBE_RGB, 1.4)], ids=["grey", "rgb"])
def test_a_grey_picture_with_opacity_and_a_profile(profile: bytes) -> None:
    picture = chart(GREYS, "L").convert("LA")
    picture.putalpha(128)
    content = encode(picture, "PNG", icc_profile=profile)
    assert_colours(content, with_gamma(1.4), GREYS)
    assert decode(take(content).content).getchannel("A").getextrema() == (128, 128)


def test_sixteen_bits_of_grey_with_a_profile() -> None:
    row = b"\0" + b"".join(struct.pack(">H", grey * 257) * EDGE for grey, _, _ in GREYS)
    profile = png_chunk(b"iCCP", b"grey\0\0" + zlib.compress(grey_profile(1.4)))
    content = make_png(len(GREYS) * EDGE, EDGE, 16, 0, row * EDGE, profile)
    assert_colours(content, with_gamma(1.4), GREYS)


@pytest.mark.parametrize(
    ("primaries", "transfer", "expected"),
    [
        (1, 13, as_from("srgb")),
        (12, 13, as_from("display-p3")),
        (1, 8, as_from("srgb-linear")),
        (9, 8, as_from("rec2020-linear")),
        (1, 4, with_gamma(2.2)),
        # Numbers that mean nothing for colours.
        (2, 2, as_from("srgb")),
        (12, 200, as_from("srgb")),
    ],
)
def test_a_png_with_code_points(primaries: int, transfer: int, expected: Expect) -> None:
    assert_colours(with_chunks(png_chunk(b"cICP", bytes([primaries, transfer, 0, 1]))), expected)


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ((gamma_chunk(55556),), with_gamma(1 / 0.55556)),
        ((gamma_chunk(100_000),), as_from("srgb-linear")),
        ((gamma_chunk(45455),), as_from("srgb")),
        ((gamma_chunk(0),), as_from("srgb")),
        ((numbers_chunk(P3_NUMBERS),), as_from("srgb")),
        ((gamma_chunk(100_000), numbers_chunk(P3_NUMBERS)), as_from("display-p3-linear")),
        ((gamma_chunk(45455), numbers_chunk(SRGB_NUMBERS)), with_gamma(2.2)),
        ((gamma_chunk(100_000), numbers_chunk((0.0,) * 8)), as_from("srgb")),
        ((gamma_chunk(100_000), png_chunk(b"sRGB", b"\0")), as_from("srgb")),
        ((gamma_chunk(100_000), png_chunk(b"cICP", b"\x0c\x0d\0\1")), as_from("display-p3")),
        ((gamma_chunk(100_000), png_chunk(b"iCCP", b"p\0\0" + zlib.compress(b"nonsense"))), as_from("srgb-linear")),
    ],
)
def test_a_png_with_gamma_and_chromaticities(chunks: tuple[bytes, ...], expected: Expect) -> None:
    assert_colours(with_chunks(*chunks), expected)


def test_a_grey_png_with_gamma() -> None:
    assert_colours(with_chunks(gamma_chunk(55556), mode="L"), with_gamma(1 / 0.55556), GREYS)


# What Chromium 156 shows for the colours above on a screen of standard brightness. No standard says how bright colours
# are made darker, so there is nothing to compute it with.
CHROMIUM_SHOWS = {
    (9, 16): ((255, 255, 255), (0, 0, 0), (132, 132, 132), (255, 0, 0), (0, 27, 64), (30, 30, 30), (255, 0, 181)),
    (9, 18): ((255, 255, 255), (0, 0, 0), (99, 99, 99), (230, 48, 17), (0, 40, 62), (43, 43, 43), (185, 0, 131)),
    (1, 16): ((255, 255, 255), (0, 0, 0), (132, 132, 132), (255, 51, 8), (4, 26, 61), (30, 30, 30), (255, 1, 198)),
}


@pytest.mark.parametrize(("code_points", "shown"), CHROMIUM_SHOWS.items())
def test_a_png_for_brighter_screens_looks_as_in_chromium(
    code_points: tuple[int, int], shown: tuple[tuple[int, int, int], ...]
) -> None:
    places = (3, 4, 5, 6, 7, 9, 11)
    table = {COLOURS[place]: colour for place, colour in zip(places, shown, strict=True)}
    colours = tuple(table)
    content = encode(chart(colours), "PNG")
    content = with_png_chunk(content, b"cICP", bytes([*code_points, 0, 1]))

    def expected(colour: Rgb) -> Rgb:
        red, green, blue = table[round(colour[0] * 255), round(colour[1] * 255), round(colour[2] * 255)]
        return red / 255, green / 255, blue / 255

    assert_colours(content, expected, colours)


def test_a_thumbnail_has_the_same_colours() -> None:
    content = with_chunks(png_chunk(b"cICP", b"\x0c\x0d\0\1"))
    thumbnail = decode(make_thumbnails(content)["large"]).convert("RGB")
    pixel: Any = thumbnail.getpixel((6 * EDGE + EDGE // 2, EDGE // 2))
    wanted = Color("display-p3", [channel / 255 for channel in COLOURS[6]]).convert("srgb")
    assert Color("srgb", [channel / 255 for channel in pixel]).delta_e(wanted, method="2000") < 3
