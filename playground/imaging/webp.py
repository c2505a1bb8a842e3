"""Exchanges the XMP chunk of a WebP file; every other chunk stays as it is, the pixels first of all."""

import struct

from playground.imaging.chunks import riff_end, walk_webp
from playground.imaging.facts import read_size, read_webp_alpha, read_webp_image

_XMP_FLAG = 0x04
_ALPHA_FLAG = 0x10


def read_xmp(content: bytes) -> bytes:
    """Return the XMP packet of a WebP, empty if it has none; raise `NotAPicture` for a file that is not whole."""
    return next((content[part.body : part.stop] for part in walk_webp(content) if part.kind == b"XMP "), b"")


def replace_xmp(content: bytes, packet: bytes) -> bytes:
    """Return the WebP with this packet as its only XMP chunk, in the extended form that such a chunk needs."""
    parts = [_make_header(content)]
    for chunk in walk_webp(content):
        if chunk.kind not in (b"VP8X", b"XMP "):
            # A padding byte that the writer left off is owed once something follows.
            padding = b"\0" * ((chunk.end - chunk.start) % 2)
            parts.append(content[chunk.start : chunk.end] + padding)
    parts.append(_make_chunk(b"XMP ", packet))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body + content[riff_end(content) :]


def _make_header(content: bytes) -> bytes:
    first = next(walk_webp(content))
    if first.kind == b"VP8X":
        flags = content[first.body] | _XMP_FLAG
        return _make_chunk(b"VP8X", bytes([flags]) + content[first.body + 1 : first.stop])
    width, height = read_size(content, "webp")
    alpha = _ALPHA_FLAG if read_webp_alpha(content, read_webp_image(content)) else 0
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return _make_chunk(b"VP8X", bytes([_XMP_FLAG | alpha, 0, 0, 0]) + canvas)


def _make_chunk(kind: bytes, payload: bytes) -> bytes:
    return kind + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)
