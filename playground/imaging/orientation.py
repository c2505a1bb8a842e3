"""Reads and writes the orientation of a picture in EXIF. Invalid data is ignored and no reason to refuse a picture."""

import struct

from playground.imaging.chunks import walk_jpeg, walk_png, walk_webp

_EXIF_HEADER = b"Exif\0\0"
_ORIENTATION = 0x0112
# The type of a number of 16 bits.
_SHORT = 3


def read_orientation(content: bytes, image_format: str, exif: bytes = b"") -> int:
    """Return the EXIF orientation, 1 to 8, of a complete PNG, JPEG or WebP. The default is 1.

    `exif` is EXIF data that was read already, as Pillow does for an AVIF.
    """
    block = (exif or _find_exif(content, image_format)).removeprefix(_EXIF_HEADER)
    try:
        orientation = _read_tag(block)
    except struct.error:
        return 1
    return orientation if 1 <= orientation <= 8 else 1


def write_orientation(orientation: int) -> bytes:
    """Return EXIF data that says nothing but this."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, _SHORT, 1, orientation, 0, 0)


def _find_exif(content: bytes, image_format: str) -> bytes:
    if image_format == "jpg":
        segments = (content[part.body : part.stop] for part in walk_jpeg(content) if part.kind == b"\xe1")
        return next((segment for segment in segments if segment.startswith(_EXIF_HEADER)), b"")
    if image_format == "png":
        return next((content[part.body : part.stop] for part in walk_png(content) if part.kind == b"eXIf"), b"")
    if image_format == "webp":
        return next((content[part.body : part.stop] for part in walk_webp(content) if part.kind == b"EXIF"), b"")
    return b""


def _read_tag(block: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        return 1
    directory = struct.unpack_from(f"{order}I", block, 4)[0]
    count = struct.unpack_from(f"{order}H", block, directory)[0]
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", block, entry)
        if tag == _ORIENTATION:
            return int(value)
    return 1
