"""Writes chunks of WebP files, and replaces the XMP chunk while all other chunks stay unchanged."""

import struct
from collections.abc import Iterable

from playground.imaging.chunks import riff_end, walk_webp
from playground.imaging.facts import read_size, read_webp_alpha, read_webp_image

_XMP_FLAG = 0x04
_ALPHA_FLAG = 0x10


def read_xmp(content: bytes) -> bytes:
    """Return the XMP packet of a WebP, or b"". Raise `NotAPicture` if the file is incomplete."""
    return next((content[part.body : part.stop] for part in walk_webp(content) if part.kind == b"XMP "), b"")


def replace_xmp(content: bytes, packet: bytes) -> bytes:
    """Return the WebP in the extended format, with this packet as its only XMP chunk."""
    parts = [_make_header(content)]
    for chunk in walk_webp(content):
        if chunk.kind not in (b"VP8X", b"XMP "):
            # If the encoder omitted the padding byte of the last chunk, it is needed now that a chunk follows.
            padding = b"\0" * ((chunk.end - chunk.start) % 2)
            parts.append(content[chunk.start : chunk.end] + padding)
    parts.append(make_chunk(b"XMP ", packet))
    return make_riff(parts) + content[riff_end(content) :]


def _make_header(content: bytes) -> bytes:
    first = next(walk_webp(content))
    if first.kind == b"VP8X":
        flags = content[first.body] | _XMP_FLAG
        return make_chunk(b"VP8X", bytes([flags]) + content[first.body + 1 : first.stop])
    width, height = read_size(content, "webp")
    alpha = _ALPHA_FLAG if read_webp_alpha(content, read_webp_image(content)) else 0
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return make_chunk(b"VP8X", bytes([_XMP_FLAG | alpha, 0, 0, 0]) + canvas)


def make_riff(parts: Iterable[bytes]) -> bytes:
    """Return a WebP of these chunks."""
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def make_chunk(kind: bytes, payload: bytes) -> bytes:
    """Return a chunk, padded to an even length."""
    return kind + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)
