"""The photos of phones with very many pixels are taken, because they are scaled while they are decoded."""

import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from playground.imaging.decoding import (
    LARGE_PICTURE,
    MOST_PIXELS,
    MOST_PIXELS_OF_AVIF,
    MOST_PIXELS_OF_SCANS,
    MOST_PIXELS_SCALED,
)
from playground.imaging.errors import UploadRefused
from tests.imaging.picture_makers import decode, draw, encode
from tests.imaging.taking import refusal, take


def claim(content: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its header."""
    place = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2")) + 5
    return content[:place] + struct.pack(">HH", height, width) + content[place + 4 :]


@pytest.mark.parametrize("size", [(8064, 6048), (8160, 6120)])
def test_a_photo_of_48_or_50_megapixels_is_taken_at_half_the_size(size: tuple[int, int]) -> None:
    photo = Image.linear_gradient("L").resize(size, Image.Resampling.NEAREST)
    exif = Image.Exif()
    exif[0x0112] = 6
    taken = take(encode(photo, "JPEG", exif=exif))
    assert (taken.width, taken.height) == (size[1] // 2, size[0] // 2)
    picture = decode(taken.content)
    dark: Any = picture.getpixel((picture.width - 1, 5))
    light: Any = picture.getpixel((0, 5))
    assert dark[0] < 5
    assert light[0] > 250


@pytest.mark.parametrize(
    ("options", "size", "most"),
    [({}, (12000, 10001), 120), ({"progressive": True}, (10000, 6001), 60)],
)
def test_the_refusal_of_a_larger_one_names_the_limit(
    options: dict[str, object], size: tuple[int, int], most: int
) -> None:
    assert refusal(claim(encode(draw(), "JPEG", **options), *size)) == (
        f"This picture has {size[0]} × {size[1]} pixels; the maximum is {most} megapixels."
        " Make it smaller and use the new file."
    )


def test_the_document_names_the_limits() -> None:
    text = " ".join((Path(__file__).resolve().parents[2] / "docs" / "deploy.md").read_text().split())
    most, scaled, scans, avif = (
        limit // 1_000_000 for limit in (MOST_PIXELS, MOST_PIXELS_SCALED, MOST_PIXELS_OF_SCANS, MOST_PIXELS_OF_AVIF)
    )
    assert f"PNG, WebP and GIF may have {most} megapixels and AVIF {avif}. A JPEG of more than {most} is scaled" in text
    assert f"it may have {scaled} megapixels, or {scans} if it has several scans" in text
    assert f"One picture of {LARGE_PICTURE // 1_000_000} megapixels or more" in text


def test_a_large_picture_may_have_fewer_scans() -> None:
    content = encode(draw(mode="L"), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    many = content[:-2] + last * 45 + b"\xff\xd9"
    assert take(many).width == 24
    with pytest.raises(UploadRefused, match="too many parts"):
        take(claim(many, 10000, 6000))


def test_scans_are_counted_in_spite_of_stray_bytes() -> None:
    content = encode(draw(mode="L"), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    with pytest.raises(UploadRefused, match="too many parts"):
        take(content[:-2] + (b"\xff\xfe\0\2\0\0\0" + last) * 100 + b"\xff\xd9")
