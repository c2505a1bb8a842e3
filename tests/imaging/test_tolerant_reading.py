"""Files that browsers show are taken although they have faults, and nothing beside the picture costs much."""

import struct
import tracemalloc
import zlib
from functools import cache

import pytest
from PIL import Image

from playground.imaging.errors import UploadRefused
from tests.imaging.picture_makers import (
    decode,
    draw,
    encode,
    make_png,
    png_chunk,
    png_chunks,
    sample,
    swapping_profile,
    with_png_chunk,
)
from tests.imaging.taking import Taken, take


def assert_same(content: bytes, original: bytes) -> None:
    """The faulty file gives the very picture of the sound one."""
    assert take(content).sha256 == take(original).sha256


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_gif_without_its_trailer(left: int) -> None:
    content = sample("gif")
    assert_same(content[: len(content) - 1 - left], content)


def test_a_gif_with_zero_bytes_between_its_blocks() -> None:
    content = sample("gif")
    frame = content.index(b",\0\0\0\0")
    assert_same(content[:frame] + b"\0\0\0" + content[frame:-1] + b"\0\0;", content)


def test_an_animation_whose_second_frame_is_damaged() -> None:
    frames = [draw(), draw().rotate(180)]
    content = encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert_same(content[: len(content) * 3 // 4], content)


@pytest.mark.parametrize("stray", [b"\0\1\2", b"\xff\xff\xff", b"\xff\0\xff\xd3"])
def test_a_jpeg_with_stray_bytes_between_markers(stray: bytes) -> None:
    content = sample("jpg")
    for marker in (b"\xff\xdb", b"\xff\xc0", b"\xff\xc4", b"\xff\xda"):
        place = content.index(marker)
        assert_same(content[:place] + stray + content[place:], content)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"optimize": True, "subsampling": 0}])
