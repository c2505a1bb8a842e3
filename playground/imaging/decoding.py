"""The one place where pictures are decoded: two at a time, limits checked first, every error of Pillow translated."""

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

# The plug-in registers WebP; without it Pillow would load every format that it knows.
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
# From so many pixels on a picture is decoded alone on this machine, whichever process does it: forty megapixels take
# 160 MB as PNG or JPEG, three times as much as WebP, whose decoder keeps two further copies. They also take a processor
# for a second or two, so they are decoded at a low priority.
LARGE = 12_000_000
# How much lower that priority is, in steps of `nice`: such a thread gets a tenth of what a normal one gets.
NICENESS = 10
# Small ones go side by side, but few: decoding takes the processor from the pages.
# Web requests take a place before they begin, of which one owner gets two.
DECODES = WorkLimit(working=2, waiting=6, each=2, nearby=4, alone=True)

_PILLOW_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF"}
_PNG_PARTS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"})
_TURNS = {
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
    """Hold one of the two places for decoding; whatever else goes wrong inside becomes `NotAPicture`.

    A thread that has taken a place already keeps it; any other waits for one as long as it takes. So it does for its
    turn with a picture of so many `pixels` that only one of that size is decoded on this machine at a time.
    """
    with DECODES.keep(), _alone_on_this_machine() if pixels >= LARGE else nullcontext():
        try:
            yield
        except PictureError:
            raise
        except Exception as error:
            # Pillow raises a dozen kinds of errors over foreign bytes, MemoryError and its warnings among them.
            raise NotAPicture(
                f"This {LABELS[image_format]} file cannot be decoded; save it again and use that."
            ) from error


@contextmanager
def _alone_on_this_machine() -> Iterator[None]:
    """Lock this very file, which all processes of the installation have and none needs to write."""
    with Path(__file__).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def work_on[Made](pixels: int, work: Callable[[], Made]) -> Made:
    """Run the work on a picture with this number of pixels, for a large one in a thread of low priority.

    Call it inside `decoding`. Pillow releases the interpreter while it works, so the other threads of this process do
    not wait for the slow one.
    """
    return work() if pixels < LARGE else _slow_thread().submit(work).result()


@cache
def _slow_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "large-picture", _lower_priority)


def _lower_priority() -> None:
    # Only Linux has a priority for each thread.
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)


def refuse_too_many_pixels(width: int, height: int) -> None:
    """Raise `NotAPicture` for more than forty megapixels."""
    if width * height > MOST_PIXELS:
        raise NotAPicture(f"This picture has {width} × {height} pixels; at most 40 megapixels are taken.")


def open_picture(content: bytes, image_format: str) -> Image.Image:
    """Return the picture, its pixels not decoded yet; to be called inside `decoding`.

    The size is checked by our own reading of the header and again as Pillow understands it.
    """
    refuse_too_many_pixels(*read_size(content, image_format))
    if image_format == "jpg":
        refuse_many_scans(content)
    image = Image.open(BytesIO(_without_metadata(content, image_format)), formats=[_PILLOW_FORMATS[image_format]])
    refuse_too_many_pixels(*image.size)
    return image


def upright(image: Image.Image, content: bytes, image_format: str) -> Image.Image:
    """Return the picture turned as the EXIF block of its file says."""
    turn = _TURNS.get(read_orientation(content, image_format))
    return image if turn is None else image.transpose(turn)


def as_srgb(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB, of mode RGB, or RGBA where it can be transparent, and with no metadata left."""
    profile = image.info.get("icc_profile")
    plain = _with_plain_mode(image)
    if profile:
        plain = _apply_profile(plain, profile)
    mode = "RGBA" if plain.mode == "RGBA" else "RGB"
    # A copy costs as much memory as the picture. It is made of a WebP all the same, since it lets go of the decoder,
    # which holds the picture twice more.
    if plain.mode != mode or image.format == "WEBP":
        plain = plain.convert(mode)
    plain.load()
    plain.info = {}
    return plain


def _with_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow clips sixteen bits instead of scaling them; a transparent value among them is not kept.
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("L", "CMYK", "RGB") and not image.has_transparency_data:
        return image
    if image.mode == "RGBA":
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert by the profile; one that is broken or meant for other channels is ignored, as browsers do."""
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
    """Return the file without what Pillow would parse and warn about: EXIF, texts, further pictures."""
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
    """Say whether a JPEG's segment matters for the pixels: not APPn, but for JFIF, ICC and Adobe's; no comment."""
    if marker == 0xE2:
        return head == b"ICC_PROFILE\0"
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)
