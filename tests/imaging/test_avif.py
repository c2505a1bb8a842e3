"""AVIF pictures are taken, with their colours, opacity and orientation; malicious ones cost nothing."""

import struct
from typing import Any

import pytest
from PIL import Image, ImageChops

from playground.imaging.av1 import read_frames
from playground.imaging.avif import read_avif, refuse_hidden_pixels
from playground.imaging.chunks import PartLimit
from playground.imaging.errors import NotAPicture
from playground.imaging.facts import recognise_format
from tests.imaging.picture_makers import decode, draw, encode
from tests.imaging.taking import refusal, take


def difference(first: Image.Image, second: Image.Image) -> int:
    extrema: Any = ImageChops.difference(first.convert("RGB"), second.convert("RGB")).getextrema()
    return max(high for _low, high in extrema)


@pytest.mark.parametrize("options", [{}, {"subsampling": "4:4:4"}, {"range": "limited"}, {"speed": 10}])
def test_becomes_a_jpeg(options: dict[str, object]) -> None:
    taken = take(encode(draw(96, 64), "AVIF", quality=90, **options))
    assert (taken.format, taken.width, taken.height) == ("jpg", 96, 64)
    assert difference(decode(taken.content), draw(96, 64)) < 24


def test_becomes_a_webp_if_it_can_be_transparent() -> None:
    taken = take(encode(draw(96, 64, "RGBA"), "AVIF", quality=95))
    made = decode(taken.content)
    assert (taken.format, made.mode) == ("webp", "RGBA")
    extrema: Any = made.getchannel("A").getextrema()
    assert extrema[0] <= 4
    assert extrema[1] >= 250


def test_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    taken = take(encode(frames[0], "AVIF", save_all=True, append_images=frames[1:], duration=100))
    assert difference(decode(taken.content), frames[0]) < 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_is_upright_and_without_metadata(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = draw(96, 64)
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(undo[orientation]))
    taken = take(encode(stored, "AVIF", exif=exif, quality=95))
    assert (taken.width, taken.height) == (96, 64)
    assert difference(decode(taken.content), upright) < 40
    assert b"ecret" not in taken.content


def test_its_code_points_are_read() -> None:
    content = encode(draw(), "AVIF")
    assert read_avif(content).code_points == (1, 13)
    red = Image.new("RGB", (32, 32), (200, 60, 60))
    content = encode(red, "AVIF", quality=95)
    p3 = content.replace(b"nclx\0\1\0\x0d", b"nclx\0\x0c\0\x0d")
    assert p3 != content
    # Chromium shows the red of Display P3 like this.
    pixel: Any = decode(take(p3).content).getpixel((16, 16))
    assert all(abs(shown - wanted) <= 4 for shown, wanted in zip(pixel, (217, 45, 54), strict=True))


def test_faults_in_its_metadata_do_not_matter() -> None:
    exif = Image.Exif()
    exif[0x010E] = "A description"
    content = encode(draw(), "AVIF", exif=exif)
    place = content.index(b"MM\0*", content.index(b"mdat"))
    damaged = content[: place - 4] + b"\xff" * 12 + content[place + 8 :]
    assert take(damaged).sha256 == take(content).sha256
    other_brand = content[:8] + b"miaf" + content[12:]
    assert take(other_brand).sha256 == take(content).sha256


def test_a_file_cut_off_anywhere_is_refused() -> None:
    content = encode(draw(), "AVIF")
    for length in range(12, len(content), 3):
        sentence = "This AVIF file is damaged or incomplete. Save it again and use the new file."
        assert refusal(content[:length]) == sentence


def test_a_header_with_too_many_pixels_is_refused() -> None:
    content = bytearray(encode(draw(), "AVIF"))
    place = content.index(b"ispe") + 8
    content[place : place + 8] = struct.pack(">II", 5000, 5001)
    sentence = (
        "This picture has 5000 × 5001 pixels; the maximum is 25 megapixels. Make it smaller and use the new file."
    )
    assert refusal(bytes(content)) == sentence


def test_a_frame_with_more_pixels_than_the_header_says_is_refused() -> None:
    content = encode(draw(96, 64), "AVIF")
    header = read_avif(content)
    refuse_hidden_pixels(content, header, 96 * 64)
    with pytest.raises(NotAPicture, match="contains a larger picture than its header says"):
        refuse_hidden_pixels(content, header, 96 * 64 - 1)


def test_frames_that_are_never_shown_count() -> None:
    content = encode(draw(96, 64), "AVIF")
    start = content.index(b"mdat") + 4
    stream = content[start:]
    assert list(read_frames(stream, PartLimit("AVIF"))) == [(96, 64)]
    assert list(read_frames(stream * 100, PartLimit("AVIF"))) == [(96, 64)] * 100


def test_a_part_that_is_longer_than_the_file_is_refused() -> None:
    content = bytearray(encode(draw(), "AVIF"))
    # Behind the version, the sizes, the number of items, and the number, data, count and start of the first.
    length_at = content.index(b"iloc") + 22
    content[length_at : length_at + 4] = struct.pack(">I", 3 * len(content))
    assert "AVIF file is damaged" in refusal(bytes(content))


def test_a_heic_is_not_an_avif() -> None:
    assert recognise_format(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic") is None
    assert recognise_format(b"\0\0\0\x1cftypmif1\0\0\0\0mif1miafavif") == "avif"
