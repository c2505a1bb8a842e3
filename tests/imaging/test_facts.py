"""The properties that are read from a picture's header."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.imaging.errors import NotAPicture
from playground.imaging.facts import ImageInfo, measure
from tests.imaging.picture_makers import draw, encode, make_png, sample


@pytest.mark.parametrize(
    ("image_format", "content"),
    [
        ("png", encode(draw(123, 45), "PNG")),
        ("jpg", encode(draw(123, 45), "JPEG")),
        ("jpg", encode(draw(123, 45), "JPEG", progressive=True, exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")),
        ("webp", encode(draw(123, 45), "WEBP")),
        ("webp", encode(draw(123, 45), "WEBP", lossless=True)),
        ("webp", encode(draw(123, 45, "RGBA"), "WEBP")),
        ("webp", encode(draw(123, 45), "WEBP", save_all=True, append_images=[draw(123, 45).rotate(180)])),
    ],
)
def test_measures_format_size_bytes_and_hash(image_format: str, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    assert measure(content) == ImageInfo(image_format, 123, 45, len(content), digest)


def test_measures_without_decoding() -> None:
    facts = measure(make_png(60000, 60000, 8, 2, b"not that many pixels"))
    assert (facts.width, facts.height) == (60000, 60000)


@pytest.mark.parametrize("content", [b"", b"{}", b"<svg/>", sample("gif"), make_png(0, 1, 8, 2, b"")])
def test_refuses_other_formats(content: bytes) -> None:
    with pytest.raises(NotAPicture) as caught:
        measure(content)
    assert caught.value.sentence.endswith(".")


@pytest.mark.parametrize("image_format", ["png", "jpg", "webp"])
def test_refuses_a_picture_that_arrived_in_part(image_format: str) -> None:
    content = sample(image_format)
    for length in range(len(content)):
        with pytest.raises(NotAPicture):
            measure(content[:length])


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(data=st.data(), image_format=st.sampled_from(["png", "jpg", "webp"]))
def test_damaged_headers_are_measured_or_refused(data: st.DataObject, image_format: str) -> None:
    content = bytearray(sample(image_format))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, min(len(content), 80) - 1))] = data.draw(st.integers(0, 255))
    try:
        facts = measure(bytes(content))
    except NotAPicture:
        return
    assert facts.width > 0
    assert facts.height > 0
