"""Removes what a picture file says beside its pixels: recipes, comments, and what other software wrote into it."""

import struct

from playground.imaging.chunks import PNG_SIGNATURE, make_png_chunk, walk_jpeg, walk_png, walk_webp
from playground.imaging.errors import NotAPicture
from playground.imaging.facts import recognise_format
from playground.imaging.orientation import read_orientation, write_orientation
from playground.imaging.webp import make_chunk, make_riff

# Text, EXIF, the time of the last change, and C2PA.
_PNG = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"caBX"})
# EXIF and XMP, C2PA, Photoshop's data, and comments. APP2 stays, because it holds the colour profile.
_JPEG = frozenset({b"\xe1", b"\xeb", b"\xed", b"\xfe"})
_WEBP = frozenset({b"XMP ", b"EXIF", b"C2PA"})
_EXIF_FLAG = 0x08
_WEBP_FLAGS = 0x04 | _EXIF_FLAG
_JFIF = b"\xe0"


def remove_metadata(content: bytes) -> bytes:
    """Return the picture without its metadata; the image data stays bit for bit.

    Only the orientation stays, because the picture would be shown lying on its side without it. Raises `NotAPicture`
    if the content is not a complete PNG, JPEG or WebP.
    """
    image_format = recognise_format(content)
    if image_format not in _CLEANERS:
        raise NotAPicture("This is not a PNG, JPEG or WebP picture.")
    orientation = read_orientation(content, image_format)
    return _CLEANERS[image_format](content, b"" if orientation == 1 else write_orientation(orientation))


def _clean_png(content: bytes, exif: bytes) -> bytes:
    kept = [content[chunk.start : chunk.end] for chunk in walk_png(content) if chunk.kind not in _PNG]
    if exif:
        kept.insert(1, make_png_chunk(b"eXIf", exif))
    return PNG_SIGNATURE + b"".join(kept)


def _clean_jpeg(content: bytes, exif: bytes) -> bytes:
    segments = list(walk_jpeg(content))
    kept = [content[segment.start : segment.end] for segment in segments if segment.kind not in _JPEG]
    if exif:
        body = b"Exif\0\0" + exif
        # JFIF must be the first segment.
        place = 1 if segments[0].kind == _JFIF else 0
        kept.insert(place, b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    # The scan follows the last segment and is not divided into segments.
    return b"\xff\xd8" + b"".join(kept) + content[segments[-1].end :]


def _clean_webp(content: bytes, exif: bytes) -> bytes:
    chunks = list(walk_webp(content))
    parts = [make_chunk(chunk.kind, content[chunk.body : chunk.stop]) for chunk in chunks if chunk.kind not in _WEBP]
    if chunks[0].kind == b"VP8X":
        # The header says which kinds of metadata follow, so it must no longer name those that are removed.
        first = chunks[0]
        flags = content[first.body] & ~_WEBP_FLAGS | (_EXIF_FLAG if exif else 0)
        parts[0] = make_chunk(b"VP8X", bytes([flags]) + content[first.body + 1 : first.stop])
    if exif:
        parts.append(make_chunk(b"EXIF", exif))
    return make_riff(parts)


_CLEANERS = {"png": _clean_png, "jpg": _clean_jpeg, "webp": _clean_webp}
