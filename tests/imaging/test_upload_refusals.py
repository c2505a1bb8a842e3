"""Invalid uploads are refused with a message."""

import contextlib
import io
import re
import struct
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from playground.imaging.errors import UploadRefused
from playground.imaging.facts import measure
from playground.imaging.uploads import MOST_BYTES, verify_upload
from tests.imaging.picture_makers import (
    PNG_SIGNATURE,
    decode,
    draw,
    encode,
    make_png,
    png_chunk,
    sample,
    with_png_chunk,
)
from tests.imaging.taking import refusal, take

FORMATS = ("png", "jpg", "webp", "gif")


def test_refuses_an_empty_file() -> None:
    assert refusal(b"") == "This file is empty. Choose a PNG, JPEG, WebP, AVIF or GIF picture."


@pytest.mark.parametrize("content", [b"hello", b"\0" * 100, b"<note>svg</note>", b"\x89PN", b"RIFF\0\0\0\0WAVE"])
def test_refuses_a_file_that_is_not_a_picture(content: bytes) -> None:
    assert refusal(content) == "This file is not an image we can read. Choose a PNG, JPEG, WebP, AVIF or GIF picture."


def test_reads_no_more_than_one_byte_over_20_mb() -> None:
    file = io.BytesIO(sample("png") + b"\0" * (MOST_BYTES + 100))
    with pytest.raises(UploadRefused, match="larger than 20 MB"):
        verify_upload(file)
    assert file.tell() == MOST_BYTES + 1


def test_accepts_a_file_of_exactly_20_mb_in_pieces() -> None:
    class Pieces(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 1_000_000))

    content = sample("png")
    made = verify_upload(Pieces(content + b"\0" * (MOST_BYTES - len(content))))
    assert measure(made).width == 24


def test_refuses_a_tiny_png_that_claims_60000_by_60000() -> None:
    bomb = make_png(60000, 60000, 8, 2, b"\0" * 100)
    assert len(bomb) < 200
    sentence = (
        "This picture has 60000 × 60000 pixels; the maximum is 40 megapixels. Make it smaller and use the new file."
    )
    assert refusal(bomb) == sentence


