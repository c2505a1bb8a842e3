"""The blocks, chunks and bytes of a file are counted and copied as a whole, however it divides them."""

import io
import random
import struct
import tracemalloc

import pytest
from PIL import Image

from playground.imaging.chunks import MAX_PARTS, walk_jpeg
from playground.imaging.errors import NotAPicture
from playground.imaging.facts import read_size, read_webp_image
from playground.imaging.gif import read_gif_frame
from playground.imaging.png_pixels import complete_png
from playground.imaging.webp import make_chunk, make_riff
from tests.imaging.picture_makers import draw, encode, make_png

COMMENT = b"!\xfe"


def test_blocks_of_all_extensions_of_a_gif_count_together() -> None:
    content = encode(draw(mode="P"), "GIF")
    # Behind the global palette, whose size is in the flags.
    start = 13 + (6 << (content[10] & 7))
    comment = COMMENT + b"\1 " * 300_000 + b"\0"
    assert read_gif_frame(content[:start] + comment + content[start:]).size == (24, 16)
    with pytest.raises(NotAPicture, match="too many parts"):
        read_gif_frame(content[:start] + comment * 2 + content[start:])


def test_chunks_of_all_frames_of_a_webp_count_together() -> None:
    header = make_chunk(b"VP8X", b"\2" + bytes(9))
    frame = make_chunk(b"ANMF", bytes(16) + make_chunk(b"none", b"") * 1000)
    with pytest.raises(NotAPicture, match="damaged"):
        read_webp_image(make_riff([header, frame]))
    with pytest.raises(NotAPicture, match="too many parts"):
        read_size(make_riff([header, *[frame] * (MAX_PARTS // 1000 + 1)]), "webp")


@pytest.mark.parametrize("stray", [b"\xff" * MAX_PARTS, b"\xff\0" * MAX_PARTS, b"\xff\xff\xd0\1" * MAX_PARTS])
def test_a_marker_is_found_behind_any_number_of_stray_bytes(stray: bytes) -> None:
    content = encode(draw(), "JPEG")
    segments = list(walk_jpeg(content))
    moved = list(walk_jpeg(content[:2] + stray + content[2:]))
    assert [part.kind for part in moved] == [part.kind for part in segments]
    assert [part.start - len(stray) for part in moved] == [part.start for part in segments]


def make_noise(width: int, height: int) -> bytes:
    chance = random.Random(1)
    return make_png(width, height, 8, 0, b"".join(b"\0" + chance.randbytes(width) for _ in range(height)))


def test_a_png_is_unpacked_without_copies_of_its_rest() -> None:
    content = make_noise(2000, 2000)
    tracemalloc.start()
    try:
        assert complete_png(content) == content
        assert tracemalloc.get_traced_memory()[1] < 1.5 * len(content)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("side", [10, 700])
@pytest.mark.parametrize("behind", [b"", b"rest" * 40_000])
def test_a_wrong_checksum_is_found_wherever_the_pixels_end(side: int, behind: bytes) -> None:
    sound = make_noise(side, side)
    start = sound.index(b"IDAT") + 4
    packed = sound[start : start + int.from_bytes(sound[start - 8 : start - 4])]
    wrong = packed[:-4] + bytes(4) + behind
    faulty = sound[: start - 8] + struct.pack(">I", len(wrong)) + b"IDAT" + wrong + sound[start + len(packed) :]
    mended = complete_png(faulty)
    assert Image.open(io.BytesIO(mended)).tobytes() == Image.open(io.BytesIO(sound)).tobytes()
    assert packed[-4:] not in mended
    assert behind == b"" or behind not in mended
    missing = sound[: start - 8] + struct.pack(">I", 20) + b"IDAT" + packed[:20] + sound[start + len(packed) :]
    with pytest.raises(NotAPicture, match="damaged"):
        complete_png(missing)
