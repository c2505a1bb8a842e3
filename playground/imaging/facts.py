"""Reads the format and size of a picture from its header."""

import hashlib
import struct
from dataclasses import dataclass

from playground.imaging.avif import is_avif, read_avif
from playground.imaging.chunks import (
    PNG_SIGNATURE,
    Chunk,
    PartLimit,
    damaged,
    walk_frame,
    walk_jpeg,
    walk_png,
    walk_webp,
)
from playground.imaging.errors import NotAPicture
from playground.imaging.gif import read_gif_size

LABELS = {"png": "PNG", "jpg": "JPEG", "webp": "WebP", "gif": "GIF", "avif": "AVIF"}
# C4, C8 and CC are markers of other segments.
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """The properties of a picture file, named as the columns of a stored image.

    `format` is png, jpg or webp; `sha256` is the hash of the file in hex.
    """

    format: str
    width: int
    height: int
    byte_size: int
    sha256: str


def measure(content: bytes) -> ImageInfo:
    """Return the properties of a PNG, JPEG or WebP without decoding it, or raise `NotAPicture`."""
    image_format = recognise_format(content)
    if image_format not in ("png", "jpg", "webp"):
        raise NotAPicture("This is not a PNG, JPEG or WebP picture.")
    width, height = read_size(content, image_format)
    return ImageInfo(image_format, width, height, len(content), hashlib.sha256(content).hexdigest())


def recognise_format(content: bytes) -> str | None:
    """Recognise png, jpg, webp, gif or avif by the first bytes of the file, or return None."""
    if content.startswith(PNG_SIGNATURE):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    return "avif" if is_avif(content) else None


def read_size(content: bytes, image_format: str) -> tuple[int, int]:
    """Return the width and height in the header. Raise `NotAPicture` if the file is incomplete."""
    try:
        width, height = _SIZE_READERS[image_format](content)
    except struct.error as error:
        raise damaged(LABELS[image_format]) from error
    if not width or not height:
        raise damaged(LABELS[image_format])
    return width, height


def is_one_scan(content: bytes) -> bool:
    """Return whether a JPEG has all of its pixels in one scan, so that it is decoded row by row."""
    segments = list(walk_jpeg(content))
    frame = next((segment for segment in segments if segment.kind[0] in _START_OF_FRAME), segments[-1])
    # Both segments give the number of their components: the frame after its size, the scan at the beginning.
    components = content[frame.body + 5 : frame.body + 6]
    return frame.kind in (b"\xc0", b"\xc1") and components == content[segments[-1].body : segments[-1].body + 1]


def read_webp_image(content: bytes) -> Chunk:
    """Return the chunk (`VP8 ` or `VP8L`) with the pixels of a WebP. If it is animated, that of the first frame."""
    limit = PartLimit("WebP")
    for chunk in walk_webp(content):
        if chunk.kind in (b"VP8 ", b"VP8L"):
            return chunk
        if chunk.kind == b"ANMF":
            parts = walk_frame(content, chunk, limit)
            inner = next((part for part in parts if part.kind in (b"VP8 ", b"VP8L")), None)
            if inner:
                return inner
    raise damaged("WebP")


def read_webp_alpha(content: bytes, image: Chunk) -> bool:
    """Return whether the pixels of a WebP include an alpha channel, which only `VP8L` can."""
    return image.kind == b"VP8L" and bool(content[image.body + 4] & 0x10)


def _read_png_size(content: bytes) -> tuple[int, int]:
    chunks = walk_png(content)
    first = next(chunks)
    data_chunks = sum(chunk.kind == b"IDAT" for chunk in chunks)
    if first.kind != b"IHDR" or first.stop - first.body != 13 or not data_chunks:
        raise damaged("PNG")
    width, height = struct.unpack_from(">II", content, first.body)
    return width, height


def _read_jpeg_size(content: bytes) -> tuple[int, int]:
    frames = [segment for segment in walk_jpeg(content) if segment.kind[0] in _START_OF_FRAME]
    # With two sizes in one file, the decoder might use another one than the size that was checked.
    if len(frames) != 1 or frames[0].stop - frames[0].body < 6:
        raise damaged("JPEG")
    height, width = struct.unpack_from(">HH", content, frames[0].body + 1)
    return width, height


def _read_webp_size(content: bytes) -> tuple[int, int]:
    image = read_webp_image(content)
    first = next(walk_webp(content))
    if first.kind == b"VP8X":
        if first.stop - first.body < 10:
            raise damaged("WebP")
        # The canvas is stored as width and height minus one, in three bytes each.
        width = int.from_bytes(content[first.body + 4 : first.body + 7], "little") + 1
        return width, int.from_bytes(content[first.body + 7 : first.body + 10], "little") + 1
    return read_bitstream_size(content, image)


def read_bitstream_size(content: bytes, image: Chunk) -> tuple[int, int]:
    """Return the width and height in the pixels of a WebP, the chunk `VP8 ` or `VP8L`."""
    head = content[image.body : min(image.stop, image.body + 10)]
    if image.kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", head, 6)
        # The two upper bits are a hint for scaling and not part of the size.
        return width & 0x3FFF, height & 0x3FFF
    if image.kind == b"VP8L" and head[:1] == b"\x2f":
        bits = struct.unpack_from("<I", head, 1)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise damaged("WebP")


def _read_avif_size(content: bytes) -> tuple[int, int]:
    return read_avif(content).size


_SIZE_READERS = {
    "png": _read_png_size,
    "jpg": _read_jpeg_size,
    "webp": _read_webp_size,
    "gif": read_gif_size,
    "avif": _read_avif_size,
}