def test_refuses_a_small_file_with_144_megapixels() -> None:
    row = b"\0" * (1 + 12000 // 8)
    bomb = make_png(12000, 12000, 1, 0, row * 12000)
    assert len(bomb) < 50_000
    assert "12000 × 12000 pixels" in refusal(bomb)


def test_refuses_a_gif_with_a_huge_canvas() -> None:
    content = bytearray(sample("gif"))
    content[6:10] = struct.pack("<HH", 65535, 65535)
    assert "65535 × 65535 pixels" in refusal(bytes(content))


def test_refuses_a_gif_whose_frame_is_huge_on_a_small_canvas() -> None:
    content = sample("gif")
    frame = content.index(b",\0\0\0\0", 13)
    huge = content[: frame + 5] + struct.pack("<HH", 60000, 60000) + content[frame + 9 :]
    assert "60000 × 60000 pixels" in refusal(huge)


def test_refuses_a_webp_and_a_jpeg_with_huge_claims() -> None:
    canvas = bytes([0x10, 0, 0, 0]) + (16382).to_bytes(3, "little") * 2
    inner = sample("webp")[12:] + b"VP8X" + struct.pack("<I", 10) + canvas
    header = b"VP8X" + struct.pack("<I", 10) + canvas
    webp = b"RIFF" + struct.pack("<I", 4 + len(header) + len(inner)) + b"WEBP" + header + inner
    assert "16383 × 16383 pixels" in refusal(webp)
    jpeg = sample("jpg")
    frame = jpeg.index(b"\xff\xc0") + 5
    assert "65535 × 65535 pixels" in refusal(jpeg[:frame] + b"\xff\xff\xff\xff" + jpeg[frame + 4 :])


def test_the_limit_is_exactly_40_megapixels() -> None:
    rows = (b"\0" * (1 + 8000 // 8)) * 5001
    assert "8000 × 5001 pixels" in refusal(make_png(8000, 5001, 1, 0, rows))
    taken = take(make_png(8000, 5000, 1, 0, rows[: 1001 * 5000]))
    assert (taken.width, taken.height) == (8000, 5000)


@pytest.mark.parametrize("image_format", FORMATS)
def test_refuses_a_file_of_too_many_parts(image_format: str) -> None:
    content = sample(image_format)
    place, part = {
        "png": (33, png_chunk(b"teXt", b"")),
        "jpg": (2, b"\xff\xfe\0\2"),
        "webp": (12, b"none\0\0\0\0"),
        "gif": (content.find(b",", 13), b"!\xfe\1a\0"),
    }[image_format]
    crowd = content[:place] + part * 30_000 + content[place:]
    if image_format == "webp":
        crowd = crowd[:4] + struct.pack("<I", len(crowd) - 8) + crowd[8:]
    assert refusal(crowd).endswith("file has too many parts. Save it again and use the new file.")


def test_refuses_a_progressive_jpeg_of_very_many_scans() -> None:
    content = encode(draw(mode="L"), "JPEG", progressive=True)
    last_scan = content[content.rindex(b"\xff\xda") : -2]
    assert take(content[:-2] + last_scan * 5 + content[-2:]).width == 24
    assert "too many parts" in refusal(content[:-2] + last_scan * 100 + content[-2:])


# The last bytes of these files hold no pixels: the end marks of PNG, JPEG and GIF, and the end of a GIF's code.
@pytest.mark.parametrize(("image_format", "unneeded"), [("png", 12), ("jpg", 3), ("webp", 0), ("gif", 4)])
def test_refuses_a_file_cut_off_anywhere_before_its_end(image_format: str, unneeded: int) -> None:
    content = sample(image_format)
    label = {"png": "PNG", "jpg": "JPEG", "webp": "WebP", "gif": "GIF"}[image_format]
    for length in range(12, len(content) - unneeded):
        assert re.fullmatch(
            rf"This {label} file (is damaged or incomplete|cannot be decoded). Save it again and use the new file.",
            refusal(content[:length]),
        )
    for length in range(len(content) - unneeded, len(content)):
        assert take(content[:length]).width == 24


@pytest.mark.parametrize("image_format", FORMATS)
def test_refuses_a_header_with_nothing_behind(image_format: str) -> None:
    for length in range(1, 12):
        assert refusal(sample(image_format)[:length])


def test_refuses_a_png_whose_pixels_end_early() -> None:
    broken = make_png(50, 50, 8, 2, b"\0" * 500)
    assert refusal(broken) == "This PNG file is damaged or incomplete. Save it again and use the new file."


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(
    head=st.sampled_from([b"", PNG_SIGNATURE, b"\xff\xd8\xff", b"RIFF\xff\0\0\0WEBPVP8 ", b"GIF89a", b"BM", b"II*\0"]),
    rest=st.binary(max_size=300),
)
def test_random_bytes_only_raise_a_refusal(head: bytes, rest: bytes) -> None:
    assert refusal(head + rest).endswith(".")


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(data=st.data(), image_format=st.sampled_from([*FORMATS, "palette", "lossless"]))
def test_a_damaged_picture_only_raises_a_refusal(data: st.DataObject, image_format: str) -> None:
    special = {"palette": encode(draw(mode="P"), "PNG"), "lossless": encode(draw(mode="RGBA"), "WEBP", lossless=True)}
    content = bytearray(special.get(image_format) or sample(image_format))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UploadRefused):
        taken = take(bytes(content))
        assert (taken.width, taken.height) == decode(taken.content).size


def test_accepts_files_that_pillow_warns_about() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\1\3\0\1\0\0\0\6\0\0\0\x1a\1\5\0\1\0\0\0\xff\xff\0\0"
    broken_exif = sample("jpg")[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + sample("jpg")[2:]
    broken_animation = with_png_chunk(sample("png"), b"acTL", struct.pack(">II", 0, 0))
    for content in (broken_exif, broken_animation):
        with warnings.catch_warnings(record=True) as recorded:
            warnings.simplefilter("always")
            Image.open(io.BytesIO(content)).getexif()
        assert recorded
        assert take(content).width in (16, 24)


def test_refuses_a_png_without_pixels() -> None:
    end = png_chunk(b"IEND", b"")
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 5, 8, 2, 0, 0, 0))
    assert "damaged or incomplete" in refusal(PNG_SIGNATURE + header + end)
    assert "damaged or incomplete" in refusal(make_png(0, 5, 8, 2, b""))
