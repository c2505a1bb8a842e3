"""Verifies an uploaded file and re-encodes it, so that nothing but the picture is kept."""

import hashlib
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO

from PIL import Image

from playground.imaging.chunks import MAX_SCANS, damaged, refuse_many_scans, walk_webp
from playground.imaging.colours import as_srgb
from playground.imaging.decoding import decoding, open_picture, refuse_too_large, upright, work_on
from playground.imaging.errors import NotAPicture, UploadRefused
from playground.imaging.facts import read_webp_image
from playground.imaging.png_pixels import complete_png
from playground.imaging.repair import repair
from playground.imaging.signatures import recognise_upload

MOST_BYTES = 20 * 1024 * 1024
FILE_TOO_LARGE = (
    f"This file is larger than {MOST_BYTES // 2**20} MB, the maximum. Save it smaller and use the new file."
)
# Subsampling would blur coloured edges, and a picture that was compressed before is compressed once more here. Small
# pictures are often graphics, whose flat colours a lower quality would change visibly.
_JPEG: dict[str, Any] = {"format": "JPEG", "quality": 92, "subsampling": 0}
_SMALL_JPEG = _JPEG | {"quality": 97}
_SMALL = 1_000_000
_STRIP = 64
_PNG: dict[str, Any] = {"format": "PNG", "compress_level": 3}
_WEBP: dict[str, Any] = {"format": "WEBP", "quality": 92, "method": 2}
# `exact` keeps the colours of fully transparent pixels.
_WEBP_LOSSLESS: dict[str, Any] = {"format": "WEBP", "lossless": True, "exact": True, "quality": 30, "method": 0}


def verify_upload(file: BinaryIO, name: str = "") -> bytes:
    """Return the file of the uploaded picture upright, in sRGB and without metadata, or raise `UploadRefused`.

    JPEG, PNG and WebP keep their format; the first frame of a GIF becomes a PNG; an AVIF becomes a JPEG, or a WebP if
    it can be transparent. Only the content decides about the format, because names and media types are often wrong.
    `name`, which may be empty, only helps to name a file that is refused.
    """
    sent = _read(file)
    image_format = recognise_upload(sent, name)
    try:
        content = repair(sent, image_format)
        # This check is cheap, so it comes before the wait for a place to decode.
        pixels = refuse_too_large(content, image_format)
        with decoding(image_format, pixels):
            # A repaired JPEG had no end, so some of its pixels may be missing, too.
            if image_format == "jpg" and content is not sent:
                work_on(pixels, partial(_refuse_missing_pixels, sent))
            return work_on(pixels, partial(_reencode, content, image_format))
    except NotAPicture as error:
        raise UploadRefused(error.sentence) from error


def _read(file: BinaryIO) -> bytes:
    parts = []
    # One byte more than the limit is enough to know that the file is too large, whatever length was declared.
    missing = MOST_BYTES + 1
    while missing > 0 and (part := file.read(missing)):
        parts.append(part)
        missing -= len(part)
    if missing <= 0:
        raise UploadRefused(FILE_TOO_LARGE)
    return b"".join(parts)


def _refuse_missing_pixels(content: bytes) -> None:
    """Raise `NotAPicture` if a JPEG without its end lacks pixels as well."""
    # It is decoded three times, so it may have a third of the scans.
    refuse_many_scans(content, MAX_SCANS // 3)
    # Decoders fill up what is missing with whatever follows. A complete picture is the same whatever that is.
    # A last 0xFF would become a marker with what follows.
    content = content.rstrip(b"\xff")
    first, second = (_hash_pixels(content + filling + b"\xff\xd9") for filling in (b"\0" * 64, b"\x55" * 64))
    if first != second:
        raise damaged("JPEG")


def _hash_pixels(content: bytes) -> bytes:
    image = open_picture(content, "jpg")
    found = hashlib.sha256()
    # In strips, because a second copy of the pixels would take too much memory.
    for top in range(0, image.height, _STRIP):
        found.update(image.crop((0, top, image.width, min(top + _STRIP, image.height))).tobytes())
    return found.digest()


def _reencode(content: bytes, image_format: str) -> bytes:
    if image_format == "png":
        content = complete_png(content)
    image = as_srgb(upright(open_picture(content, image_format), content, image_format))
    made = BytesIO()
    image.save(made, **_choose_encoding(image, content, image_format))
    return made.getvalue()


def _choose_encoding(image: Image.Image, content: bytes, image_format: str) -> dict[str, Any]:
    if image_format == "avif" and image.mode == "RGBA":
        return _WEBP
    if image_format in ("jpg", "avif"):
        return _SMALL_JPEG if image.width * image.height <= _SMALL else _JPEG
    if image_format == "webp":
        # Around a frame that is smaller than its canvas, lossy compression would darken the edges.
        has_edges = image.mode == "RGBA" and any(chunk.kind == b"ANMF" for chunk in walk_webp(content))
        is_lossless = has_edges or read_webp_image(content).kind == b"VP8L"
        return _WEBP_LOSSLESS if is_lossless else _WEBP
    return _PNG
