"""What is transparent in a file stays transparent, and nothing else becomes so."""

import struct

import pytest
from PIL import Image

from playground.imaging.errors import UploadRefused
from tests.imaging.picture_makers import decode, draw, encode, make_png, png_chunk
from tests.imaging.taking import take

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def picture_of(content: bytes) -> Image.Image:
    return decode(take(content).content)


def pixels(picture: Image.Image) -> list[object]:
    return [picture.getpixel((x, 0)) for x in range(picture.width)]


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_one_grey_value_is_transparent(depth: int) -> None:
    most = (1 << depth) - 1
    # The second value is the transparent one; with 16 bits, the third differs from it only in the lower byte.
    values = [0, most, 0, 0] if depth == 1 else [0, most // 3, most // 3 + 1, most]
    bits = "".join(f"{value:0{depth}b}" for value in values)
    row = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8))
    picture = picture_of(make_png(4, 1, depth, 0, b"\0" + row, png_chunk(b"tRNS", struct.pack(">H", values[1]))))
    greys = [round(value * 255 / most) for value in values]
    assert pixels(picture) == [(grey, grey, grey, 0 if place == 1 else 255) for place, grey in enumerate(greys)]


def test_one_rgb_colour_of_8_bits_is_transparent() -> None:
    row = b"\0" + bytes([255, 0, 0, 200, 100, 50, 200, 100, 51, 0, 100, 50])
    picture = picture_of(make_png(4, 1, 8, 2, row, png_chunk(b"tRNS", struct.pack(">HHH", 200, 100, 50))))
    assert pixels(picture) == [RED, (200, 100, 50, 0), (200, 100, 51, 255), (0, 100, 50, 255)]


def test_one_rgb_colour_of_16_bits_is_transparent() -> None:
    key = (0xC801, 0x6402, 0x3203)
    colours = [(0xFFFF, 0, 0), key, (0xC801, 0x6402, 0x3204), (0xC802, 0x6402, 0x3203)]
    row = b"\0" + b"".join(struct.pack(">HHH", *colour) for colour in colours)
    picture = picture_of(make_png(4, 1, 16, 2, row, png_chunk(b"tRNS", struct.pack(">HHH", *key))))
    assert pixels(picture) == [RED, (200, 100, 50, 0), (200, 100, 50, 255), (200, 100, 50, 255)]


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_colours_of_a_palette_are_transparent(depth: int) -> None:
    palette = png_chunk(b"PLTE", bytes([255, 0, 0, 0, 0, 255]))
    opacity = png_chunk(b"tRNS", bytes([255, 40]))
    row = bytes([1 << (8 - 2 * depth)]) if depth < 8 else bytes([0, 1])
    picture = picture_of(make_png(2, 1, depth, 3, b"\0" + row, palette + opacity))
    assert pixels(picture) == [RED, (0, 0, 255, 40)]


def test_a_transparent_colour_of_the_wrong_length_is_ignored() -> None:
    picture = picture_of(make_png(1, 1, 8, 2, b"\0\xff\0\0", png_chunk(b"tRNS", b"\0\xff")))
    assert picture.mode == "RGB"


def test_a_first_frame_smaller_than_the_canvas_of_a_gif() -> None:
    content = bytearray(encode(Image.new("P", (4, 2), 0), "GIF"))
    content[6:10] = struct.pack("<HH", 10, 8)
    frame = content.index(b",\0\0\0\0")
    content[frame + 1 : frame + 5] = struct.pack("<HH", 3, 5)
    picture = picture_of(bytes(content))
    assert picture.size == (10, 8)
    assert picture.getchannel("A").getbbox() == (3, 5, 7, 7)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("lossless", [True, False])
def test_a_first_frame_smaller_than_the_canvas_of_a_webp(mode: str, lossless: bool) -> None:
    picture = picture_of(make_animation(draw(20, 10, mode), lossless=lossless))
    assert picture.size == (64, 48)
    assert picture.getchannel("A").getbbox() in ((6, 8, 26, 18), (7, 8, 26, 18))


def test_the_edges_of_a_smaller_frame_keep_their_colours() -> None:
    frame = decode(encode(draw(20, 10), "WEBP", lossless=False))
    picture = picture_of(make_animation(draw(20, 10), lossless=False)).crop((6, 8, 26, 18))
    assert picture.convert("RGB").tobytes() == frame.convert("RGB").tobytes()


@pytest.mark.parametrize("at", [0, 3, 6, 9])
def test_a_frame_beyond_the_canvas_of_a_webp_is_refused(at: int) -> None:
    for lossless in (True, False):
        content = bytearray(make_animation(draw(20, 10, "RGBA"), lossless=lossless))
        place = content.index(b"ANMF") + 8 + at
        content[place : place + 3] = b"\xff\xff\xff"
        with pytest.raises(UploadRefused, match="damaged or incomplete"):
            take(bytes(content))


def test_pixels_that_do_not_fit_the_frame_of_a_webp_are_refused() -> None:
    content = make_animation(draw(20, 10), lossless=False)
    place = content.index(b"\x9d\x01\x2a") + 3
    with pytest.raises(UploadRefused, match="damaged or incomplete"):
        take(content[:place] + b"\xff\x3f\xff\x3f" + content[place + 4 :])


def make_animation(frame: Image.Image, *, lossless: bool) -> bytes:
    """An animation of 64 × 48 pixels whose only frame is at (6, 8); its header says that nothing is transparent."""
    still = encode(frame, "WEBP", lossless=lossless)
    parts = still[12:] if still[12:16] != b"VP8X" else still[30:]
    numbers = (3, 4, frame.width - 1, frame.height - 1, 100)
    body = b"".join(number.to_bytes(3, "little") for number in numbers) + b"\0" + parts
    canvas = bytes([2, 0, 0, 0]) + (63).to_bytes(3, "little") + (47).to_bytes(3, "little")
    chunks = (
        (b"VP8X", canvas),
        (b"ANIM", b"\xff\xff\xff\xff\0\0"),
        (b"ANMF", body),
    )
    made = b"WEBP" + b"".join(kind + struct.pack("<I", len(payload)) + payload for kind, payload in chunks)
    return b"RIFF" + struct.pack("<I", len(made)) + made


def test_an_opaque_first_frame_stays_opaque() -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")]
    for form in ("GIF", "WEBP"):
        content = encode(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
        assert picture_of(content).mode == "RGB"
