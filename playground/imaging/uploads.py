"""Verifies an uploaded file and re-encodes it, so that nothing but the picture is kept."""

import hashlib
import zlib
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO

from playground.imaging.chunks import walk_png
from playground.imaging.decoding import as_srgb, decoding, open_picture, refuse_too_many_pixels, upright, work_on
from playground.imaging.errors import NotAPicture, UploadRefused
from playground.imaging.facts import read_size, read_webp_image
from playground.imaging.signatures import check_declared_type, recognise_upload

MOST_BYTES = 20 * 1024 * 1024
# Compressed metadata can unpack to a thousand times its size; no real picture needs as much as these limits.
_LONGEST_TEXT = 1024 * 1024
_LONGEST_TEXTS = 8 * 1024 * 1024
# Subsampling would blur coloured edges, and a picture that was compressed before is compressed once more here.
_JPEG: dict[str, Any] = {"format": "JPEG", "quality": 92, "subsampling": 0}
_PNG: dict[str, Any] = {"format": "PNG", "compress_level": 3}
_WEBP: dict[str, Any] = {"format": "WEBP", "quality": 92, "method": 2}
# `exact` keeps the colours of fully transparent pixels.
_WEBP_LOSSLESS: dict[str, Any] = {"format": "WEBP", "lossless": True, "exact": True, "quality": 30, "method": 0}


@dataclass(frozen=True, slots=True)
class VerifiedImage:
    """A re-encoded picture. `format` is png, jpg or webp; `sha256` is the hash of `content` in hex."""

    content: bytes = field(repr=False)
    format: str
    width: int
    height: int
    sha256: str


def verify_upload(file: BinaryIO, name: str = "", declared_type: str = "") -> VerifiedImage:
    """Return the uploaded picture upright, in sRGB and without metadata, or raise `UploadRefused`.

    JPEG, PNG and WebP keep their format; the first frame of a GIF becomes a PNG. `name` and the media type
    `declared_type` may be empty, but must not contradict the content.
    """
    content = _read(file)
    image_format = recognise_upload(content)
    check_declared_type(image_format, name, declared_type)
    try:
        # These checks are cheap, so they come before the wait for a place to decode.
        width, height = read_size(content, image_format)
        refuse_too_many_pixels(width, height)
        if image_format == "png":
            _refuse_packed_texts(content)
        with decoding(image_format, width * height):
            return work_on(width * height, partial(_reencode, content, image_format))
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
        raise UploadRefused("This file is larger than 20 MB, the maximum size.")
    return b"".join(parts)


def _refuse_packed_texts(content: bytes) -> None:
    """Raise `NotAPicture` if the texts or the colour profile are too large, even if only after decompression."""
    total = 0
    for chunk in walk_png(content):
        if chunk.kind in (b"tEXt", b"zTXt", b"iTXt", b"iCCP"):
            size = _measure_text(chunk.kind, content[chunk.body : chunk.stop])
            total += size
            if size > _LONGEST_TEXT or total > _LONGEST_TEXTS:
                raise NotAPicture("This PNG file contains too much metadata. Save it again without metadata.")


def _measure_text(kind: bytes, payload: bytes) -> int:
    """Return the size of a text. Decompression stops just over the limit."""
    rest = payload.partition(b"\0")[2]
    if kind == b"iTXt":
        packed = rest[2:].split(b"\0", 2)[-1] if rest[:1] == b"\1" else b""
    else:
        packed = rest[1:] if kind != b"tEXt" else b""
    try:
        return len(payload) + len(zlib.decompressobj().decompress(packed, _LONGEST_TEXT + 1))
    except zlib.error:
        return len(payload)


def _reencode(content: bytes, image_format: str) -> VerifiedImage:
    image = as_srgb(upright(open_picture(content, image_format), content, image_format))
    made = BytesIO()
    image.save(made, **_choose_encoding(content, image_format))
    fresh = made.getvalue()
    kept = "png" if image_format == "gif" else image_format
    return VerifiedImage(fresh, kept, image.width, image.height, hashlib.sha256(fresh).hexdigest())


def _choose_encoding(content: bytes, image_format: str) -> dict[str, Any]:
    if image_format == "jpg":
        return _JPEG
    if image_format == "webp":
        return _WEBP_LOSSLESS if read_webp_image(content).kind == b"VP8L" else _WEBP
    return _PNG
