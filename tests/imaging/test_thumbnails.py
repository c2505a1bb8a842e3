"""Thumbnails for the pages and the card for link previews."""

from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image

from playground.imaging.errors import NotAPicture
from playground.imaging.thumbnails import THUMBNAIL_EDGES, make_link_preview, make_thumbnails
from tests.imaging.picture_makers import decode, draw, encode, make_png, sample, swapping_profile


def make_thumbnail(content: bytes, edge: int) -> bytes:
    return make_thumbnails(content, {"only": edge})["only"]


def colour_at(picture: Image.Image, place: tuple[int, int]) -> Sequence[int]:
    """Return the channels of a pixel, of which there are several."""
    found = picture.getpixel(place)
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("size", "small", "large"),
    [
        ((1200, 600), (256, 128), (768, 384)),
        ((500, 1000), (128, 256), (384, 768)),
        ((300, 300), (256, 256), (300, 300)),
        ((40, 20), (40, 20), (40, 20)),
    ],
)
def test_thumbnails_fit_and_are_never_enlarged(
    form: str, size: tuple[int, int], small: tuple[int, int], large: tuple[int, int]
) -> None:
    made = {label: decode(content) for label, content in make_thumbnails(encode(draw(*size), form)).items()}
    assert {label: (picture.format, picture.size) for label, picture in made.items()} == {
        "small": ("WEBP", small),
        "large": ("WEBP", large),
    }


def test_makes_one_thumbnail_for_each_named_edge() -> None:
    assert list(make_thumbnails(sample("png"))) == list(THUMBNAIL_EDGES)
    assert decode(make_thumbnail(encode(draw(900, 900), "JPEG"), 100)).size == (100, 100)


def test_a_very_long_picture_keeps_at_least_one_pixel_across() -> None:
    assert decode(make_thumbnail(encode(draw(4000, 2), "PNG"), 256)).size == (256, 1)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_thumbnails_keep_transparency(mode: str) -> None:
    thumbnail = decode(make_thumbnail(encode(draw(800, 400, mode), "PNG"), 256))
    assert thumbnail.mode == "RGBA"
    extrema: Any = thumbnail.getchannel("A").getextrema()
    low, high = extrema
    assert low < 10
    assert high > 245


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_thumbnails_show_the_colors_of_any_mode(mode: str) -> None:
    source = draw(600, 600, mode)
    thumbnail = decode(make_thumbnail(encode(source, "JPEG" if mode == "CMYK" else "PNG"), 60))
    expected = source.convert("RGB").resize((60, 60), Image.Resampling.BOX)
    for place in ((5, 5), (55, 5), (5, 55), (30, 30)):
        pairs = zip(colour_at(thumbnail, place), colour_at(expected, place), strict=True)
        assert max(abs(first - second) for first, second in pairs) < 40


def test_thumbnails_are_upright_and_have_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    thumbnail = decode(make_thumbnail(encode(draw(800, 400), "JPEG", exif=exif), 256))
    assert thumbnail.size == (128, 256)
    assert not thumbnail.getexif()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_thumbnails_are_in_srgb(form: str) -> None:
    content = encode(Image.new("RGB", (400, 400), "red"), form, icc_profile=swapping_profile())
    thumbnail = decode(make_thumbnail(content, 64))
    assert "icc_profile" not in thumbnail.info
    red, _green, blue = colour_at(thumbnail, (30, 30))
    assert (red < 10, blue > 245) == (True, True)


@pytest.mark.parametrize("size", [(1024, 1024), (300, 1400), (2000, 100), (16, 16)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_card_shows_the_whole_picture_in_1200_by_630(size: tuple[int, int], mode: str) -> None:
    content = make_link_preview(encode(draw(*size, mode), "PNG"))
    card = decode(content)
    assert (card.format, card.size) == ("JPEG", (1200, 630))
    assert len(content) <= 150_000


def test_a_card_is_small_even_for_a_noisy_picture() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((900, 900), 120) for _ in range(3)])
    content = make_link_preview(encode(noise, "PNG"))
    assert len(content) <= 160_000
    white = decode(make_link_preview(encode(Image.new("RGB", (600, 600), "white"), "PNG")))
    assert min(colour_at(white, (600, 315))) > 250
    assert max(colour_at(white, (20, 315))) < 160


def test_refuses_what_cannot_be_decoded() -> None:
    for content in (b"", b"text", sample("gif"), sample("png")[:-20], make_png(50, 50, 8, 2, b"short")):
        for make in (make_thumbnails, make_link_preview):
            with pytest.raises(NotAPicture):
                make(content)
    with pytest.raises(NotAPicture, match="60000 × 60000"):
        make_thumbnails(make_png(60000, 60000, 8, 2, b""))
