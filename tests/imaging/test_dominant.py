"""The colours of a picture: the largest area first, shades of one surface once."""

import io

import pytest
from PIL import Image

from playground.imaging.dominant import dominant_colours
from playground.imaging.errors import NotAPicture

TEAL, CREAM, RUST = (15, 118, 110, 255), (255, 247, 224, 255), (183, 65, 14, 255)


def save(image: Image.Image, format: str = "PNG") -> bytes:
    target = io.BytesIO()
    image.save(target, format)
    return target.getvalue()


def test_the_largest_area_comes_first_and_transparent_ones_do_not_count() -> None:
    image = Image.new("RGBA", (400, 300), TEAL)
    image.paste(CREAM, (0, 0, 200, 100))
    image.paste(RUST, (380, 0, 400, 100))
    image.paste((255, 0, 255, 0), (200, 150, 400, 300))
    assert dominant_colours(save(image)) == ["#0F766E", "#FFF7E0", "#B7410E"]


def test_shades_of_one_surface_are_one_colour() -> None:
    image = Image.new("RGB", (256, 10))
    image.putdata([(100 + column // 16, 60, 60) for _ in range(10) for column in range(256)])
    assert len(dominant_colours(save(image))) == 1


def test_a_busy_picture_gives_no_more_than_asked_for() -> None:
    found = dominant_colours(save(Image.effect_noise((300, 300), 90), "WEBP"), 4)
    assert 1 < len(found) <= 4


def test_nothing_is_seen_of_an_invisible_picture() -> None:
    assert dominant_colours(save(Image.new("RGBA", (9, 9), (1, 2, 3, 0)))) == []


@pytest.mark.parametrize("content", [b"", b"RIFF", save(Image.new("RGB", (9, 9)))[:50]])
def test_what_is_not_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        dominant_colours(content)
