"""Decodes pictures. No other module does: here limits are checked first, and Pillow's exceptions are translated."""

import fcntl
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache
from io import BytesIO
from pathlib import Path

# Importing the plug-in registers WebP. Otherwise Pillow would import the plug-ins of all formats.
from PIL import (
    Image,
    ImageCms,
    WebPImagePlugin,  # noqa: F401
)

from playground.imaging.chunks import PNG_SIGNATURE, START_OF_SCAN, refuse_many_scans, walk_jpeg, walk_png
from playground.imaging.errors import NotAPicture, PictureError
from playground.imaging.facts import LABELS, read_size
from playground.imaging.orientation import read_orientation
from playground.work_limits import WorkLimit

MOST_PIXELS = 40_000_000
# Only one picture of this size or more is decoded at a time on this machine, in any process: 40 megapixels take 160 MB
# as PNG or JPEG, and three times as much as WebP, because its decoder keeps two more copies. They also take a processor
# for a second or two, so they are decoded at a low priority.
LARGE_PICTURE = 12_000_000
# How much lower that priority is, in steps of `nice`: such a thread gets a tenth of what a normal one gets.
NICENESS = 10
# Few pictures are decoded at the same time, because decoding takes processor time from the pages. A web request
# reserves its place before it starts; one owner can have two places.
DECODES = WorkLimit(working=2, waiting=6, per_owner=2, per_address=4, one_per_owner=True)

_PILLOW_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF"}
# Only these chunks of a PNG affect its pixels.
_PNG_PARTS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"})
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@contextmanager
def decoding(image_format: str, pixels: int = 0) -> Iterator[None]:
    """Hold one of the two places for decoding, and turn unexpected exceptions into `NotAPicture`.

    Waits for a place, unless the thread already holds one. Pictures with many `pixels` also wait for each other.
    """
    with DECODES.hold(), _machine_lock() if pixels >= LARGE_PICTURE else nullcontext():
        try:
            yield
        except PictureError:
            raise
        except Exception as error:
            # Pillow raises a dozen different exceptions for invalid data, including MemoryError and warnings.
            raise NotAPicture(
                f"This {LABELS[image_format]} file cannot be decoded. Save it again and use the new file."
            ) from error


@contextmanager
def _machine_lock() -> Iterator[None]:
    # The lock is on this source file: all processes of the installation can open it, and none needs to write to it.
    with Path(__file__).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def work_on[Made](pixels: int, work: Callable[[], Made]) -> Made:
    """Run the work on a picture with this number of pixels, for a large one in a thread of low priority.

    Call it inside `decoding`. Pillow releases the interpreter while it works, so the other threads of this process do
    not wait for the slow one.
    """
    return work() if pixels < LARGE_PICTURE else _slow_thread().submit(work).result()


@cache
def _slow_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "large-picture", _lower_priority)


def _lower_priority() -> None:
    # Only Linux has a priority for each thread.
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)


def refuse_too_many_pixels(width: int, height: int) -> None:
    """Raise `NotAPicture` for more than 40 megapixels."""
    if width * height > MOST_PIXELS:
        raise NotAPicture(f"This picture has {width} × {height} pixels; the maximum is 40 megapixels.")


def open_picture(content: bytes, image_format: str) -> Image.Image:
    """Return the picture without decoding its pixels yet. Must be called inside `decoding`."""
    # The size is checked twice, because Pillow may read a different one from a malicious file than our own code.
    refuse_too_many_pixels(*read_size(content, image_format))
    if image_format == "jpg":
        refuse_many_scans(content)
    # Naming the format keeps Pillow from trying its other decoders on a malicious file.
    image = Image.open(BytesIO(_without_metadata(content, image_format)), formats=[_PILLOW_FORMATS[image_format]])
    refuse_too_many_pixels(*image.size)
    return image


def upright(image: Image.Image, content: bytes, image_format: str) -> Image.Image:
    """Return the picture rotated or mirrored according to its EXIF data."""
    turn = _TRANSPOSITIONS.get(read_orientation(content, image_format))
    return image if turn is None else image.transpose(turn)


def as_srgb(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB, with mode RGBA if it can be transparent, else RGB, and without metadata."""
    profile = image.info.get("icc_profile")
    plain = _with_plain_mode(image)
    if profile:
        plain = _apply_profile(plain, profile)
    mode = "RGBA" if plain.mode == "RGBA" else "RGB"
    # A copy costs as much memory as the picture, so it is avoided where possible. A WebP is always copied, because
    # that releases its decoder, which holds two more copies.
    if plain.mode != mode or image.format == "WEBP":
        plain = plain.convert(mode)
    plain.load()
    plain.info = {}
    return plain


def _with_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow would clip 16-bit values instead of scaling them. A transparent value is lost.
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("L", "CMYK", "RGB") and not image.has_transparency_data:
        return image
    if image.mode == "RGBA":
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert the picture with its colour profile. Like browsers, ignore a profile that is invalid or does not fit."""
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image


def _without_metadata(content: bytes, image_format: str) -> bytes:
    """Return the file without the parts that Pillow would parse and warn about: EXIF, texts, further pictures."""
    if image_format == "png":
        parts = (content[part.start : part.end] for part in walk_png(content) if part.kind in _PNG_PARTS)
        return PNG_SIGNATURE + b"".join(parts)
    if image_format == "jpg":
        kept = []
        for segment in walk_jpeg(content):
            is_last = segment.kind == START_OF_SCAN
            if _is_needed(segment.kind[0], content[segment.body : segment.body + 12]):
                kept.append(content[segment.start : None if is_last else segment.end])
        return b"\xff\xd8" + b"".join(kept)
    return content


def _is_needed(marker: int, head: bytes) -> bool:
    """Return whether a JPEG segment affects the pixels: of APPn and comments only JFIF, ICC and Adobe's do."""
    if marker == 0xE2:
        return head == b"ICC_PROFILE\0"
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)
