"""Removes what a picture file says beside its pixels: recipes, comments, and what other software wrote into it."""

from playground.imaging.chunks import PNG_SIGNATURE, walk_jpeg, walk_png, walk_webp
from playground.imaging.errors import NotAPicture
from playground.imaging.facts import recognise_format

# Text, EXIF, the time of the last change, and C2PA.
_PNG = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"caBX"})
# EXIF and XMP, C2PA, Photoshop's data, and comments. APP2 stays, because it holds the colour profile.
_JPEG = frozenset({b"\xe1", b"\xeb", b"\xed", b"\xfe"})
_WEBP = frozenset({b"XMP ", b"EXIF", b"C2PA"})
_WEBP_FLAGS = 0x04 | 0x08


def remove_metadata(content: bytes) -> bytes:
    """Return the picture without its metadata; the image data stays bit for bit.

    Raises `NotAPicture` if the content is not a complete PNG, JPEG or WebP.
    """
    match recognise_format(content):
        case "png":
            kept = [content[chunk.start : chunk.end] for chunk in walk_png(content) if chunk.kind not in _PNG]
            return PNG_SIGNATURE + b"".join(kept)
        case "jpg":
            return _clean_jpeg(content)
        case "webp":
            return _clean_webp(content)
    raise NotAPicture("This is not a PNG, JPEG or WebP picture.")


def _clean_jpeg(content: bytes) -> bytes:
    segments = list(walk_jpeg(content))
    kept = [content[segment.start : segment.end] for segment in segments if segment.kind not in _JPEG]
    # The scan follows the last segment and is not divided into segments.
    return b"\xff\xd8" + b"".join(kept) + content[segments[-1].end :]


def _clean_webp(content: bytes) -> bytes:
    kept = b""
    for chunk in walk_webp(content):
        if chunk.kind == b"VP8X":
            # The header says which kinds of metadata follow, so it must no longer name those that are removed.
            flags = bytes([content[chunk.body] & ~_WEBP_FLAGS])
            kept += content[chunk.start : chunk.body] + flags + content[chunk.body + 1 : chunk.end]
        elif chunk.kind not in _WEBP:
            padding = b"\0" * ((chunk.end - chunk.start) % 2)
            kept += content[chunk.start : chunk.end] + padding
    body = b"WEBP" + kept
    return b"RIFF" + len(body).to_bytes(4, "little") + body
