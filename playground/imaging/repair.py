"""Brings an uploaded file into the form that decoders expect, where browsers show it although it has faults.

What a picture does not need is dropped unread, so that its size does not matter: texts, previews, later frames.
"""

import struct
import zlib

from playground.imaging.chunks import (
    END_OF_IMAGE,
    PNG_SIGNATURE,
    PartLimit,
    damaged,
    walk_jpeg,
    walk_whole_png_chunks,
)
from playground.imaging.errors import NotAPicture
from playground.imaging.webp import make_chunk, make_riff

_PNG_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
# Only these others change how the picture looks.
_PNG_USEFUL = frozenset({b"tRNS", b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"eXIf"})
_WEBP_IMAGE = frozenset({b"VP8 ", b"VP8L", b"ANMF"})
_WEBP_USEFUL = frozenset({b"VP8X", b"ICCP", b"ANIM", b"ALPH", b"EXIF"}) | _WEBP_IMAGE
_PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
_JPEG_END = b"\xff" + END_OF_IMAGE


def repair(content: bytes, image_format: str) -> bytes:
    """Return the file without the faults that do not affect its pixels. Raise `NotAPicture` if pixels are missing."""
    if image_format == "png":
        return _repair_png(content)
    if image_format == "webp":
        return _repair_webp(content)
    return content + _JPEG_END if _lacks_end(content, image_format) else content


def _lacks_end(content: bytes, image_format: str) -> bool:
    """Return whether the mark at the end of a JPEG is missing. Then some of its pixels may be missing, too.

    Raises `NotAPicture` if the JPEG has any other fault.
    """
    if image_format != "jpg":
        return False
    try:
        list(walk_jpeg(content))
    except NotAPicture:
        list(walk_jpeg(content + _JPEG_END))
        return True
    return False


def _repair_png(content: bytes) -> bytes:
    """Return the PNG with the chunks that matter. A checksum only counts where the chunk is needed.

    Whether the file breaks off before its last pixels is left to the decoder.
    """
    parts, has_pixels = [PNG_SIGNATURE], False
    for chunk in walk_whole_png_chunks(content):
        payload = content[chunk.start + 4 : chunk.stop]
        if chunk.kind in _PNG_USEFUL:
            sound = zlib.crc32(payload) == int.from_bytes(content[chunk.stop : chunk.end])
            parts.append(content[chunk.start : chunk.end] if sound else b"")
        elif chunk.kind in _PNG_CRITICAL - {b"IEND"}:
            parts.append(content[chunk.start : chunk.end])
            has_pixels = has_pixels or chunk.kind == b"IDAT"
        # A capital letter says that a picture cannot be shown without the chunk. After the pixels that is no longer so.
        elif chunk.kind[:1].isupper() and not has_pixels:
            raise damaged("PNG")
    return b"".join([*parts, _PNG_END])


def _repair_webp(content: bytes) -> bytes:
    """Return the WebP with the chunks of its first frame. Some programs write a length that is wrong by one byte."""
    parts, shown = [], False
    end = 8 + struct.unpack_from("<I", content, 4)[0]
    if end > len(content) + 1:
        raise damaged("WebP")
    position, limit = 12, PartLimit("WebP")
    while position + 8 <= min(end, len(content)):
        limit.add()
        kind, length = struct.unpack_from("<4sI", content, position)
        stop = position + 8 + length
        if stop > min(end + 1, len(content)):
            raise damaged("WebP")
        if kind in _WEBP_USEFUL and not (shown and kind in _WEBP_IMAGE):
            parts.append(make_chunk(kind, content[position + 8 : stop]))
        shown = shown or kind in _WEBP_IMAGE
        position = stop + length % 2
    if not shown:
        raise damaged("WebP")
    return make_riff(parts)
