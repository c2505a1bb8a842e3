"""Decodes pictures. No other module does: here limits are checked first, and Pillow's exceptions are translated."""

import fcntl
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

# Importing the plug-in registers WebP. Otherwise Pillow would import the plug-ins of all formats.
from PIL import (
    Image,
    ImageFile,
    WebPImagePlugin,  # noqa: F401
)

from playground.imaging.avif import read_avif, refuse_hidden_pixels, without_metadata
from playground.imaging.chunks import (
    MAX_SCANS,
    PNG_SIGNATURE,
    START_OF_SCAN,
    refuse_many_scans,
    walk_jpeg,
    walk_png,
)
from playground.imaging.colours import CODE_POINTS, note_colours
from playground.imaging.errors import NotAPicture, PictureError
from playground.imaging.facts import LABELS, is_one_scan, read_size
from playground.imaging.frames import open_gif, open_webp
from playground.imaging.orientation import read_orientation
from playground.imaging.transparency import apply_key_colour, read_key_colour
from playground.work_limits import WorkLimit

MOST_PIXELS = 40_000_000
# A larger JPEG is scaled down while it is decoded, so that the picture itself takes little memory. With several scans
# the decoder keeps a copy of the whole file's coefficients, 360 MB for 60 megapixels.
MOST_PIXELS_SCALED = 120_000_000
MOST_PIXELS_OF_SCANS = 60_000_000
# AVIF can need more than twice as much memory for a pixel as the other formats: it has up to 12 bits a channel.
MOST_PIXELS_OF_AVIF = 25_000_000
# Pillow warns about larger pictures. Our own limits are checked before it sees a file.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS_SCALED
# Only one picture of this size or more is decoded at a time on this machine, in any process: 40 megapixels take 160 MB
# as PNG or JPEG, and three times as much as WebP, because its decoder keeps two more copies. They also take a processor
# for a second or two, so they are decoded at a low priority.
LARGE_PICTURE = 12_000_000
# How much lower that priority is, in steps of `nice`: such a thread gets a tenth of what a normal one gets.
NICENESS = 10
# Few pictures are decoded at the same time, because decoding takes processor time from the pages. A web request
# reserves its place before it starts; one owner can have two places.
DECODES = WorkLimit(working=2, waiting=6, per_owner=2, per_address=4, one_per_owner=True)

# Pillow reads only these chunks of a PNG, and the opacity of a palette. Our own code reads what else matters.
_PNG_PARTS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_PALETTE = 3
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


def refuse_too_many_pixels(width: int, height: int, most: int = MOST_PIXELS) -> None:
    """Raise `NotAPicture` for more than 40 megapixels, or another maximum."""
    if width * height > most:
        raise NotAPicture(
            f"This picture has {width} × {height} pixels; the maximum is {most // 1_000_000} megapixels."
            " Make it smaller and use the new file."
        )


def refuse_too_large(content: bytes, image_format: str) -> int:
    """Return the number of pixels in the header. Raise `NotAPicture` if decoding them would take too much memory."""
    width, height = read_size(content, image_format)
    most = MOST_PIXELS_OF_AVIF if image_format == "avif" else MOST_PIXELS
    if image_format == "jpg":
        most = MOST_PIXELS_SCALED if is_one_scan(content) else MOST_PIXELS_OF_SCANS
    refuse_too_many_pixels(width, height, most)
    return width * height


def open_picture(content: bytes, image_format: str) -> Image.Image:
    """Return the picture without decoding its pixels yet, if possible. Must be called inside `decoding`.

    Its `info` has what `as_srgb` needs. A JPEG of more than 40 megapixels is scaled to a half or a quarter.
    """
    # The size is checked twice, because Pillow may read a different one from a malicious file than our own code.
    pixels = refuse_too_large(content, image_format)
    image = _OPENERS[image_format](content)
    if pixels > MOST_PIXELS:
        factor = 2 if pixels <= 4 * MOST_PIXELS else 4
        image.draft(None, (image.width // factor, image.height // factor))
    refuse_too_many_pixels(*image.size, MOST_PIXELS_OF_AVIF if image_format == "avif" else MOST_PIXELS)
    note_colours(image, content, image_format)
    return image


def upright(image: Image.Image, content: bytes, image_format: str) -> Image.Image:
    """Return the picture rotated or mirrored according to its EXIF data."""
    turn = _TRANSPOSITIONS.get(read_orientation(content, image_format, image.info.get("exif", b"")))
    return image if turn is None else image.transpose(turn)


def _open_png(content: bytes) -> Image.Image:
    key = read_key_colour(content)
    # The byte with the kind of colours is at the same place in every PNG.
    needed = _PNG_PARTS | {b"tRNS"} if content[25] == _PALETTE else _PNG_PARTS
    parts = (content[part.start : part.end] for part in walk_png(content) if part.kind in needed)
    # Naming the format keeps Pillow from trying its other decoders on a malicious file.
    open_image = partial(_open, PNG_SIGNATURE + b"".join(parts), "PNG")
    return apply_key_colour(open_image, key) if key else open_image()


def _open_jpeg(content: bytes) -> Image.Image:
    width, height = read_size(content, "jpg")
    # A scan of a larger picture takes longer, so it may have fewer of them.
    refuse_many_scans(content, MAX_SCANS * MOST_PIXELS // max(width * height, MOST_PIXELS))
    kept = []
    for segment in walk_jpeg(content):
        is_last = segment.kind == START_OF_SCAN
        # Without the parts that Pillow would parse and warn about: EXIF, texts, further pictures.
        if _is_needed(segment.kind[0], content[segment.body : segment.body + 12]):
            kept.append(content[segment.start : None if is_last else segment.end])
    return _open(b"\xff\xd8" + b"".join(kept), "JPEG")


def _open_avif(content: bytes) -> Image.Image:
    header = read_avif(content)
    refuse_hidden_pixels(content, header, MOST_PIXELS_OF_AVIF)
    # Loaded late, because few processes ever see an AVIF. More threads would take more memory.
    avif: Any = import_module("PIL.AvifImagePlugin")
    avif.DEFAULT_MAX_THREADS = 1
    image = _open(without_metadata(content, header), "AVIF")
    image.info[CODE_POINTS] = header.code_points
    return image


def _open(content: bytes, pillow_format: str) -> ImageFile.ImageFile:
    return Image.open(BytesIO(content), formats=[pillow_format])


def _is_needed(marker: int, head: bytes) -> bool:
    """Return whether a JPEG segment affects the pixels: of APPn and comments only JFIF, ICC and Adobe's do."""
    if marker == 0xE2:
        return head == b"ICC_PROFILE\0"
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


_OPENERS = {"png": _open_png, "jpg": _open_jpeg, "webp": open_webp, "gif": open_gif, "avif": _open_avif}
