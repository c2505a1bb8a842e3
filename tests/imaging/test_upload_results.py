"""The result of an upload: format, size and colours of the picture, without anything else."""

import struct
import threading
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms

from playground.imaging.decoding import decoding
from tests.imaging.picture_makers import (
    decode,
    draw,
    encode,
    make_png,
    png_chunks,
    sample,
    swapping_profile,
    webp_chunks,
    with_png_chunk,
)
from tests.imaging.taking import Taken, take

FORMATS = ("png", "jpg", "webp", "gif")


def exif_bytes(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


def assert_close(first: Image.Image, second: Image.Image, most: int) -> None:
    assert first.size == second.size
    difference = ImageChops.difference(first.convert("RGB"), second.convert("RGB"))
    extrema: Any = difference.getextrema()
    assert max(high for _low, high in extrema) <= most


@pytest.mark.parametrize("image_format", FORMATS)
def test_keeps_the_format_and_the_size(image_format: str) -> None:
    taken = take(sample(image_format))
    kept = "png" if image_format == "gif" else image_format
    assert (taken.format, taken.width, taken.height) == (kept, 24, 16)
    again = decode(taken.content)
    assert again.format == {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[kept]
    assert_close(again, decode(sample(image_format)), 0 if kept == "png" else 24)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_keeps_every_pixel_of_a_png_of_any_mode(mode: str) -> None:
    source = draw(mode=mode)
    made = decode(take(encode(source, "PNG")).content)
    expected = "RGBA" if mode in ("LA", "RGBA") else "RGB"
    assert made.mode == expected
    assert made.tobytes() == source.convert(expected).tobytes()


def test_keeps_the_transparency_of_palette_and_grey_pictures() -> None:
    palette = draw(mode="P")
    palette.info["transparency"] = 0
    made = decode(take(encode(palette, "PNG", transparency=palette.getpixel((0, 0)))).content)
    assert made.mode == "RGBA"
    assert made.getchannel("A").getpixel((0, 0)) == 0
    frame = decode(take(encode(palette, "GIF", transparency=palette.getpixel((0, 0)))).content)
    assert frame.getchannel("A").getpixel((0, 0)) == 0


def test_scales_sixteen_bits_down_to_eight() -> None:
    grey = make_png(3, 1, 16, 0, b"\0" + struct.pack(">HHH", 0, 0x8080, 0xFFFF))
    made = decode(take(grey).content)
    assert [made.getpixel((x, 0)) for x in range(3)] == [(0, 0, 0), (128, 128, 128), (255, 255, 255)]
    color = make_png(1, 1, 16, 2, b"\0" + struct.pack(">HHH", 0xFFFF, 0x8080, 0))
    assert decode(take(color).content).getpixel((0, 0)) == (255, 128, 0)


def test_turns_cmyk_into_rgb() -> None:
    made = decode(take(encode(draw(200, 100).convert("CMYK"), "JPEG", quality=95)).content)
    assert made.mode == "RGB"
    assert_close(made, draw(200, 100), 30)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_rotates_the_picture_according_to_exif(form: str, orientation: int) -> None:
    upright = draw(96, 64)
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(undo[orientation]))
    taken = take(encode(stored, form, exif=exif_bytes(orientation), quality=95))
    assert (taken.width, taken.height) == (96, 64)
    assert_close(decode(taken.content), upright, 40)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_drops_all_metadata(form: str) -> None:
    content = encode(draw(), form, exif=exif_bytes(1), xmp=b"<secret-xmp/>", comment="secret-comment")
    if form == "PNG":
        content = with_png_chunk(content, b"tEXt", b"Author\0secret-author") + b"<script>secret-tail</script>"
    assert b"SecretCamera" in content
    taken = take(content)
    assert b"ecret" not in taken.content
    assert not decode(taken.content).getexif()
    if form == "PNG":
        assert {kind for kind, _ in png_chunks(taken.content)} == {b"IHDR", b"IDAT", b"IEND"}
    if form == "WEBP":
        assert {kind for kind, _ in webp_chunks(taken.content)} == {b"VP8 "}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_converts_a_color_profile_to_srgb_and_drops_it(form: str) -> None:
    red = Image.new("RGB", (16, 16), "red")
    made = decode(take(encode(red, form, icc_profile=swapping_profile(), quality=95)).content)
    assert "icc_profile" not in made.info
    assert_close(made, Image.new("RGB", (16, 16), "blue"), 6)


def test_converts_the_colors_of_a_transparent_palette_and_keeps_its_alpha() -> None:
    palette = Image.new("RGB", (16, 16), "red").convert("P")
    made = decode(take(encode(palette, "PNG", icc_profile=swapping_profile(), transparency=5)).content)
    assert made.mode == "RGBA"
    assert_close(made, Image.new("RGB", (16, 16), "blue"), 6)


def test_ignores_a_broken_color_profile_and_one_for_other_channels() -> None:
    for content in (encode(draw(), "PNG", icc_profile=b"nonsense"), encode(draw(), "JPEG", icc_profile=b"x" * 500)):
        assert_close(decode(take(content).content), draw(), 24)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert_close(decode(take(encode(draw(), "PNG", icc_profile=profile)).content), draw(), 0)


def test_a_lossless_webp_stays_lossless_with_its_alpha() -> None:
    source = draw(mode="RGBA")
    taken = take(encode(source, "WEBP", lossless=True, exact=True))
    assert [kind for kind, _ in webp_chunks(taken.content)] == [b"VP8L"]
    assert decode(taken.content).tobytes() == source.tobytes()
    lossy = take(encode(source, "WEBP", quality=80))
    assert b"VP8 " in [kind for kind, _ in webp_chunks(lossy.content)]
    assert decode(lossy.content).mode == "RGBA"


@pytest.mark.parametrize(("form", "kept"), [("GIF", "png"), ("WEBP", "webp"), ("PNG", "png")])
def test_takes_the_first_frame_of_an_animation(form: str, kept: str) -> None:
    frames = [Image.new("RGB", (20, 10), color) for color in ("red", "blue")]
    taken = take(encode(frames[0], form, save_all=True, append_images=frames[1:], duration=100))
    made = decode(taken.content)
    assert taken.format == kept
    assert getattr(made, "n_frames", 1) == 1
    assert_close(made, frames[0], 8)


def test_the_same_file_gives_the_same_bytes() -> None:
    assert take(sample("png")) == take(sample("png"))


def test_a_third_decode_waits_for_the_first_two() -> None:
    results: list[Taken] = []
    begun, over = threading.Barrier(3), threading.Event()

    def decode() -> None:
        with decoding("png"):
            begun.wait(20)
            over.wait(20)

    two = [threading.Thread(target=decode) for _ in range(2)]
    third = threading.Thread(target=lambda: results.append(take(sample("png"))))
    for thread in two:
        thread.start()
    begun.wait(20)
    third.start()
    third.join(timeout=0.2)
    assert not results
    over.set()
    for thread in (*two, third):
        thread.join(timeout=20)
    assert len(results) == 1


def test_many_uploads_at_once_all_come_through() -> None:
    results: list[Taken] = []
    threads = [threading.Thread(target=lambda: results.append(take(sample("webp")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(results) == 8
    assert len({result.sha256 for result in results}) == 1