def test_a_jpeg_without_its_last_two_bytes(options: dict[str, object]) -> None:
    content = encode(draw(200, 120), "JPEG", **options)
    assert_same(content[:-2], content)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_jpeg_without_its_last_pixels_is_refused(options: dict[str, object]) -> None:
    content = encode(draw(200, 120), "JPEG", **options)
    for length in (len(content) - 40, len(content) * 3 // 4, len(content) // 2):
        with pytest.raises(UploadRefused, match=r"damaged or incomplete|cannot be decoded"):
            take(content[:length])


def test_a_jpeg_with_a_movie_behind_it() -> None:
    content = sample("jpg")
    movie = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(range(256)) * 4000 + b"\xff\xda\0\2" * 1000
    assert_same(content + movie, content)


def test_a_jpeg_with_further_pictures_inside() -> None:
    content = sample("jpg")
    index = b"\xff\xe2" + struct.pack(">H", 20) + b"MPF\0MM\0*\0\0\0\x08" + bytes(6)
    assert_same(content[:2] + index + content[2:] + sample("jpg", 40, 30), content)


@pytest.mark.parametrize("kind", [b"tEXt", b"iCCP", b"gAMA", b"tRNS", b"tIME", b"eXIf", b"zzZz"])
def test_a_png_with_a_damaged_checksum_in_a_chunk_that_is_not_needed(kind: bytes) -> None:
    content = sample("png")
    chunk = png_chunk(kind, b"\0\1\2\3\4\5")
    assert_same(content[:33] + chunk[:-1] + bytes([chunk[-1] ^ 1]) + content[33:], content)


def test_a_png_without_its_end() -> None:
    content = sample("png")
    assert_same(content[:-12], content)
    assert_same(content[:-2], content)


@pytest.mark.parametrize("checksum", [b"", b"\0\0\0\0", b"\1", b"\0\0\0\0and more"])
def test_a_png_with_a_wrong_checksum_of_its_pixels(checksum: bytes) -> None:
    content = sample("png")
    (_, packed), *_ = (chunk for chunk in png_chunks(content) if chunk[0] == b"IDAT")
    header = content[:33]
    end = png_chunk(b"IEND", b"")
    assert_same(header + png_chunk(b"IDAT", packed[:-4] + checksum) + end, content)
    assert_same(header + png_chunk(b"IDAT", packed[:-4]) + png_chunk(b"IDAT", checksum) + end, content)


@pytest.mark.parametrize("missing", [1, 49, 100, 400])
@pytest.mark.parametrize("depth", [8, 16])
def test_a_png_without_its_last_pixels_is_refused(missing: int, depth: int) -> None:
    rows = (b"\0" + b"\x80" * (16 * 3 * depth // 8)) * 16
    assert take(make_png(16, 16, depth, 2, rows)).width == 16
    assert take(make_png(16, 16, depth, 2, rows + rows[:99])).width == 16
    with pytest.raises(UploadRefused, match="damaged or incomplete"):
        take(make_png(16, 16, depth, 2, rows[:-missing]))


@pytest.mark.parametrize("edge", [1, 2, 3, 5, 8, 17])
def test_an_interlaced_png_is_complete(edge: int) -> None:
    # Each of the seven passes has its own rows, here one for each row of an interlaced grey picture of 8 bits.
    steps = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    rows = b"".join(
        b"\0" + b"\x80" * len(range(left, edge, across))
        for left, top, across, down in steps
        for _ in range(top, edge, down)
        if left < edge
    )
    content = make_png(edge, edge, 8, 0, rows)
    interlaced = content[:16] + struct.pack(">IIBBBBB", edge, edge, 8, 0, 0, 0, 1) + content[29:]
    interlaced = interlaced[:29] + struct.pack(">I", zlib.crc32(interlaced[12:29])) + interlaced[33:]
    assert decode(take(interlaced).content).getextrema() == ((128, 128),) * 3


def test_a_png_with_more_behind_its_pixels() -> None:
    content = sample("png")
    for kind in (b"eXIf", b"tEXt", b"IEZD"):
        assert_same(content[:-12] + png_chunk(kind, b"\0\1\2") + content[-12:], content)


def test_a_png_with_an_unknown_chunk_that_is_needed_is_refused() -> None:
    with pytest.raises(UploadRefused, match="damaged or incomplete"):
        take(with_png_chunk(sample("png"), b"ABCD", b"x"))


@pytest.mark.parametrize("difference", [-1, 1])
@pytest.mark.parametrize("lossless", [True, False])
def test_a_webp_whose_length_is_wrong(difference: int, lossless: bool) -> None:
    content = encode(draw(), "WEBP", lossless=lossless)
    length = struct.unpack_from("<I", content, 4)[0] + difference
    assert_same(content[:4] + struct.pack("<I", length) + content[8:], content)


def test_a_webp_without_its_last_padding_byte() -> None:
    for edge in range(16, 40):
        content = encode(draw(edge, edge), "WEBP", lossless=True)
        if content[-1] == 0 and struct.unpack_from("<I", content, 16)[0] % 2:
            assert_same(content[:-1], content)
            return
    raise AssertionError("No picture has a padding byte.")


@pytest.mark.parametrize("image_format", ["png", "jpg", "webp", "gif"])
@pytest.mark.parametrize("name", ["poster.png", "poster.JPEG", "logo.svg", "IMG_1.HEIC", "photo.tiff", "picture", ""])
def test_the_content_decides_about_the_format(image_format: str, name: str) -> None:
    taken = take(sample(image_format), name)
    assert taken.format == ("png" if image_format == "gif" else image_format)


def take_within(content: bytes, megabytes: int) -> Taken:
    """Take the upload; Python may allocate no more than this besides."""
    tracemalloc.start()
    try:
        taken = take(content)
        assert tracemalloc.get_traced_memory()[1] < megabytes * 2**20
    finally:
        tracemalloc.stop()
    return taken


@cache
def pack_zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join([*(packer.compress(bytes(2**20)) for _ in range(megabytes)), packer.flush()])


@pytest.mark.parametrize(
    ("kind", "head"),
    [(b"zTXt", b"Comment\0\0"), (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0"), (b"iCCP", b"profile\0\0")],
)
def test_a_png_whose_metadata_would_unpack_to_much_more(kind: bytes, head: bytes) -> None:
    content = with_png_chunk(sample("png"), kind, head + pack_zeros(100))
    assert take_within(content, 32).sha256 == take(sample("png")).sha256


def test_megabytes_of_text_in_a_png() -> None:
    text = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<x/>" * 2_000_000)
    content = sample("png")
    assert_same(content[:33] + text + content[33:], content)


def test_megabytes_of_xmp_in_a_jpeg_and_a_webp() -> None:
    segment = b"\xff\xe1\xff\xff" + b"http://ns.adobe.com/xmp/extension/\0".ljust(0xFFFD, b"x")
    jpeg = sample("jpg")
    assert_same(jpeg[:2] + segment * 100 + jpeg[2:], jpeg)
    webp = encode(draw(), "WEBP", xmp=b"<x/>" * 2_000_000)
    assert take(webp).sha256 == take(encode(draw(), "WEBP")).sha256


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_profile_of_megabytes_is_used(form: str) -> None:
    profile = swapping_profile() + bytes(3_000_000)
    made = decode(take(encode(Image.new("RGB", (16, 16), "red"), form, icc_profile=profile)).content)
    assert made.convert("RGB").getpixel((8, 8))[2] > 240  # type: ignore[index]
